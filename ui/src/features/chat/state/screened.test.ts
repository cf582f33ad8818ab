import { describe, expect, it } from 'vitest';
import type { Part } from '../../../backend/types';
import { grouped, layOut } from './screened';

const found = (action: string, reason = 'r'): Extract<Part, { type: 'withheld' }> => ({
  type: 'withheld',
  category: 'hate',
  reason,
  action,
  can_show: true,
  length: action === 'note' ? 0 : 9,
  question: false,
  tier: 'lexical',
  score: 0.5,
  policy_version: 1,
  entry: null,
});
const text = (words: string): Part => ({ type: 'text', text: words });

describe('the layout of an answer', () => {
  it('joins the text around a note, so that a list stays one list', () => {
    const { pieces, notes } = layOut([text('- one\n'), found('note'), text('- two\n'), found('note'), text('- three')]);
    expect(pieces).toEqual([{ kind: 'text', text: '- one\n- two\n- three', index: 0 }]);
    expect(notes).toHaveLength(2);
  });

  it('keeps what was held back in its place, with its place among the parts', () => {
    const { pieces } = layOut([text('a'), found('note'), found('blur'), text('b')]);
    expect(pieces.map((piece) => [piece.kind, piece.index])).toEqual([
      ['text', 0],
      ['part', 2],
      ['text', 3],
    ]);
  });

  it('puts advice at the end and the card where it stands', () => {
    const { pieces, advice } = layOut([
      { type: 'care', kind: 'self_harm' },
      text('a'),
      { type: 'advice', kind: 'medical' },
    ]);
    expect(pieces.map((piece) => piece.kind)).toEqual(['part', 'text']);
    expect(advice).toEqual(['medical']);
  });
});

it('what an answer rests on stands below it, and does not part its text', () => {
  const found = { passages: [], search: null };
  const read = { done: 3, total: 3, unit: 'pages' } as const;
  const layout = layOut([
    { type: 'text', text: 'a' },
    { type: 'passages', ...found },
    { type: 'text', text: 'b' },
    { type: 'read', ...read },
    { type: 'unsupported' },
  ]);
  expect(layout.pieces).toEqual([{ kind: 'text', text: 'ab', index: 0 }]);
  expect(layout).toMatchObject({ found, read, unsupported: true });
});

it('notes of one reason are one line with a count', () => {
  const notes = [found('note', 'a'), found('note', 'b'), found('note', 'a')];
  expect(grouped(notes).map(({ note, count }) => [note.reason, count])).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
});
