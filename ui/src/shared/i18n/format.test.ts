import { beforeAll, expect, it } from 'vitest';
import { formatDuration } from './format';
import { setLocale } from './i18n.svelte';

beforeAll(() => setLocale('en'));

it('a stretch of time is as exact as a person cares', () => {
  expect(formatDuration(0)).toBe('1 sec');
  expect(formatDuration(59.2)).toBe('60 sec');
  expect(formatDuration(61)).toBe('2 min');
  expect(formatDuration(3600)).toBe('1 hr');
  expect(formatDuration(3601)).toBe('1 hr 1 min');
  expect(formatDuration(40_000)).toBe('11 hr');
});
