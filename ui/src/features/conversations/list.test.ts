import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../backend/backend';
import type { ConversationSummary, SearchHit } from '../../backend/types';
import { setLocale } from '../../shared/i18n';
import { dismiss, toasts, undoLast } from '../../shared/toasts.svelte';
import { ConversationList } from './list.svelte';
import { Search } from './search.svelte';

const made = (id: string, updated: number, pinned = false): ConversationSummary => ({
  id,
  title: id,
  pinned,
  created: 0,
  updated,
});
const refusal = { code: 'disk_full', message: '', args: {} };

/** A promise that the test settles. */
function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** A backend of only the methods a test names. */
const host = (some: Partial<Backend>) => some as Backend;

function listOf(some: Partial<Backend>): ConversationList {
  const list = new ConversationList(host(some));
  list.all = [made('c', 3), made('b', 2), made('a', 1)];
  list.state = 'ready';
  return list;
}
const ids = (list: ConversationList) => list.all.map(({ id }) => id);

beforeAll(() => setLocale('en'));
beforeEach(() => {
  for (const shown of toasts()) dismiss(shown.id);
});

describe('the list of conversations', () => {
  it('shows a new title at once and puts the old one back when it is refused', async () => {
    const refuse = deferred<ConversationSummary>();
    const list = listOf({ renameConversation: () => refuse.promise });
    const renamed = list.rename('b', '  New  ');
    expect(list.find('b')?.title).toBe('New');
    refuse.reject(refusal);
    await renamed;
    expect(list.find('b')?.title).toBe('b');
    expect(toasts().at(-1)?.code).toBe('disk_full');
  });

  it('keeps the title when nothing was typed', async () => {
    const renameConversation = vi.fn<Backend['renameConversation']>();
    const list = listOf({ renameConversation });
    await list.rename('b', '   ');
    await list.rename('b', 'b');
    expect(renameConversation).not.toHaveBeenCalled();
  });

  it('lists what is pinned first', async () => {
    const list = listOf({ pinConversation: async () => made('a', 1, true) });
    await list.pin('a', true);
    expect(ids(list)).toEqual(['a', 'c', 'b']);
  });

  it('brings a deleted conversation back to its place', async () => {
    const restored = vi.fn();
    const list = listOf({ deleteConversation: async () => undefined, restoreConversation: async (id) => made(id, 2) });
    await list.remove('b', restored);
    expect(ids(list)).toEqual(['c', 'a']);
    expect(undoLast()).toBe(true);
    await vi.waitFor(() => expect(restored).toHaveBeenCalledWith('b'));
    expect(ids(list)).toEqual(['c', 'b', 'a']);
  });

  it('shows a conversation again that could not be deleted', async () => {
    const list = listOf({ deleteConversation: () => Promise.reject(refusal) });
    await list.remove('b', vi.fn());
    expect(ids(list)).toEqual(['c', 'b', 'a']);
    expect(undoLast()).toBe(false);
  });

  it('does not let an answer that comes late undo what happened since', async () => {
    const slow = deferred<ConversationSummary[]>();
    const list = listOf({ listConversations: () => slow.promise });
    const loading = list.load();
    list.put(made('d', 4));
    slow.resolve([made('c', 3)]);
    await loading;
    expect(ids(list)).toEqual(['d', 'c', 'b', 'a']);
  });

  it('says so when it could not be read at all', async () => {
    const list = new ConversationList(host({ listConversations: () => Promise.reject(refusal) }));
    await list.load();
    expect(list.state).toBe('failed');
  });

  it('knows the neighbours', () => {
    const list = listOf({});
    expect(list.neighbour('b', 1)?.id).toBe('a');
    expect(list.neighbour('b', -1)?.id).toBe('c');
    expect(list.neighbour('a', 1)).toBe(null);
    expect(list.neighbour(null, 1)?.id).toBe('c');
  });
});

describe('a search', () => {
  it('never shows the answer to an older question', async () => {
    vi.useFakeTimers();
    const asked = new Map<string, (hits: SearchHit[]) => void>();
    const search = new Search(host({ search: (query) => new Promise((resolve) => asked.set(query, resolve)) }));
    const hit = (id: string): SearchHit => ({ conversation: made(id, 1), message: null, snippet: [] });
    search.type('lea');
    await vi.advanceTimersByTimeAsync(500);
    search.type('lease');
    await vi.advanceTimersByTimeAsync(500);
    asked.get('lease')?.([hit('new')]);
    asked.get('lea')?.([hit('old')]);
    await vi.advanceTimersByTimeAsync(1);
    expect(search.hits.map(({ conversation }) => conversation.id)).toEqual(['new']);
    expect(search.running).toBe(false);
    search.clear();
    expect(search.hits).toEqual([]);
    vi.useRealTimers();
  });
});
