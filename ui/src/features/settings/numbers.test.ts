import { describe, expect, it } from 'vitest';
import { contextChoices, fromChoice, toChoice } from '../../shared/choices';
import { threadsTyped } from './numbers';

describe('numbers in the settings', () => {
  it('reads a count of threads however its digits are typed', () => {
    expect(threadsTyped(' 4 ')).toBe(4);
    expect(threadsTyped('８')).toBe(8);
    expect(threadsTyped('')).toBe(null);
  });

  it('refuses what is no count of threads', () => {
    for (const typed of ['0', '257', '-1', '2.5', 'four', '1e2', '9999'])
      expect(threadsTyped(typed), typed).toBe(undefined);
  });

  it('keeps a context that is none of the usual ones among the choices', () => {
    expect(contextChoices(6000).map((choice) => choice.value)).toContain('6000');
    expect(contextChoices(4096).filter((choice) => choice.value === '4096')).toHaveLength(1);
  });

  it('carries null through a select', () => {
    expect(fromChoice(toChoice(null))).toBe(null);
    expect(fromChoice(toChoice(4096))).toBe(4096);
  });
});
