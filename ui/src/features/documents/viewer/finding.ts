/** Looking for words in a document that is open. */
import type { Piece } from '../../../backend/documents';

/** A match in a text made of runs: where it begins and ends, as a run and a place in it. */
export interface Match {
  from: { run: number; at: number };
  to: { run: number; at: number };
}

/** A run of a page's text. */
export interface Run {
  str: string;
  hasEOL: boolean;
}

const folded = (text: string) => text.toLocaleLowerCase().replace(/\s/g, ' ');

/** The places where runs say what is looked for; a match may go over the end of a line. */
export function matchesIn(runs: readonly Run[], query: string): Match[] {
  const wanted = folded(query.trim());
  if (wanted === '') return [];
  const starts: number[] = [];
  let text = '';
  for (const { str, hasEOL } of runs) {
    starts.push(text.length);
    text += folded(str) + (hasEOL && !/\p{Script=Han}$/u.test(str) ? ' ' : '');
  }
  const place = (at: number, end: boolean) => {
    let run = starts.findLastIndex((start) => (end ? start < at : start <= at));
    run = Math.max(0, run);
    return { run, at: Math.min(at - (starts[run] ?? 0), runs[run]?.str.length ?? 0) };
  };
  const matches: Match[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length))
    matches.push({ from: place(at, false), to: place(at + wanted.length, true) });
  return matches;
}

/** A text with the places marked where it says what is looked for. */
export function markedText(text: string, query: string): { text: string; hit: boolean }[] {
  const wanted = folded(query.trim());
  const low = folded(text);
  // A letter that grows when it is made small would move all places behind it.
  if (wanted === '' || low.length !== text.length) return [{ text, hit: false }];
  const pieces: { text: string; hit: boolean }[] = [];
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    if (at > from) pieces.push({ text: text.slice(from, at), hit: false });
    pieces.push({ text: text.slice(at, at + wanted.length), hit: true });
    from = at + wanted.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), hit: false });
  return pieces;
}

/** A stretch of text; `place` is its number among all matches, null where it is none. */
export interface Stretch {
  text: string;
  place: number | null;
}

/** The cells of each piece (one, but for rows) in stretches, and how many matches there are. */
export function placedIn(
  pieces: readonly Piece[],
  from: number,
  query: string,
): { cells: Map<number, Stretch[][]>; count: number } {
  let count = 0;
  const cells = new Map<number, Stretch[][]>();
  pieces.forEach(({ kind, text }, at) => {
    const own = kind.is === 'row' ? text.split('\t') : [text];
    cells.set(
      from + at,
      own.map((cell) =>
        markedText(cell, query).map(({ text, hit }) => {
          if (!hit) return { text, place: null };
          count += 1;
          return { text, place: count - 1 };
        }),
      ),
    );
  });
  return { cells, count };
}
