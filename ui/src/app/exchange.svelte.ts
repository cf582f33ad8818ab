/** The chat's turns behind the quick prompt's line: one conversation at a time, asked through `quickSend`. */
import type { Backend, OnTurnEvent } from '../backend/backend';
import type { ConversationSummary, Message, SendRequest, WireError } from '../backend/types';
import { Thread, textOf } from '../features/chat/turns';
import type { Exchange, Question } from '../features/quick-prompt';

type Extras = Pick<Question, 'action' | 'context' | 'keep'>;

const NOTHING: Extras = { action: null, context: [], keep: true };

export class QuickExchange implements Exchange {
  thread: Thread = $state.raw() as Thread;
  kept: boolean | null = $state(null);
  readonly answer: Message | null = $derived(this.messages.findLast(({ role }) => role === 'assistant') ?? null);
  readonly text: string = $derived(this.answer ? textOf(this.answer) : '');
  /** What goes with the question that is on its way. */
  #extras = NOTHING;
  /** It is about to go on in the main window. */
  #moving: Promise<void> | null = null;
  readonly #door: Backend;

  constructor(
    backend: Backend,
    /** The model that a thread is read ahead with; null where there is none. */
    private readonly model: () => string | null,
    private readonly failed: (error: WireError) => void,
  ) {
    this.#door = {
      ...backend,
      sendMessage: ({ conversation, parent, text, overflow }: SendRequest, onEvent: OnTurnEvent) =>
        backend.quickSend({ conversation, parent, text, overflow, ...this.#extras }, onEvent),
    };
    this.reset();
  }

  get conversation(): string | null {
    return this.thread.id;
  }
  get messages(): readonly Message[] {
    return this.thread.state.messages;
  }
  get running(): boolean {
    return this.thread.running;
  }
  get stopping(): boolean {
    return this.thread.state.turn?.stopping ?? false;
  }
  get refused(): WireError | null {
    return this.thread.state.refused?.error ?? null;
  }
  get pending(): string | null {
    const { turn } = this.thread.state;
    return turn && !turn.answer && turn.task.kind === 'send' ? turn.task.text : null;
  }

  send({ text, ...extras }: Question): Promise<void> {
    this.#extras = extras;
    return this.thread.send(text);
  }
  again(): Promise<void> {
    return this.thread.again();
  }
  dismiss(): void {
    this.thread.dismissRefusal();
  }
  stop(): void {
    this.thread.stop();
  }
  prepare(): void {
    const model = this.model();
    if (model !== null) void this.thread.prepare(model);
  }

  continueInMain(draft: () => string): Promise<void> {
    return (this.#moving ??= this.#move(draft).finally(() => (this.#moving = null)));
  }

  async #move(draft: () => string): Promise<void> {
    const { thread } = this;
    thread.stop();
    // The host moves what there is; an answer that still grew would be left behind.
    await once(() => !thread.running || thread !== this.thread);
    if (thread !== this.thread) return;
    await this.#door.quickContinueInMain(thread.id, draft());
    if (thread.id !== null && thread === this.thread) this.kept = true;
  }

  reset(): void {
    this.kept = null;
    const thread: Thread = new Thread(this.#door, {
      changed: (_thread: Thread, _summary: ConversationSummary, began: boolean) => {
        if (began && thread === this.thread) this.kept = this.#extras.keep;
      },
      ended: () => undefined,
      failed: this.failed,
    });
    this.thread = thread;
  }
}

/** Settles as soon as this holds. */
function once(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = $effect.root(() => {
      $effect(() => {
        if (!holds()) return;
        resolve();
        queueMicrotask(() => stop());
      });
    });
  });
}
