import { describe, expect, it } from 'vitest';
import type { EngineStatus, Model, WireError } from '../../backend/types';
import { LOCALES, setLocale } from '../../shared/i18n';
import { inMemory, originWords, stateWords } from './models.svelte';

const error: WireError = { code: 'crashed', message: '', args: {} };
const facts = {} as Extract<EngineStatus, { state: 'ready' }>['facts'];
const STATES: EngineStatus[] = [
  { state: 'unloaded' },
  { state: 'starting', model: 'm' },
  { state: 'loading', model: 'm', fraction: 0.424, steps: [] },
  { state: 'ready', model: 'm', facts },
  { state: 'generating', model: 'm', facts },
  { state: 'crashed', model: 'm', error },
];

describe('the state of the engine', () => {
  it.each(LOCALES)('has words of its own for each state in %s', async (locale) => {
    await setLocale(locale);
    const words = STATES.map(stateWords);
    expect(words.filter((word) => word.startsWith('models-'))).toEqual([]);
    expect(new Set(words).size).toBe(STATES.length);
    expect(words[2]).toContain('42');
  });

  it.each(LOCALES)('has words for where a model comes from in %s', async (locale) => {
    await setLocale(locale);
    const words = (['starter', 'own', 'linked'] as const).map((origin) => originWords({ origin } as Model));
    expect(words.filter((word) => word.startsWith('models-'))).toEqual([]);
    expect(new Set(words).size).toBe(3);
  });

  it('takes memory unless it was unloaded or died', () => {
    expect(STATES.filter((status) => !inMemory(status)).map(({ state }) => state)).toEqual(['unloaded', 'crashed']);
  });
});
