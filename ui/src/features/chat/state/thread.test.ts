import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend, OnTurnEvent } from '../../../backend/backend';
import type { Conversation, Message, SendRequest, TurnEvent, WireError } from '../../../backend/types';
import { Chats, chatsOf } from './chats.svelte';
import type { Thread } from './thread.svelte';
import { textOf } from './turn';

interface Call {
  request: SendRequest;
  emit: OnTurnEvent;
  end: () => void;
  fail: (error: WireError) => void;
}

let calls: Call[];
let stopped: string[];
let stored: Record<string, Conversation>;
let backend: Backend;
let chats: Chats;

const summary = (id: string) => ({ id, title: id, pinned: false, created: 0, updated: 0 });
const OPTIONS = { system_prompt: '', sampling: null, thinking: false };

function message(
  id: string,
  conversation: string,
  parent: string | null,
  text: string,
  state: Message['state'] = 'complete',
): Message {
  return {
    id,
    conversation,
    parent,
    role: parent === null ? 'user' : 'assistant',
    parts: text ? [{ type: 'text', text }] : [],
    state,
    error: null,
    created: 0,
    model: null,
    sampling: null,
    usage: null,
    left_out: 0,
    versions: [id],
  };
}

function started(conversation: string): TurnEvent {
  return {
    type: 'started',
    turn: `turn-${conversation}`,
    conversation: summary(conversation),
    question: message(`q-${conversation}`, conversation, null, 'Hi'),
    answer: message(`a-${conversation}`, conversation, `q-${conversation}`, '', 'streaming'),
  };
}

function finished(conversation: string, text: string): TurnEvent {
  return {
    type: 'finished',
    answer: message(`a-${conversation}`, conversation, `q-${conversation}`, text),
    conversation: summary(conversation),
  };
}

const answer = (thread: Thread): string => textOf(thread.state.messages.at(-1) as Message);
const frame = (): Promise<void> => new Promise((go) => requestAnimationFrame(() => go()));

beforeEach(() => {
  calls = [];
  stopped = [];
  stored = {};
  backend = {
    sendMessage: (request: SendRequest, emit: OnTurnEvent) =>
      new Promise<void>((end, fail) => {
        calls.push({ request, emit, end, fail });
      }),
    stopTurn: async (turn: string) => void stopped.push(turn),
    openConversation: async (id: string) =>
      stored[id] ?? Promise.reject({ code: 'not_found', message: '', args: {} } satisfies WireError),
    contextUse: async () => null,
    prepareAnswer: async () => undefined,
  } as unknown as Backend;
  chats = new Chats(backend);
});

/** Sends from a conversation that has not begun, and lets it begin. */
function begun(id: string): { thread: Thread; call: Call } {
  const thread = chats.fresh;
  void thread.send('Hi');
  const call = calls.at(-1) as Call;
  call.emit(started(id));
  return { thread, call };
}

describe('threads', () => {
  it('two write at once and neither hears the other', async () => {
    const one = begun('c1');
    const two = begun('c2');
    expect(two.thread).not.toBe(one.thread);
    one.call.emit({ type: 'text', text: 'first' });
    two.call.emit({ type: 'text', text: 'second' });
    await frame();
    expect([answer(one.thread), answer(two.thread)]).toEqual(['first', 'second']);
    expect(chats.thread('c1')).toBe(one.thread);
    expect(chats.thread('c2')).toBe(two.thread);
  });

  it('apply all that came in a frame at once', async () => {
    const { thread, call } = begun('c1');
    const before = thread.state;
    for (const piece of ['a', 'b', 'c']) call.emit({ type: 'text', text: piece });
    expect(thread.state).toBe(before);
    await frame();
    expect(answer(thread)).toBe('abc');
  });

  it('lose nothing that came just before the end', () => {
    const { thread, call } = begun('c1');
    call.emit({ type: 'text', text: 'almost' });
    call.emit(finished('c1', 'almost done'));
    expect(answer(thread)).toBe('almost done');
    expect(thread.running).toBe(false);
    call.emit({ type: 'text', text: ' late' });
    expect(answer(thread)).toBe('almost done');
  });

  it('stop a turn that has not begun as soon as it does', () => {
    const thread = chats.fresh;
    void thread.send('Hi');
    thread.stop();
    expect(stopped).toEqual([]);
    calls[0]?.emit(started('c1'));
    expect(stopped).toEqual(['turn-c1']);
  });

  it('ask once to stop', () => {
    const { thread } = begun('c1');
    thread.stop();
    thread.stop();
    expect(stopped).toEqual(['turn-c1']);
  });

  it('take no second question while one is answered', () => {
    const { thread } = begun('c1');
    void thread.send('And?');
    expect(calls).toHaveLength(1);
  });

  it('send after the last message, and an edited question in its place', async () => {
    stored.c1 = {
      summary: summary('c1'),
      options: OPTIONS,
      thread: [message('q', 'c1', null, 'Hi'), message('a', 'c1', 'q', 'Hello')],
    };
    const thread = chats.thread('c1');
    void thread.send('too early');
    expect(calls).toHaveLength(0);
    await thread.open();
    void thread.send('Next');
    expect(calls[0]?.request).toMatchObject({ conversation: 'c1', parent: 'a', text: 'Next', options: null });
    calls[0]?.fail({ code: 'busy', message: '', args: {} });
    await vi.waitFor(() => expect(thread.running).toBe(false));
    void thread.resend(thread.state.messages[0] as Message, 'Hi there');
    expect(calls[1]?.request).toMatchObject({ parent: null, text: 'Hi there' });
  });
});

describe('drafts', () => {
  it('are kept for each conversation', () => {
    chats.thread('c1').draft = 'one';
    chats.thread('c2').draft = 'two';
    chats.fresh.draft = 'new';
    expect([chats.thread('c1').draft, chats.thread('c2').draft, chats.thread(null).draft]).toEqual([
      'one',
      'two',
      'new',
    ]);
  });

  it('outlast many other conversations', () => {
    chats.thread('c0').draft = 'kept';
    for (let n = 1; n < 100; n += 1) chats.thread(`c${String(n)}`);
    expect(chats.thread('c0').draft).toBe('kept');
  });

  it('come back when a question was not taken', async () => {
    const thread = chats.fresh;
    void thread.send('A long question');
    calls[0]?.fail({ code: 'context_full', message: '', args: {} });
    await vi.waitFor(() => expect(thread.draft).toBe('A long question'));
    expect(thread.state.refused?.error.code).toBe('context_full');
  });

  it('do not come back over what was written since', async () => {
    const thread = chats.fresh;
    void thread.send('first');
    thread.draft = 'second';
    calls[0]?.fail({ code: 'busy', message: '', args: {} });
    await vi.waitFor(() => expect(thread.running).toBe(false));
    expect(thread.draft).toBe('second');
  });

  it('of an edit come back into the edit', async () => {
    stored.c1 = {
      summary: summary('c1'),
      options: OPTIONS,
      thread: [message('q', 'c1', null, 'Hi'), message('a', 'c1', 'q', 'Hello')],
    };
    const thread = chats.thread('c1');
    await thread.open();
    void thread.resend(thread.state.messages[0] as Message, 'Hi there');
    calls[0]?.fail({ code: 'context_full', message: '', args: {} });
    await vi.waitFor(() => expect(thread.editing).toEqual({ id: 'q', text: 'Hi there' }));
    expect(thread.draft).toBe('');
  });
});

describe('the chats of a backend', () => {
  it('are the same for as long as it lives', () => {
    expect(chatsOf(backend)).toBe(chatsOf(backend));
    expect(chatsOf({} as Backend)).not.toBe(chatsOf(backend));
  });

  it('tell that a conversation began before its place is free again, also while nobody shows them', () => {
    const seen: [string, boolean, string | null][] = [];
    chats.onchanged = ({ id }, beginning) => seen.push([id, beginning, chats.fresh.id]);
    const { call } = begun('c1');
    expect(seen).toEqual([['c1', true, 'c1']]);
    expect(chats.fresh.state.messages).toEqual([]);
    call.emit(finished('c1', 'done'));
    expect(seen.slice(1)).toEqual([['c1', false, null]]);
  });

  it('forget every conversation and draft at once, and an answer under way brings none back', () => {
    const { thread, call } = begun('c1');
    thread.draft = 'of an old one';
    chats.fresh.draft = 'of the next one';
    const waiting = chats.fresh;
    void waiting.send('Hi again');
    const seen: string[] = [];
    chats.onchanged = ({ id }) => seen.push(id);
    chats.clear();
    expect([chats.thread('c1').draft, chats.fresh.draft]).toEqual(['', '']);
    call.emit(finished('c1', 'done'));
    calls[1]?.emit(started('c2'));
    expect(seen).toEqual([]);
    expect(chats.fresh).not.toBe(waiting);
    expect(chats.fresh.state.messages).toEqual([]);
  });

  it('an answer of the store that was overtaken by a turn is no news', async () => {
    stored.c1 = { summary: summary('c1'), options: OPTIONS, thread: [] };
    const thread = chats.thread('c1');
    await thread.open();
    const opening = thread.open();
    void thread.send('Hi');
    calls[0]?.emit(started('c1'));
    await opening;
    expect(thread.state.messages.map((m) => m.id)).toEqual(['q-c1', 'a-c1']);
  });
});
