import { describe, expect, it } from 'vitest';
import type { Message, TurnEvent, Usage, Withheld } from '../../../backend/types';
import { ASKED_NOTHING } from '../../../shared/asked';
import { begin, EMPTY, join, opened, place, reduce, refuse, stopping, textOf, type ThreadState } from './turn';

const SUMMARY = { id: 'c1', title: 'Title', pinned: false, created: 1, updated: 2 };

function message(id: string, parent: string | null, some: Partial<Message> = {}): Message {
  const role = id.startsWith('q') ? 'user' : 'assistant';
  return {
    id,
    conversation: 'c1',
    parent,
    role,
    parts: [],
    state: 'complete',
    error: null,
    created: 1,
    model: null,
    sampling: null,
    usage: null,
    left_out: 0,
    versions: [id],
    ...some,
  };
}

const text = (words: string): TurnEvent => ({ type: 'text', text: words });
const STARTED: TurnEvent = {
  type: 'started',
  turn: 't1',
  conversation: SUMMARY,
  question: message('q1', null, { parts: [{ type: 'text', text: 'Hi' }] }),
  answer: message('a1', 'q1', { state: 'streaming' }),
};
const FINISHED: TurnEvent = {
  type: 'finished',
  answer: message('a1', 'q1', { parts: [{ type: 'text', text: 'Hello there.' }] }),
  conversation: { ...SUMMARY, title: 'New' },
};

function run(state: ThreadState, events: TurnEvent[], key = 1): ThreadState {
  return events.reduce((next, event) => reduce(next, event, key), state);
}

const sent = (): ThreadState =>
  begin(EMPTY, 1, { kind: 'send', text: 'Hi', parent: null, edited: null, asked: ASKED_NOTHING });

describe('a turn', () => {
  it('goes from question to finished answer', () => {
    let state = run(sent(), [STARTED]);
    expect(state.messages.map((m) => m.id)).toEqual(['q1', 'a1']);
    expect(state.turn).toMatchObject({ id: 't1', answer: 'a1', stage: 'waiting' });
    state = run(state, [{ type: 'progress', stage: 'loading', fraction: 0.5 }]);
    expect(state.turn).toMatchObject({ stage: 'loading', fraction: 0.5 });
    state = run(state, [{ type: 'thought', text: 'Hm' }, { type: 'thought', text: 'm' }, text('Hel'), text('lo')]);
    expect(state.turn?.stage).toBe('writing');
    expect(state.messages[1]?.parts).toEqual([
      { type: 'thought', text: 'Hmm' },
      { type: 'text', text: 'Hello' },
    ]);
    state = run(state, [FINISHED]);
    expect(state.turn).toBeNull();
    expect(state.summary?.title).toBe('New');
    expect(textOf(state.messages[1] as Message)).toBe('Hello there.');
  });

  it('drops late events of a turn that has ended, been replaced, or is another', () => {
    const ended = run(sent(), [STARTED, FINISHED]);
    expect(run(ended, [text('late')])).toBe(ended);
    const next = begin(ended, 2, { kind: 'regenerate', answer: 'a1' });
    expect(run(next, [text('late'), FINISHED], 1)).toBe(next);
  });

  it('keeps the text of before and after a withheld sentence apart', () => {
    const withheld: Withheld = {
      category: 'private_data',
      reason: 'r',
      action: 'blur',
      can_show: false,
      length: 12,
      question: false,
      tier: 'rule',
      score: 1,
      policy_version: 1,
      entry: null,
    };
    const state = run(sent(), [STARTED, text('a'), { type: 'withheld', withheld }, text('b')]);
    expect(state.messages[1]?.parts.map((part) => part.type)).toEqual(['text', 'withheld', 'text']);
    expect(textOf(state.messages[1] as Message)).toBe('ab');
  });

  it('takes in a card and a line of advice as parts', () => {
    const state = run(sent(), [
      STARTED,
      { type: 'care', kind: 'self_harm' },
      text('a'),
      { type: 'advice', kind: 'medical' },
    ]);
    expect(state.messages[1]?.parts.map((part) => part.type)).toEqual(['care', 'text', 'advice']);
  });

  it('shows how far reading everything is, and forgets that when something else goes on', () => {
    const read = { done: 12, total: 37, unit: 'pages' } as const;
    const state = run(sent(), [STARTED, { type: 'reading', read }]);
    expect(state.turn).toMatchObject({ stage: 'reading', read });
    expect(run(state, [{ type: 'progress', stage: 'loading', fraction: 0 }]).turn?.read).toBeNull();
  });

  it('takes passages in before the first word, and what is known of them later in their place', () => {
    const passages = (search: string | null): TurnEvent => ({
      type: 'passages',
      found: { passages: [], search: { encoder: search, covers_language: true } },
    });
    let state = run(sent(), [STARTED, passages(null)]);
    expect(state.turn?.stage).toBe('waiting');
    state = run(state, [text('Three months [1].'), passages('later'), { type: 'unsupported' }]);
    expect(state.messages[1]?.parts.map(({ type }) => type)).toEqual(['passages', 'text', 'unsupported']);
    expect(state.messages[1]?.parts[0]).toMatchObject({ search: { encoder: 'later' } });
  });

  it('goes on in the same part when an answer is continued', () => {
    const stopped = message('a1', 'q1', { state: 'stopped', parts: [{ type: 'text', text: 'Hel' }] });
    const before = { ...EMPTY, messages: [message('q1', null), stopped] };
    const state = run(begin(before, 1, { kind: 'continue', answer: 'a1' }), [
      { type: 'started', turn: 't', conversation: SUMMARY, question: null, answer: { ...stopped, state: 'streaming' } },
      text('lo'),
    ]);
    expect(state.messages[1]).toMatchObject({ state: 'streaming', parts: [{ type: 'text', text: 'Hello' }] });
  });

  it('that fails keeps what was written, with the reason', () => {
    const error = { code: 'crashed', message: 'm', args: {} };
    const state = run(sent(), [STARTED, text('Half'), { type: 'failed', answer: null, error }]);
    expect(state.messages[1]).toMatchObject({ state: 'failed', error, parts: [{ type: 'text', text: 'Half' }] });
    expect(state.turn).toBeNull();
  });

  it('that could not begin leaves the thread as it was and remembers what it was to do', () => {
    const error = { code: 'context_full', message: 'm', args: {} };
    const before = { ...EMPTY, messages: [message('q1', null)] };
    const task = { kind: 'send', text: 'Hi', parent: 'q1', edited: null, asked: ASKED_NOTHING } as const;
    for (const state of [
      refuse(begin(before, 1, task), 1, error),
      run(begin(before, 1, task), [{ type: 'failed', answer: null, error }]),
    ]) {
      expect(state).toMatchObject({ turn: null, refused: { task, error } });
      expect(state.messages).toBe(before.messages);
    }
    expect(begin(refuse(begin(before, 1, task), 1, error), 2, task).refused).toBeNull();
  });

  it('being stopped still takes what the host has saved', () => {
    const state = stopping(run(sent(), [STARTED, text('a')]));
    expect(state.turn?.stopping).toBe(true);
    expect(run(state, [FINISHED]).turn).toBeNull();
  });

  it('stands still from the stop on, and takes the rest with the end', () => {
    const stopped = stopping(run(sent(), [STARTED, text('a')]));
    expect(run(stopped, [text('b')]).messages[1]?.parts).toEqual(stopped.messages[1]?.parts);
    expect(run(stopped, [text('b'), FINISHED]).turn).toBeNull();
  });

  it('tells tokens and context when they are known', () => {
    const usage: Usage = {
      prompt_tokens: 1,
      reused_tokens: 0,
      generated_tokens: 2,
      first_token_ms: 3,
      prefill_ms: 3,
      decode_ms: 4,
      drafted_tokens: 0,
      accepted_tokens: 0,
      close_calls: 0,
      tokens_per_second: 5,
    };
    const state = run(sent(), [STARTED, { type: 'usage', usage, context: { used: 1, limit: 2, messages: 2 } }]);
    expect(state.messages[1]?.usage).toEqual(usage);
    expect(state.context?.limit).toBe(2);
  });

  it('leaves every other message untouched', () => {
    const before = run(sent(), [STARTED]);
    const after = run(before, [text('x')]);
    expect(after.messages[0]).toBe(before.messages[0]);
    expect(after.messages[1]).not.toBe(before.messages[1]);
  });
});

describe('a place in the thread', () => {
  const thread = [message('q1', null), message('a1', 'q1'), message('q2', 'a1'), message('a2', 'q2')];
  const ids = (messages: Message[]): string[] => messages.map((m) => m.id);

  it('of a new version ends what stood below the old one', () => {
    expect(ids(place(thread, message('a1b', 'q1')))).toEqual(['q1', 'a1b']);
    expect(ids(place(thread, message('q2b', 'a1')))).toEqual(['q1', 'a1', 'q2b']);
    expect(ids(place(thread, message('q1b', null)))).toEqual(['q1b']);
  });

  it('of a known message is its own', () => {
    expect(ids(place(thread, message('a1', 'q1', { state: 'stopped' })))).toEqual(['q1', 'a1', 'q2', 'a2']);
  });
});

describe('opening a conversation', () => {
  it('keeps the answer that is being written here', () => {
    const state = run(sent(), [STARTED, text('Half an ans')]);
    const saved = message('a1', 'q1', { state: 'streaming', parts: [{ type: 'text', text: 'Half' }] });
    const next = opened(state, {
      summary: SUMMARY,
      options: { system_prompt: '', sampling: null, thinking: false },
      thread: [message('q1', null), saved],
    });
    expect(textOf(next.messages[1] as Message)).toBe('Half an ans');
  });

  it('keeps the identity of messages that are the same', () => {
    const state = { ...EMPTY, messages: [message('q1', null)] };
    const next = opened(state, {
      summary: SUMMARY,
      options: { system_prompt: '', sampling: null, thinking: false },
      thread: [message('q1', null), message('a1', 'q1')],
    });
    expect(next.messages[0]).toBe(state.messages[0]);
  });
});

describe('events of one frame', () => {
  it('are joined where they say the same', () => {
    const events: TurnEvent[] = [];
    for (const event of [text('a'), text('b'), { type: 'thought', text: 'c' } as const, text('d'), text('e')])
      join(events, event);
    expect(events).toEqual([text('ab'), { type: 'thought', text: 'c' }, text('de')]);
  });
});
