import { expect, it } from 'vitest';
import { markedText, matchesIn } from './finding';

const runs = (...lines: string[]) => lines.map((str) => ({ str, hasEOL: true }));

it('a match may go over the end of a line', () => {
  expect(matchesIn(runs('the monthly', 'rent is'), 'Monthly Rent')).toEqual([
    { from: { run: 0, at: 4 }, to: { run: 1, at: 4 } },
  ]);
});

it('a match that ends a run stays in it', () => {
  expect(matchesIn(runs('the rent', 'is due'), 'rent')).toEqual([{ from: { run: 0, at: 4 }, to: { run: 0, at: 8 } }]);
});

it('lines of Chinese join without a space', () => {
  expect(matchesIn(runs('预算定为三十', '六万元'), '三十六万')).toHaveLength(1);
});

it('every place is found, and nothing for no words', () => {
  expect(matchesIn(runs('aa aa'), 'aa')).toHaveLength(2);
  expect(matchesIn(runs('aa'), '  ')).toEqual([]);
});

it('marked text loses nothing', () => {
  const pieces = markedText('Rent and rent.', 'RENT');
  expect(pieces.map(({ text }) => text).join('')).toBe('Rent and rent.');
  expect(pieces.filter(({ hit }) => hit)).toHaveLength(2);
});
