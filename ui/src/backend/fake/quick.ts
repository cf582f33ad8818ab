/** The quick window, the shortcut and the tray of the in-memory backend. */
import {
  desktopOf,
  type DesktopStatus,
  type Inserted,
  type QuickContext,
  type QuickKind,
  type QuickRequest,
  type QuickState,
  type ShortcutStatus,
} from '../quick';
import type { FakeHost } from './host';
import { textOf } from './tree';

const SELECTED =
  'hi, still waiting on the replacement i was promised two weeks ago, nobody answers the phone, and the ticket says closed. can somebody tell me what is going on, or do i have to send everything back and ask for my money';
const COPIED = 'Order 48210, shipped 14 November, carrier reference 1Z 999 AA1.';
/** Keys that another program of this made-up desktop holds. */
const TAKEN = new Set(['Ctrl+Space', 'Super+Space']);
const FREE = 'Ctrl+Alt+Space';

const APP = 'Mail';

export class FakeQuick {
  context: QuickContext[] = [];
  shown = false;
  /** The last height that the page wanted. */
  height = 0;
  /** What was put into the app in front. */
  inserted: { text: string; mode: string }[] = [];
  /** Conversations that are not kept. */
  readonly forgotten = new Set<string>();
  readonly history: string[] = [];
  private count = 0;

  constructor(private readonly host: FakeHost) {
    this.context = this.offers();
  }

  state(): QuickState {
    const { insert, transparent } = this.host.options;
    return { context: this.context, app: this.app, insert, transparent };
  }

  /** The shortcut was pressed. */
  show(action: string | null = null, draft: string | null = null): void {
    this.shown = true;
    this.context = this.offers();
    this.host.emit({ type: 'quick_shown', context: this.context, app: this.app, action, draft });
  }

  hide(): void {
    this.shown = false;
    this.host.emit({ type: 'quick_hidden' });
  }

  /** Everything was deleted. */
  forget(): void {
    this.history.length = 0;
    this.forgotten.clear();
    this.host.emit({ type: 'quick_forget' });
  }

  /** Files were dropped on the window. */
  drop(...names: string[]): void {
    for (const name of names) this.context = [...this.context, this.file(name)];
    this.host.emit({ type: 'quick_context', context: this.context });
  }

  take(kind: QuickKind): QuickContext[] {
    if (kind === 'file') this.context = [...this.context, this.file('Angebot März 2026.pdf')];
    const text = kind === 'selection' ? SELECTED : COPIED;
    this.context = this.context.map((one) =>
      one.kind === kind && kind !== 'file'
        ? { ...one, taken: true, preview: text.slice(0, 400), words: text.split(/\s+/).length }
        : one,
    );
    return this.context;
  }

  remove(id: string): QuickContext[] {
    this.context = this.context
      .filter((one) => one.id !== id || one.kind !== 'file')
      .map((one) => (one.id === id ? { ...one, taken: false, preview: '', words: null } : one));
    return this.context;
  }

  /** The whole question, as the shell puts it together for the model. What was used is offered again. */
  compose(request: QuickRequest): string {
    const own = desktopOf(this.host.settings).quick_actions.find(({ id }) => id === request.action);
    const task = own?.prompt ?? request.action?.replace('_', ' ') ?? '';
    const used = this.context.filter(({ id, taken }) => taken && request.context.includes(id));
    if (request.text.trim() !== '') this.history.unshift(request.text);
    this.context = this.context
      .filter((one) => one.kind !== 'file')
      .map((one) => ({ ...one, taken: false, preview: '', words: null }));
    return [task, request.text, ...used.map(({ preview, name }) => `> ${preview || (name ?? '')}`)]
      .filter((text) => text.trim() !== '')
      .join('\n\n');
  }

  insert(message: string, mode: string): Inserted {
    this.inserted.push({ text: textOf(this.host.tree.message(message)), mode });
    this.hide();
    return this.host.options.insert === 'pastes' ? 'pasted' : 'copied';
  }

  status(): DesktopStatus {
    return { tray: this.host.options.tray, shortcut: this.shortcut(), login: true };
  }

  private shortcut(): ShortcutStatus {
    const { quick_shortcut, quick_shortcut_paused } = desktopOf(this.host.settings);
    if (this.host.options.shortcut === 'by_hand') return { state: 'by_hand', command: 'carat-desktop --quick' };
    if (quick_shortcut === null) return { state: 'none' };
    if (quick_shortcut_paused) return { state: 'paused' };
    if (this.host.options.shortcut === 'desktop') return { state: 'desktop', keys: 'Meta+Q' };
    if (TAKEN.has(quick_shortcut)) return { state: 'taken', offer: FREE };
    return { state: 'registered' };
  }

  private get app(): string | null {
    return this.host.options.offers === 'none' ? null : APP;
  }

  private offers(): QuickContext[] {
    const { offers } = this.host.options;
    const kinds: QuickKind[] = {
      none: [],
      selection: ['selection' as const],
      both: ['selection' as const, 'clipboard' as const],
    }[offers];
    return kinds.map((kind) => this.one(kind, kind === 'selection' ? APP : null));
  }

  private file(name: string): QuickContext {
    const refused = name.endsWith('.exe');
    const error = refused ? { code: 'unreadable', message: 'Not a document.', args: { path: name } } : null;
    return { ...this.one('file', name), taken: !refused, bytes: 48_230, error };
  }

  private one(kind: QuickKind, name: string | null): QuickContext {
    this.count += 1;
    return { id: `q-${this.count}`, kind, taken: false, name, preview: '', words: null, bytes: null, error: null };
  }
}
