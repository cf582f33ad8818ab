import { expect, it } from 'vitest';
import type { Backend } from '../../backend/backend';
import { Recall } from './recall.svelte';

async function recall(...earlier: string[]): Promise<Recall> {
  const made = new Recall({ quickHistory: async () => earlier } as unknown as Backend);
  await made.load();
  return made;
}

it('goes back to the oldest and forth to what was being written', async () => {
  const made = await recall('newer', 'older');
  expect(made.step('', 1)).toBe('newer');
  expect(made.step('newer', 1)).toBe('older');
  expect(made.step('older', 1)).toBeNull();
  expect(made.step('older', -1)).toBe('newer');
  expect(made.step('newer', -1)).toBe('');
  expect(made.step('', -1)).toBeNull();
});

it('leaves the arrows alone in a text of the person’s own', async () => {
  const made = await recall('newer');
  expect(made.applies('half a question')).toBe(false);
  expect(made.applies('')).toBe(true);
  made.step('', 1);
  expect(made.applies('newer')).toBe(true);
  expect(made.applies('newer, changed')).toBe(false);
});

it('works without a history', async () => {
  const made = new Recall({ quickHistory: () => Promise.reject(new Error('none')) } as unknown as Backend);
  await made.load();
  expect(made.step('', 1)).toBeNull();
});

it('forgets what was asked and what was being written', async () => {
  const made = await recall('newer');
  made.step('half a question', 1);
  made.forget();
  expect(made.step('', 1)).toBeNull();
  expect(made.step('', -1)).toBeNull();
});
