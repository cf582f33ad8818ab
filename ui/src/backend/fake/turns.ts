/** One turn of the in-memory backend: loading, reading, a streamed answer, its end. */
import type { OnTurnEvent } from '../backend';
import type { ContextUse, Message, Part, Usage, WireError } from '../types';
import { answerTo, piecesOf, THOUGHT, tokensOf, type Mark } from './answers';
import type { FromDocuments } from './documents/finding';
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

  /** What the filter has to say amid an answer; true where nothing may follow. */
  private screen(answer: Message, parts: Part[], mark: Mark, onEvent: OnTurnEvent): boolean {
    if (mark.what === 'care' || mark.what === 'advice') {
      parts.push({ type: mark.what, kind: mark.kind });
      onEvent({ type: mark.what, kind: mark.kind });
      return false;
    }
    const part = this.host.safety.find(answer, parts.length, mark.what, mark.kind, mark.text);
    parts.push(part);
    if (part.type === 'withheld') onEvent({ type: 'withheld', withheld: part });
    return mark.what === 'block';
  }

  /** Reads documents part by part where everything is wanted, and says what was found in them. */
  private async read(turn: string, from: FromDocuments, parts: Part[], onEvent: OnTurnEvent): Promise<void> {
    const { read, found } = from;
    if (read) {
      for (let done = 1; done <= read.total && !this.stopped.has(turn); done += 1) {
        onEvent({ type: 'reading', read: { ...read, done } });
        await pause(this.host.options.reading / read.total);
      }
      parts.push({ type: 'read', ...read });
    }
    parts.push({ type: 'passages', ...found });
    onEvent({ type: 'passages', found });
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
    const parts: Part[] = before ? [{ type: 'text', text: before }] : [];
    const write = (type: 'text' | 'thought', text: string) => {
      const last = parts.at(-1);
      if (last?.type === type) last.text += text;
      else parts.push({ type, text });
      onEvent({ type, text });
    };
    const finish = (usage: Usage | null, state: Message['state']) => {
      const done = host.tree.change(answer.id, { parts, state, usage });
      if (usage) onEvent({ type: 'usage', usage, context: host.contextOf(answer.conversation, '') });
      onEvent({ type: 'finished', answer: done, conversation: host.tree.summary(answer.conversation) });
    };
    try {
      onEvent({ type: 'started', turn, conversation: host.tree.summary(answer.conversation), question, answer });
      if (prompt.includes(TEST_WORD)) {
        const part = host.safety.find(answer, 0, 'block', 'test', prompt, true);
        parts.push(part);
        if (part.type === 'withheld') onEvent({ type: 'withheld', withheld: part });
        return finish(null, 'complete');
      }
      await host.load((fraction) => onEvent({ type: 'progress', stage: 'loading', fraction }));
      host.setEngine('generating');
      for (const fraction of [0.3, 0.8, 1]) {
        onEvent({ type: 'progress', stage: 'reading', fraction });
        await pause(TICK);
      }
      this.failIfOrdered('reading');
      const from = before ? null : host.documents.answer(answer.parent ? host.tree.message(answer.parent) : null);
      if (from) await this.read(turn, from, parts, onEvent);
      const first = performance.now();
      if (thinking) {
        for (const piece of THOUGHT.split(/(?<= )/)) {
          write('thought', piece);
          await pause(1000 / host.options.rate);
        }
      }
      let given = 0;
      let blocked = false;
      for (const piece of piecesOf(from?.text ?? answerTo(prompt, host.options.answer))) {
        if (blocked || this.stopped.has(turn)) break;
        if (typeof piece !== 'string') {
          blocked = this.screen(answer, parts, piece, onEvent);
          continue;
        }
        const tokens = tokensOf(piece);
        let at = 0;
        let tick = performance.now();
        while (at < tokens.length && !this.stopped.has(turn)) {
          await pause(TICK);
          const now = performance.now();
          // What is due by the clock, so that a late timer never slows the stream.
          const due = Math.max(1, Math.round(((now - tick) * host.options.rate) / 1000));
          tick = now;
          write('text', tokens.slice(at, at + due).join(''));
          at = Math.min(tokens.length, at + due);
          const broken = this.breaks.get(turn);
          if (broken) throw broken;
          if (at > tokens.length / 2) this.failIfOrdered('middle');
        }
        given += at;
      }
      if (from?.unsupported) parts.push({ type: 'unsupported' });
      const usage = usageOf(prompt, given, first - started, performance.now() - first);
      finish(usage, this.stopped.has(turn) ? 'stopped' : 'complete');
      host.setEngine('ready');
    } catch (reason) {
      const error = reason as WireError;
      const failed = host.tree.change(answer.id, { parts, state: 'failed', error });
      onEvent({ type: 'failed', answer: failed, error });
      if (error.code === 'crashed') host.crash(error);
      else host.setEngine('ready');
    } finally {
      this.running.delete(turn);
    }
  }
}

/** The filter's own test word: a question with it is blocked. */
const TEST_WORD = 'carat-filter-test-block';

function usageOf(prompt: string, generated: number, firstToken: number, decode: number): Usage {
  return {
    prompt_tokens: 24 + tokensOf(prompt).length,
    reused_tokens: 0,
    generated_tokens: generated,
    first_token_ms: firstToken,
    prefill_ms: firstToken * 0.9,
    decode_ms: decode,
    drafted_tokens: 0,
    accepted_tokens: 0,
    close_calls: 0,
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
