/** The documents and libraries of the in-memory backend. They are read in steps that take a while, as in life. */
import { documentOf } from '../../document-key';
import type {
  Added,
  DocumentContent,
  DocumentScope,
  DocumentSearch,
  Library,
  PageBox,
  ReadSoFar,
  Route,
  RoutePlan,
  SearchUsed,
  StoredDocument,
} from '../../documents';
import type { Message, WireError } from '../../types';
import type { FakeHost } from '../host';
import { pause } from '../turns';
import { answerFrom, hitsFor, type FromDocuments, type Searched } from './finding';
import { makePdf } from './pdf';
import { plainText, TEXTS, type Made } from './texts';

interface Kept {
  /** Its id is that of the document alone. */
  view: StoredDocument;
  made: Made;
  boxes: PageBox[][];
  bytes: Uint8Array<ArrayBuffer>;
  gone: boolean;
}

/** A file that a test chooses, drops or pastes. `fails` names the code that reading it ends with. */
export interface FakeFile {
  name: string;
  fails?: string;
  /** How often it fails so; then it can be read. */
  times?: number;
}

/** Questions that passages can't answer. */
const ASKS_FOR_ALL = /summar|count|how many|list all|总结|概括|要約/i;
/** As many passages as a small context takes whole. */
const FITS = 20;

const same = (a: DocumentScope, b: DocumentScope) => JSON.stringify(a) === JSON.stringify(b);

/** A document as windows see it: its key names its owner too, as the shell's does. */
function keyed(view: StoredDocument): StoredDocument {
  const { id, scope } = view;
  if (scope.in === 'draft') return { ...view, id: `${id}.draft` };
  const owner = scope.in === 'library' ? scope.library : scope.conversation;
  return { ...view, id: `${id}.${scope.in}.${owner}` };
}

export class FakeDocuments {
  /** What the next dialog gives, or the next drop brings. */
  files: FakeFile[] = [{ name: 'Lease Königsallee 12.pdf' }];
  private kept = new Map<string, Kept>();
  private libraries = new Map<string, Library & { gone: boolean }>();
  private failures = new Map<string, { code: string; left: number }>();
  private routes = new Map<string, Route>();
  private count = 0;

  constructor(private readonly host: FakeHost) {
    if (host.options.libraries === 'none') return;
    const house = this.library('House and flat');
    for (const name of ['Lease Königsallee 12.pdf', 'kitchen.md', 'Deed 1987 scan.pdf']) this.seed(house, name);
    const work = this.library('市场调研');
    for (const name of ['会议纪要.docx', 'Heating survey 2025.pdf']) this.seed(work, name);
  }

  list(scope: DocumentScope): StoredDocument[] {
    return this.shown().filter((view) => same(view.scope, scope));
  }

  listLibraries(): Library[] {
    return [...this.libraries.values()].filter(({ gone }) => !gone).map(({ id }) => this.counted(id));
  }

  create(name: string): Library {
    const id = this.library(name);
    this.host.emit({ type: 'libraries' });
    return this.counted(id);
  }

  changeLibrary(id: string, some: Partial<Library & { gone: boolean }>): Library {
    const library = this.libraries.get(id);
    if (!library) throw missing('library_missing', id);
    Object.assign(library, some);
    this.host.emit({ type: 'libraries' });
    return this.counted(id);
  }

  add(files: FakeFile[], scope: DocumentScope): Added {
    const added: Added = { documents: [], duplicates: [], passed_over: 0 };
    for (const file of files) {
      const there = this.list(scope).find((view) => view.name === file.name && view.state.state !== 'failed');
      if (there) {
        added.duplicates.push({ name: file.name, document: there });
        continue;
      }
      if (file.fails) this.failures.set(file.name, { code: file.fails, left: file.times ?? Infinity });
      const kept = this.keep(scope, file.name);
      added.documents.push(keyed(kept.view));
      void this.read(kept);
    }
    return added;
  }

  hide(id: string, gone: boolean): StoredDocument {
    const kept = this.find(id);
    kept.gone = gone;
    const document = keyed(kept.view);
    this.host.emit(gone ? { type: 'document_gone', id: document.id } : { type: 'document', document });
    this.host.emit({ type: 'libraries' });
    return document;
  }

  again(id: string): StoredDocument {
    const kept = this.find(id);
    void this.read(kept);
    return keyed(kept.view);
  }

  search(scope: DocumentScope, query: string): DocumentSearch {
    return { hits: hitsFor(query, this.searched(this.list(scope))), search: this.encoder };
  }

  content(id: string, from: number): DocumentContent {
    const { view, made } = this.find(id);
    const { pieces } = made;
    return { document: keyed(view), from, pieces: pieces.slice(from, from + 200), total: pieces.length };
  }

  bytes(id: string): ArrayBuffer {
    return this.find(id).bytes.buffer;
  }

  plan(question: string, ids: string[], library: string | null, route: Route): RoutePlan | null {
    const views = this.asked(ids, library).filter(({ state }) => state.state !== 'failed');
    if (views.length === 0) return null;
    const of = views.reduce((sum, view) => sum + view.passages, 0);
    const parts = views.reduce((sum, view) => sum + (view.parts ?? 1), 0);
    const unit = views.every((view) => view.unit === views[0]?.unit) ? (views[0]?.unit ?? 'parts') : 'parts';
    const whole = of <= FITS && route === 'auto';
    const all = ASKS_FOR_ALL.test(question);
    const way = whole ? 'whole' : route === 'auto' ? (all ? 'everything' : 'search') : route;
    const why = route !== 'auto' ? 'chosen' : whole ? 'fits' : all ? 'asks_for_all' : 'too_large';
    const passages = way === 'search' ? Math.min(6, of) : of;
    const pretrained = this.host.model?.origin === 'starter';
    return { way, why, parts, unit, passages, of, tokens: 90 * passages, pretrained, search: this.encoder };
  }

  /** The documents of a question that was sent. */
  sent(question: Message, route: Route): void {
    this.routes.set(question.id, route);
    const scope: DocumentScope = { in: 'conversation', conversation: question.conversation };
    for (const part of question.parts)
      if (part.type === 'document') {
        const kept = this.find(part.id);
        if (kept.view.scope.in === 'draft') this.change(kept, { scope });
      }
  }

  /** What to answer to a question with documents; null for one without. */
  answer(question: Message | null): FromDocuments | null {
    if (!question) return null;
    const ids = question.parts.flatMap((part) => (part.type === 'document' ? [part.id] : []));
    const library = question.parts.find((part) => part.type === 'library')?.id ?? null;
    const text = question.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const plan = this.plan(text, ids, library, this.routes.get(question.id) ?? 'auto');
    if (!plan) return null;
    const read: ReadSoFar | null =
      plan.way === 'everything' ? { done: plan.parts, total: plan.parts, unit: plan.unit } : null;
    return answerFrom(text, this.searched(this.asked(ids, library)), read, plan.search);
  }

  name(library: string): string {
    return this.counted(library).name;
  }

  find(key: string): Kept {
    const kept = this.kept.get(documentOf(key));
    // An owner who has given it away has it no longer.
    if (!kept || (key !== kept.view.id && key !== keyed(kept.view).id)) throw missing('document_missing', key);
    return kept;
  }

  clear(): void {
    for (const kept of this.kept.values()) kept.gone = true;
    this.kept.clear();
    this.libraries.clear();
    this.host.emit({ type: 'libraries' });
  }

  private get encoder(): SearchUsed {
    const { encoder } = this.host.options;
    return { encoder: encoder || null, covers_language: encoder !== '' };
  }

  private shown(): StoredDocument[] {
    return [...this.kept.values()].filter(({ gone }) => !gone).map(({ view }) => keyed(view));
  }

  private asked(ids: string[], library: string | null): StoredDocument[] {
    const own = library === null ? [] : this.list({ in: 'library', library });
    const named = ids.map(documentOf);
    return [...this.shown().filter(({ id }) => named.includes(documentOf(id))), ...own];
  }

  private searched(views: StoredDocument[]): Searched[] {
    return views.map(({ id, name }) => {
      const { made, boxes } = this.find(id);
      return { id: documentOf(id), name, pieces: made.pieces, boxes };
    });
  }

  private library(name: string): string {
    this.count += 1;
    const id = `library-${this.count}`;
    this.libraries.set(id, { id, name, documents: 0, bytes: 0, updated: Date.now(), gone: false });
    return id;
  }

  private counted(id: string): Library {
    const library = this.libraries.get(id);
    if (!library) throw missing('library_missing', id);
    const own = this.list({ in: 'library', library: id });
    const bytes = own.reduce((sum, view) => sum + view.bytes, 0);
    return { id, name: library.name, documents: own.length, bytes, updated: library.updated };
  }

  private keep(scope: DocumentScope, name: string): Kept {
    this.count += 1;
    const made = TEXTS[name] ?? plainText(name);
    const paged = made.pieces.every(({ place }) => place.page !== null) && made.format === 'pdf';
    const { bytes, boxes } = paged
      ? makePdf(
          made.pieces.map(({ kind, text, place }) => ({
            page: place.page ?? 1,
            text,
            size: kind.is === 'heading' ? 16 : 11,
          })),
          made.notices?.flatMap((notice) => (notice.about === 'no_text' ? notice.pages : [])),
        )
      : { bytes: new TextEncoder().encode(made.pieces.map(({ text }) => text).join('\n')), boxes: [] };
    const view: StoredDocument = {
      id: `document-${this.count}`,
      scope,
      name,
      format: null,
      bytes: bytes.length,
      parts: null,
      unit: made.unit,
      passages: 0,
      added: Date.now(),
      state: { state: 'waiting' },
      notices: [],
    };
    const kept: Kept = { view, made, boxes, bytes, gone: false };
    this.kept.set(view.id, kept);
    return kept;
  }

  private seed(library: string, name: string): void {
    const kept = this.keep({ in: 'library', library }, name);
    Object.assign(kept.view, read(kept.made), { state: { state: 'indexed' } });
  }

  private change(kept: Kept, some: Partial<StoredDocument>): void {
    Object.assign(kept.view, some);
    if (!kept.gone) this.host.emit({ type: 'document', document: keyed(kept.view) });
  }

  private async read(kept: Kept): Promise<void> {
    const { made } = kept;
    const total = made.parts ?? 1;
    const { reading } = this.host.options;
    for (let done = 0; done < total && !kept.gone; done += Math.max(1, Math.ceil(total / 8))) {
      this.change(kept, { format: made.format, state: { state: 'reading', done, total: made.parts } });
      await pause(reading / Math.min(8, total));
    }
    const failure = this.failures.get(kept.view.name);
    if (failure && failure.left > 0) {
      failure.left -= 1;
      const error: WireError = {
        code: failure.code,
        message: 'It can’t be read.',
        args: { limit: '512', kind: 'ZIP' },
      };
      this.change(kept, { state: { state: 'failed', error } });
      return;
    }
    const passages = made.pieces.filter(({ kind }) => kind.is !== 'heading').length;
    this.change(kept, { ...read(made), state: { state: 'searchable', done: 0, total: passages } });
    this.host.emit({ type: 'libraries' });
    if (this.host.options.encoder !== '') await pause(reading);
    if (!kept.gone) this.change(kept, { state: { state: 'indexed' } });
  }
}

function read(made: Made): Partial<StoredDocument> {
  const passages = made.pieces.filter(({ kind }) => kind.is !== 'heading').length;
  return { format: made.format, parts: made.parts, passages, notices: made.notices ?? [] };
}

function missing(code: string, id: string): WireError {
  return { code, message: `There is no ${id}.`, args: { id } };
}
