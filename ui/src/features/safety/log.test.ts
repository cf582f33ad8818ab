import { describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../backend/backend';
import type { LogEntry, LogPage, LogQuery } from '../../backend/types';
import { LogView } from './log.svelte';

const entry = (id: string): LogEntry => ({
  id,
  time: 0,
  conversation: null,
  message: null,
  role: 'assistant',
  category: 'hate',
  action: 'blur',
  tier: 'lexical',
  score: 0.5,
  policy_version: 1,
  hash: 'ab',
  text: null,
  reported: null,
});

function viewOf(answer: (query: LogQuery) => Promise<LogPage>): LogView {
  return new LogView({ safetyLog: answer } as unknown as Backend);
}

describe('the log', () => {
  it('grows downwards from the last entry that is there', async () => {
    const asked = vi.fn(async ({ before }: LogQuery) =>
      before === null
        ? { entries: [entry('3'), entry('2')], more: true, total: 3 }
        : { entries: [entry('1')], more: false, total: 3 },
    );
    const view = viewOf(asked);
    await view.load();
    expect(view.more).toBe(true);
    await view.older();
    expect(view.entries.map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect(asked.mock.calls[1]?.[0].before).toBe('2');
    expect(view.more).toBe(false);
  });

  it('begins anew with another choice, and an answer that was overtaken changes nothing', async () => {
    let first: (page: LogPage) => void = () => undefined;
    const view = viewOf(({ category }) =>
      category === null
        ? new Promise((resolve) => (first = resolve))
        : Promise.resolve({ entries: [entry('b')], more: false, total: 1 }),
    );
    const slow = view.load();
    await view.choose({ category: 'hate' });
    first({ entries: [entry('a')], more: false, total: 1 });
    await slow;
    expect(view.entries.map(({ id }) => id)).toEqual(['b']);
    expect(view.filtered).toBe(true);
  });
});
