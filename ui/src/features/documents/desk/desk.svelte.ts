/** What the next question of the open conversation is about: its documents, a library, and the way to answer from them. */
import type { Backend } from '../../../backend/backend';
import type { Added, DocumentScope, Library, Route, RoutePlan, StoredDocument } from '../../../backend/documents';
import type { AppEvent } from '../../../backend/types';
import type { Asked } from '../../../shared/asked';
import { report } from '../../../shared/errors';
import { t } from '../../../shared/i18n';
import { toast } from '../../../shared/toasts.svelte';
import { notAddedWords, readable, shareWords } from '../words';

/** After the last key, before the way is asked for. */
const PLAN_AFTER_MS = 350;

export class Desk {
  conversation: string | null = $state.raw(null);
  documents: StoredDocument[] = $state.raw([]);
  library: Library | null = $state.raw(null);
  route: Route = $state('auto');
  plan: RoutePlan | null = $state.raw(null);
  readonly scope: DocumentScope = $derived(
    this.conversation === null ? { in: 'draft' } : { in: 'conversation', conversation: this.conversation },
  );
  /** What of the documents goes into the context, and the tokens that it takes. */
  readonly share = $derived(this.plan && { words: shareWords(this.plan), tokens: this.plan.tokens });
  /** Libraries that were put on the desk, or taken off it, by conversation. */
  #libraries = new Map<string | null, string | null>();
  #draft = '';
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly backend: Backend) {}

  get empty(): boolean {
    return this.documents.length === 0 && this.library === null;
  }

  /** Follows what becomes of the documents until the returned function is called. */
  follow(): () => void {
    return this.backend.subscribe((event) => this.#take(event));
  }

  /** Another conversation is open. */
  async show(conversation: string | null): Promise<void> {
    this.conversation = conversation;
    this.documents = [];
    this.plan = null;
    this.route = 'auto';
    void this.#putLibrary(this.#libraries.get(conversation) ?? null);
    await this.read();
  }

  async read(): Promise<void> {
    const { scope } = this;
    try {
      const documents = await this.backend.listDocuments(scope);
      if (scope !== this.scope) return;
      this.documents = documents;
      this.#planSoon();
    } catch (thrown) {
      report(thrown);
    }
  }

  /** The conversation that had not begun has: what was on the desk is its own. */
  became(conversation: string): void {
    this.#libraries.set(conversation, this.library?.id ?? null);
    this.#libraries.delete(null);
    this.conversation = conversation;
    void this.read();
  }

  /** Everything was deleted: nothing lies here, and nothing is remembered of any conversation. */
  clear(): void {
    this.#libraries.clear();
    this.conversation = null;
    this.documents = [];
    this.library = null;
    this.route = 'auto';
    this.#draft = '';
    this.#planSoon();
  }

  /** What the last question was about counts until something else is chosen. */
  earlier(conversation: string | null, library: string | null): void {
    if (conversation !== this.conversation || this.#libraries.has(conversation) || library === null) return;
    this.#libraries.set(conversation, library);
    void this.#putLibrary(library);
  }

  /** Puts a library on the desk, or takes it off. */
  ask(library: string | null): void {
    this.#libraries.set(this.conversation, library);
    void this.#putLibrary(library);
  }

  /** The documents that the next question is about and that can be read, where no library stands before them. */
  get ready(): string[] {
    return this.library === null ? this.documents.filter(readable).map(({ id }) => id) : [];
  }

  /** What goes with a question that is sent now. The way is chosen anew for the next one. */
  asked(): Asked {
    const documents = this.documents.filter(({ state }) => state.state !== 'failed').map(({ id }) => id);
    const asked: Asked = { documents, library: this.library?.id ?? null, route: this.route };
    this.choose('auto');
    return asked;
  }

  choose(route: Route): void {
    if (this.route === route) return;
    this.route = route;
    this.#planSoon(0);
  }

  drafted(text: string): void {
    if (text === this.#draft) return;
    this.#draft = text;
    this.#planSoon();
  }

  /** Asks for files, or for a folder. */
  choosing(folder = false): Promise<void> {
    return this.#add(() => this.backend.chooseDocuments(this.scope, folder));
  }

  paste = (files: File[]) => {
    for (const file of files)
      void this.#add(async () =>
        this.backend.pasteDocument(this.scope, file.name, new Uint8Array(await file.arrayBuffer())),
      );
  };

  /** Files were dropped on the window while a conversation is open. */
  dropped(drop: string): void {
    void this.#add(() => this.backend.takeDrop(drop, this.scope));
  }

  again(document: StoredDocument): void {
    this.backend.readAgain(document.id).catch(report);
  }

  /** Takes one off: one that is still read stops, one that was read can be brought back. */
  async remove(document: StoredDocument): Promise<void> {
    const { id, name } = document;
    this.#drop(id);
    try {
      if (!readable(document)) return await this.backend.cancelDocument(id);
      await this.backend.removeDocument(id);
      const undo = () => void this.backend.restoreDocument(id).then(() => this.read(), report);
      toast({ kind: 'undo', text: t('documents-removed', { name }), undo });
    } catch (thrown) {
      report(thrown);
      await this.read();
    }
  }

  async #add(ask: () => Promise<Added | null>): Promise<void> {
    try {
      const added = await ask();
      if (!added) return;
      // Another conversation may be open by now; what was added for the one before waits there.
      for (const document of added.documents) if (this.#isHere(document)) this.#put(document);
      const text = notAddedWords(added);
      if (text !== null) toast({ kind: 'info', text });
    } catch (thrown) {
      report(thrown);
    }
  }

  async #putLibrary(id: string | null): Promise<void> {
    const { conversation } = this;
    if (id === null) this.library = null;
    else {
      try {
        const library = (await this.backend.listLibraries()).find((other) => other.id === id) ?? null;
        if (conversation === this.conversation && (this.#libraries.get(conversation) ?? null) === id)
          this.library = library;
      } catch (thrown) {
        report(thrown);
      }
    }
    this.#planSoon(0);
  }

  /** Whether it belongs to the open conversation. */
  #isHere({ scope }: StoredDocument): boolean {
    return JSON.stringify(scope) === JSON.stringify(this.scope);
  }

  #put(document: StoredDocument): void {
    const at = this.documents.findIndex(({ id }) => id === document.id);
    this.documents = at < 0 ? [...this.documents, document] : this.documents.with(at, document);
    this.#planSoon();
  }

  #drop(id: string): void {
    this.documents = this.documents.filter((other) => other.id !== id);
    this.#planSoon();
  }

  #take(event: AppEvent): void {
    if (event.type === 'document') {
      const { document } = event;
      if (this.#isHere(document) || this.documents.some(({ id }) => id === document.id)) this.#put(document);
    } else if (event.type === 'document_gone') this.#drop(event.id);
    else if (event.type === 'libraries' && this.library) void this.#putLibrary(this.library.id);
  }

  #planSoon(after = PLAN_AFTER_MS): void {
    clearTimeout(this.#timer);
    const ids = this.documents.filter(readable).map(({ id }) => id);
    this.#asked += 1;
    if (ids.length === 0 && this.library === null) {
      this.plan = null;
      return;
    }
    this.#timer = setTimeout(() => void this.#ask(ids), after);
  }

  /** Only the latest question's answer counts; without one the line is not shown. */
  async #ask(documents: string[]): Promise<void> {
    const asked = this.#asked;
    let plan: RoutePlan | null = null;
    try {
      plan = await this.backend.routeFor(this.#draft, documents, this.library?.id ?? null, this.route);
    } catch {
      // The answer itself will say what is wrong.
    }
    if (asked === this.#asked) this.plan = plan;
  }
}
