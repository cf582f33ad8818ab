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
  listener: ThreadListener | null = null;

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

  /** Forgets a conversation that is gone, with its draft. */
  drop(id: string): void {
    this.#threads.delete(id);
  }

  #changed(thread: Thread, summary: ConversationSummary, began: boolean): void {
    const begun = began && thread === this.fresh;
    if (begun) this.#threads.set(summary.id, thread);
    // Whoever shows it turns to its id now; only then is the place free for the next one.
    this.listener?.changed(thread, summary, began);
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
