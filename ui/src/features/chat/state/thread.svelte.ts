/** One conversation in this window: its state, its draft, and the turn that runs in it whether or not it is on screen. */
import type { Backend, OnTurnEvent } from '../../../backend/backend';
import type {
  ContextUse,
  Conversation,
  ConversationOptions,
  ConversationSummary,
  Message,
  Overflow,
  TurnEvent,
  WireError,
} from '../../../backend/types';
import { ASKED_NOTHING, askedBy, type Asked } from '../../../shared/asked';
import { wireError } from '../../../shared/errors';
import { frames } from './frames';
import { begin, EMPTY, join, opened, reduce, refuse, stopping, type Task, type ThreadState } from './turn';

/** What a thread tells whoever shows it. */
export interface ThreadListener {
  /** The conversation is new, or its title or time has changed. `began` is true once, when the host has given it an id. */
  changed(thread: Thread, summary: ConversationSummary, began: boolean): void;
  /** An answer has ended, however it ended. */
  ended(thread: Thread, answer: Message | null): void;
  /** An error that has no place in the thread. */
  failed(error: WireError): void;
}

/** How long a turn whose call has ended may take to say how. */
const LAST_WORDS_MS = 5000;

let keys = 0;

export class Thread {
  state: ThreadState = $state.raw(EMPTY);
  /** What stands in the composer. */
  draft = $state('');
  /** Options of a conversation that has not begun; null takes the settings'. */
  chosenOptions: ConversationOptions | null = $state.raw(null);
  /** The question being edited, and its text so far. */
  editing: { id: string; text: string } | null = $state.raw(null);
  /** The conversation is being read from the store. */
  opening = $state(false);
  /** Why it could not be read. */
  openError: WireError | null = $state.raw(null);
  /** What the reader last saw first, and how far from the top; null is the end. */
  scrolled: { message: string; offset: number } | null = null;

  #queue: TurnEvent[] = [];
  #frames = frames(() => this.#flush());
  #contextAsked = 0;
  /** The model and the last message that were read ahead. */
  #prepared = '';
  /** Counts what happened to the messages, so that an answer of the store that was overtaken is not taken for news. */
  #epoch = 0;

  constructor(
    private readonly backend: Backend,
    private readonly listener: ThreadListener,
    /** The conversation; null while it has not begun. */
    private readonly given: string | null = null,
  ) {}

  get id(): string | null {
    return this.state.summary?.id ?? this.given;
  }

  get running(): boolean {
    return this.state.turn !== null;
  }

  /** The messages are known: all of them, or that there are none. */
  get loaded(): boolean {
    return this.given === null || this.state.summary !== null;
  }

  /** Reads the conversation from the store, where no turn is about to tell more. */
  async open(): Promise<void> {
    const { id } = this;
    if (!id || this.running || this.opening) return;
    const epoch = this.#epoch;
    this.opening = true;
    try {
      const conversation = await this.backend.openConversation(id);
      if (epoch === this.#epoch) this.state = opened(this.state, conversation);
      this.openError = null;
    } catch (thrown) {
      this.openError = wireError(thrown);
    } finally {
      this.opening = false;
    }
  }

  /** Sends a question after the last message. */
  send(text: string, asked: Asked = ASKED_NOTHING): Promise<void> {
    return this.#run({ kind: 'send', text, parent: this.state.messages.at(-1)?.id ?? null, edited: null, asked });
  }

  /** Sends a question as a new version of an earlier one. */
  resend(question: Message, text: string): Promise<void> {
    return this.#run({ kind: 'send', text, parent: question.parent, edited: question.id, asked: askedBy(question) });
  }

  regenerate(answer: string): Promise<void> {
    return this.#run({ kind: 'regenerate', answer });
  }

  continue(answer: string, overflow: Overflow = 'refuse'): Promise<void> {
    return this.#run({ kind: 'continue', answer }, overflow);
  }

  /** Does again what was refused. */
  again(): Promise<void> {
    const task = this.state.refused?.task;
    return task ? this.#run(task) : Promise.resolve();
  }

  dismissRefusal(): void {
    this.state = { ...this.state, refused: null };
  }

  stop(): void {
    const { turn } = this.state;
    if (!turn || turn.stopping) return;
    this.state = stopping(this.state);
    if (turn.id) this.#stop(turn.id);
  }

  /** Shows another version of a message. */
  select(message: string): Promise<void> {
    return this.#change(() => this.backend.selectVersion(message));
  }

  /** Hides a message and what follows it; resolves to true when that is done. */
  delete(message: string): Promise<boolean> {
    return this.#change(() => this.backend.deleteMessage(message)).then(
      () => !this.state.messages.some((other) => other.id === message),
    );
  }

  restore(message: string): Promise<void> {
    return this.#change(() => this.backend.restoreMessage(message));
  }

  /** Keeps options: with the conversation, or until it begins. */
  async setOptions(options: ConversationOptions): Promise<void> {
    const id = this.id;
    if (!id) this.chosenOptions = options;
    else await this.#change(() => this.backend.setConversationOptions(id, options));
  }

  /** Asks what the conversation and the draft use of the context. Only the latest question's answer counts. */
  async askContext(draft: string): Promise<void> {
    this.#contextAsked += 1;
    const asked = this.#contextAsked;
    let context: ContextUse | null = null;
    try {
      context = await this.backend.contextUse(this.id, this.state.messages.at(-1)?.id ?? null, draft);
    } catch {
      // The meter is a convenience; without its figure it is not shown.
    }
    if (asked === this.#contextAsked && !this.running) this.state = { ...this.state, context };
  }

  /**
   * Lets the model read the thread ahead, once for each message it ends with and the documents that it is about. What
   * goes wrong, the question will say.
   */
  async prepare(model: string, documents: string[] = []): Promise<void> {
    const end = this.state.messages.at(-1)?.id ?? null;
    const prepared = [model, end ?? '', ...documents].join(' ');
    if (this.running || !this.loaded || prepared === this.#prepared) return;
    this.#prepared = prepared;
    try {
      await this.backend.prepareAnswer(this.id, end, documents);
    } catch {
      if (this.#prepared === prepared) this.#prepared = '';
    }
  }

  async #change(ask: () => Promise<Conversation>): Promise<void> {
    try {
      const conversation = await ask();
      this.#epoch += 1;
      this.state = opened(this.state, conversation);
    } catch (thrown) {
      this.listener.failed(wireError(thrown));
    }
  }

  async #run(task: Task, overflow: Overflow = 'refuse'): Promise<void> {
    if (this.running || !this.loaded) return;
    keys += 1;
    this.#epoch += 1;
    const key = keys;
    this.state = begin(this.state, key, task);
    const onEvent: OnTurnEvent = (event) => this.#take(event, key);
    try {
      await this.#ask(task, overflow, onEvent);
      // The last events may come after the call's own end; they take different ways.
      if (this.state.turn?.key === key) setTimeout(() => void this.#lost(key), LAST_WORDS_MS);
    } catch (thrown) {
      this.#flush();
      this.state = refuse(this.state, key, wireError(thrown));
      this.#giveBack();
    }
  }

  /** Nobody should have to write again what could not be sent. */
  #giveBack(): void {
    const task = this.state.refused?.task;
    if (task?.kind !== 'send') return;
    if (task.edited) this.editing ??= { id: task.edited, text: task.text };
    else if (!this.draft) this.draft = task.text;
  }

  #ask(task: Task, overflow: Overflow, onEvent: OnTurnEvent): Promise<void> {
    switch (task.kind) {
      case 'send': {
        const options = this.id ? null : this.chosenOptions;
        return this.backend.sendMessage(
          { conversation: this.id, parent: task.parent, text: task.text, options, overflow, ...task.asked },
          onEvent,
        );
      }
      case 'regenerate':
        return this.backend.regenerate(task.answer, overflow, onEvent);
      case 'continue':
        return this.backend.continueAnswer(task.answer, overflow, onEvent);
    }
  }

  /** A turn ended without saying so: what the store has is what there is. */
  async #lost(key: number): Promise<void> {
    this.#flush();
    if (this.state.turn?.key !== key) return;
    this.state = reduce(
      this.state,
      { type: 'failed', answer: null, error: { code: 'unloaded', message: '', args: {} } },
      key,
    );
    await this.open();
  }

  #take(event: TurnEvent, key: number): void {
    if (this.state.turn?.key !== key) return;
    join(this.#queue, event);
    if (event.type === 'text' || event.type === 'thought' || event.type === 'progress' || event.type === 'reading')
      this.#frames.request();
    else this.#flush();
  }

  #flush(): void {
    this.#frames.cancel();
    const events = this.#queue;
    this.#queue = [];
    const key = this.state.turn?.key;
    if (key === undefined || events.length === 0) return;
    let next = this.state;
    for (const event of events) next = reduce(next, event, key);
    const before = this.state;
    this.state = next;
    this.#epoch += 1;
    for (const event of events) this.#tell(event, before);
  }

  #tell(event: TurnEvent, before: ThreadState): void {
    const { state } = this;
    if (event.type === 'started') {
      this.chosenOptions = null;
      this.listener.changed(this, event.conversation, before.summary === null);
      // Asked to stop before there was anything to stop.
      if (before.turn?.stopping) this.#stop(event.turn);
      if (!state.options) void this.#readOptions(event.conversation.id);
    } else if (event.type === 'finished' || event.type === 'failed') {
      if (event.type === 'finished') this.listener.changed(this, event.conversation, false);
      this.#giveBack();
      const written = before.turn?.answer ?? event.answer?.id;
      this.listener.ended(this, state.messages.find((message) => message.id === written) ?? null);
    }
  }

  async #readOptions(id: string): Promise<void> {
    try {
      const { options } = await this.backend.openConversation(id);
      this.state = { ...this.state, options };
    } catch {
      // They are read again when the conversation is opened.
    }
  }

  #stop(turn: string): void {
    this.backend.stopTurn(turn).catch((thrown: unknown) => {
      this.listener.failed(wireError(thrown));
    });
  }
}
