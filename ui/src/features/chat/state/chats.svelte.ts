/** All conversations of this window that were opened since it began. They outlive the view: a stream goes on while another is read. */
import type { Backend } from '../../../backend/backend';
import type { ConversationSummary, Message, WireError } from '../../../backend/types';
import { Thread, type ThreadListener } from './thread.svelte';

/** Idle threads beyond this number are forgotten, the oldest first; opening one again reads it from the store. */
const KEPT = 24;

export class Chats {
  /** The one that has not begun. */
  fresh: Thread = $state.raw() as Thread;
  /** Who shows the chat now. */
  listener: Omit<ThreadListener, 'changed'> | null = null;
  /**
   * Hears of each conversation that is new or has changed (title, time), also while nobody shows the chat. `begun` is
   * true when it is the one that had not begun: whoever shows that one turns to its id now.
   */
  onchanged: (summary: ConversationSummary, begun: boolean) => void = () => undefined;

  #threads = new Map<string, Thread>();
  readonly #events: ThreadListener = {
    changed: (thread, summary, began) => this.#changed(thread, summary, began),
    ended: (thread: Thread, answer: Message | null) => this.listener?.ended(thread, answer),
    failed: (error: WireError) => this.listener?.failed(error),
  };

  constructor(private readonly backend: Backend) {
    this.fresh = new Thread(backend, this.#events);
  }

  /** The thread of a conversation, the same one whenever it is asked for. */
  thread(id: string | null): Thread {
    if (id === null) return this.fresh;
    const known = this.#threads.get(id);
    if (known) {
      // The newest stands last.
      this.#threads.delete(id);
      this.#threads.set(id, known);
      return known;
    }
    const thread = new Thread(this.backend, this.#events, id);
    this.#threads.set(id, thread);
    this.#forget();
    return thread;
  }

  /** Forgets all conversations with their drafts, and the draft of the next one: everything was deleted. */
  clear(): void {
    this.#threads.clear();
    this.fresh = new Thread(this.backend, this.#events);
  }

  #changed(thread: Thread, summary: ConversationSummary, began: boolean): void {
    const begun = began && thread === this.fresh;
    if (begun) this.#threads.set(summary.id, thread);
    // An answer that was under way when everything was deleted brings nothing back.
    if (this.#threads.get(summary.id) !== thread) return;
    // Whoever shows it turns to its id now; only then is the place free for the next one.
    this.onchanged(summary, begun);
    if (begun) this.fresh = new Thread(this.backend, this.#events);
  }

  #forget(): void {
    for (const [id, thread] of this.#threads) {
      if (this.#threads.size <= KEPT) return;
      if (!thread.running && !thread.draft && !thread.editing) this.#threads.delete(id);
    }
  }
}

const known = new WeakMap<Backend, Chats>();

/** The chats of a backend, the same ones for as long as it lives. */
export function chatsOf(backend: Backend): Chats {
  let chats = known.get(backend);
  if (!chats) {
    chats = new Chats(backend);
    known.set(backend, chats);
  }
  return chats;
}
