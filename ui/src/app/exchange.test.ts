import { beforeEach, expect, it, vi } from 'vitest';
import type { Backend, OnTurnEvent } from '../backend/backend';
import type { Message, QuickRequest, TurnEvent } from '../backend/types';
import { QuickExchange } from './exchange.svelte';

let emit: OnTurnEvent;
/** What the host was asked to do, in order. */
let asked: unknown[][];
let exchange: QuickExchange;

const conversation = { id: 'c1', title: 'c1', pinned: false, created: 0, updated: 0 };

function message(id: string, role: Message['role'], state: Message['state']): Message {
  return {
    id,
    conversation: 'c1',
    parent: role === 'user' ? null : 'q1',
    role,
    parts: [],
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

const STARTED: TurnEvent = {
  type: 'started',
  turn: 't1',
  conversation,
  question: message('q1', 'user', 'complete'),
  answer: message('a1', 'assistant', 'streaming'),
};
const FINISHED: TurnEvent = { type: 'finished', answer: message('a1', 'assistant', 'stopped'), conversation };

const later = () => new Promise((go) => setTimeout(go, 20));

beforeEach(() => {
  asked = [];
  const backend = {
    quickSend: (_request: QuickRequest, onEvent: OnTurnEvent) => {
      emit = onEvent;
      return new Promise<void>(() => undefined);
    },
    stopTurn: async (turn: string) => void asked.push(['stop', turn]),
    quickContinueInMain: async (id: string | null, draft: string) => void asked.push(['continue', id, draft]),
    openConversation: () => Promise.reject({ code: 'not_found', message: '', args: {} }),
  } as unknown as Backend;
  exchange = new QuickExchange(
    backend,
    () => null,
    () => undefined,
  );
});

function asking() {
  void exchange.send({ text: 'Hi', action: null, context: [], keep: false });
  emit(STARTED);
}

it('an answer ends before the conversation goes on in the main window, which keeps it', async () => {
  asking();
  expect(exchange.kept).toBe(false);
  let draft = 'and';
  const moved = exchange.continueInMain(() => draft);
  await vi.waitFor(() => expect(asked).toEqual([['stop', 't1']]));
  await later();
  expect(asked).toHaveLength(1);
  draft = 'and when';
  emit(FINISHED);
  await moved;
  expect(asked.slice(1)).toEqual([['continue', 'c1', 'and when']]);
  expect(exchange.kept).toBe(true);
});

it('asked for twice, it goes on there once', async () => {
  asking();
  const moves = [exchange.continueInMain(() => ''), exchange.continueInMain(() => '')];
  emit(FINISHED);
  await Promise.all(moves);
  expect(asked.filter(([what]) => what === 'continue')).toHaveLength(1);
});

it('a draft alone goes there too, and there is nothing to keep', async () => {
  await exchange.continueInMain(() => 'half a question');
  expect(asked).toEqual([['continue', null, 'half a question']]);
  expect(exchange.kept).toBeNull();
});

it('what began anew while an answer ended stays here', async () => {
  asking();
  const moved = exchange.continueInMain(() => '');
  exchange.reset();
  await moved;
  expect(asked).toEqual([['stop', 't1']]);
  expect(exchange.kept).toBeNull();
});
