/** One turn of the in-memory backend: loading, reading, a streamed answer, its end. */
import type { OnTurnEvent } from '../backend';
import type { ContextUse, Message, Part, Usage, WireError } from '../types';
import { answerTo, THOUGHT, tokensOf } from './answers';
import type { FakeHost } from './host';
import { textOf } from './tree';

/** How often text is handed on, as in the shell. */
const TICK = 40;

/** An error that a test has ordered. */
export interface Ordered {
  error: WireError;
  /** Before anything is saved, while the question is read, or amid the answer. */
  at: 'begin' | 'reading' | 'middle';
}

export class Turns {
  private stopped = new Set<string>();
  private breaks = new Map<string, WireError>();
  private running = new Set<string>();
  private count = 0;
  ordered: Ordered | null = null;

  constructor(private readonly host: FakeHost) {}

  stop(turn: string): void {
    this.stopped.add(turn);
  }

  /** Ends every running turn as a dying engine would. */
  breakAll(error: WireError): void {
    for (const turn of this.running) this.breaks.set(turn, error);
  }

  /** Fails as ordered, if now is the time. */
  failIfOrdered(at: Ordered['at']): void {
    const ordered = this.ordered;
    if (ordered?.at !== at) return;
    this.ordered = null;
    throw ordered.error;
  }

  /** A turn that begins and fails before its first word. */
  async refuse(question: Message | null, answer: Message, error: WireError, onEvent: OnTurnEvent): Promise<void> {
    const { tree } = this.host;
    this.count += 1;
    onEvent({
      type: 'started',
      turn: `turn-${this.count}`,
      conversation: tree.summary(answer.conversation),
      question,
      answer,
    });
    await pause(TICK);
    onEvent({ type: 'failed', answer: tree.change(answer.id, { state: 'failed', error }), error });
  }

  async run(
    question: Message | null,
    answer: Message,
    before: string,
    prompt: string,
    thinking: boolean,
    onEvent: OnTurnEvent,
  ): Promise<void> {
    const { host } = this;
    this.count += 1;
    const turn = `turn-${this.count}`;
    this.running.add(turn);
    const started = performance.now();
    let released = before;
    let thought = '';
    const parts = (): Part[] => {
      const made: Part[] = [];
      if (thought) made.push({ type: 'thought', text: thought });
      if (released) made.push({ type: 'text', text: released });
      return made;
    };
    try {
      onEvent({ type: 'started', turn, conversation: host.tree.summary(answer.conversation), question, answer });
      await host.load((fraction) => onEvent({ type: 'progress', stage: 'loading', fraction }));
      host.setEngine('generating');
      for (const fraction of [0.3, 0.8, 1]) {
        onEvent({ type: 'progress', stage: 'reading', fraction });
        await pause(TICK);
      }
      this.failIfOrdered('reading');
      const first = performance.now();
      if (thinking) {
        thought = THOUGHT;
        for (const piece of THOUGHT.split(/(?<= )/)) {
          onEvent({ type: 'thought', text: piece });
          await pause(1000 / host.options.rate);
        }
      }
      const tokens = tokensOf(answerTo(prompt, host.options.answer));
      let given = 0;
      let tick = performance.now();
      while (given < tokens.length && !this.stopped.has(turn)) {
        await pause(TICK);
        const now = performance.now();
        // What is due by the clock, so that a late timer never slows the stream.
        const due = Math.max(1, Math.round(((now - tick) * host.options.rate) / 1000));
        tick = now;
        const text = tokens.slice(given, given + due).join('');
        given = Math.min(tokens.length, given + due);
        released += text;
        onEvent({ type: 'text', text });
        const broken = this.breaks.get(turn);
        if (broken) throw broken;
        if (given > tokens.length / 2) this.failIfOrdered('middle');
      }
      const usage = usageOf(prompt, given, first - started, performance.now() - first);
      const done = host.tree.change(answer.id, {
        parts: parts(),
        state: this.stopped.has(turn) ? 'stopped' : 'complete',
        usage,
      });
      onEvent({ type: 'usage', usage, context: host.contextOf(answer.conversation, '') });
      onEvent({ type: 'finished', answer: done, conversation: host.tree.summary(answer.conversation) });
      host.setEngine('ready');
    } catch (reason) {
      const error = reason as WireError;
      const failed = host.tree.change(answer.id, { parts: parts(), state: 'failed', error });
      onEvent({ type: 'failed', answer: failed, error });
      if (error.code === 'crashed') host.crash(error);
      else host.setEngine('ready');
    } finally {
      this.running.delete(turn);
    }
  }
}

function usageOf(prompt: string, generated: number, firstToken: number, decode: number): Usage {
  return {
    prompt_tokens: 24 + tokensOf(prompt).length,
    reused_tokens: 0,
    generated_tokens: generated,
    first_token_ms: firstToken,
    prefill_ms: firstToken * 0.9,
    decode_ms: decode,
    tokens_per_second: decode > 0 ? (generated * 1000) / decode : 0,
  };
}

/** What a thread and a draft use of a context. */
export function usedBy(thread: Message[], draft: string, limit: number): ContextUse {
  const tokens = thread.reduce((sum, message) => sum + 6 + tokensOf(textOf(message)).length, 0);
  return { used: tokens + tokensOf(draft).length, limit, messages: thread.length };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
