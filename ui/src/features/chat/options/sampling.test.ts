import { describe, expect, it } from 'vitest';
import { GEMMA, read, sampling, typed } from './sampling';

describe('sampling as it is typed', () => {
  it('that is the model’s own is none', () => {
    expect(sampling(typed(GEMMA), GEMMA)).toBeNull();
    expect(sampling({ ...typed(GEMMA), top_p: '0.950' }, { ...GEMMA, top_p: Math.fround(0.95) })).toBeNull();
  });

  it('that differs is kept whole', () => {
    expect(sampling({ ...typed(GEMMA), temperature: '0,7', seed: '42' }, GEMMA)).toEqual({
      ...GEMMA,
      temperature: 0.7,
      seed: 42,
    });
  });

  it('takes the digits of any keyboard', () => {
    expect(read('top_k', '４０')).toBe(40);
    expect(read('temperature', '.5')).toBe(0.5);
  });

  it('refuses what is no number or out of range', () => {
    for (const [field, text] of [
      ['temperature', '-1'],
      ['temperature', 'warm'],
      ['temperature', ''],
      ['top_p', '1.1'],
      ['top_k', '1.5'],
      ['seed', '4294967296'],
      ['temperature', '1e9'],
      ['temperature', 'NaN'],
    ] as const) {
      expect(read(field, text), `${field} ${text}`).toBeUndefined();
    }
    expect(sampling({ ...typed(GEMMA), top_p: 'x' }, GEMMA)).toBeUndefined();
  });

  it('may leave the seed to chance', () => {
    expect(read('seed', '  ')).toBeNull();
  });
});
