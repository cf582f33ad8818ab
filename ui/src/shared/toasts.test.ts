import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dismiss, hold, toast, toasts, undoLast, wait } from './toasts.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  for (const shown of toasts()) dismiss(shown.id);
  vi.useRealTimers();
});

const texts = () => toasts().map((shown) => shown.text);

describe('toasts', () => {
  it('go by themselves, one with an undo later', () => {
    toast({ kind: 'info', text: 'saved' });
    toast({ kind: 'undo', text: 'deleted', undo: vi.fn() });
    vi.advanceTimersByTime(6_000);
    expect(texts()).toEqual(['deleted']);
    vi.advanceTimersByTime(10_000);
    expect(texts()).toEqual([]);
  });

  it('stay while they are looked at', () => {
    const id = toast({ kind: 'info', text: 'saved' });
    hold(id);
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual(['saved']);
    wait(id);
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual([]);
  });

  it('are three at the most; the oldest goes', () => {
    for (const text of ['a', 'b', 'c', 'd']) toast({ kind: 'info', text });
    expect(texts()).toEqual(['b', 'c', 'd']);
  });

  it('take back the last deletion, once', () => {
    const first = vi.fn();
    const second = vi.fn();
    toast({ kind: 'undo', text: 'a', undo: first });
    toast({ kind: 'undo', text: 'b', undo: second });
    toast({ kind: 'info', text: 'c' });
    expect(undoLast()).toBe(true);
    expect(second).toHaveBeenCalledOnce();
    expect(undoLast()).toBe(true);
    expect(first).toHaveBeenCalledOnce();
    expect(undoLast()).toBe(false);
  });
});
