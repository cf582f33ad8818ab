/** Finding passages in the in-memory documents, and answering from them, by shared words alone. */
import type { Citation, DocumentHit, Found, PageBox, Piece, ReadSoFar, SearchUsed } from '../../documents';
import type { Snippet } from '../../types';

/** What a search looks through. */
export interface Searched {
  id: string;
  name: string;
  pieces: Piece[];
  boxes: PageBox[][];
}

/** An answer from documents. */
export interface FromDocuments {
  text: string;
  found: Found;
  read: ReadSoFar | null;
  unsupported: boolean;
}

const COMMON = new Set(
  'a an and are as at be by does for from has how in is it may of on or the to was what when which who with'.split(' '),
);

/** Words, and pairs of characters where no spaces part them. */
function termsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .flatMap((word) => (/\p{Script=Han}/u.test(word) ? Array.from(word, (_, at) => word.slice(at, at + 2)) : [word]))
    .filter((word) => word.length > 1 && !COMMON.has(word));
}

function citation(from: Searched, index: number, n: number): Citation {
  const { text, place } = from.pieces[index] ?? { text: '', place: { headings: [] } as unknown as Piece['place'] };
  const boxes = from.boxes[index] ?? [];
  return { n, document: from.id, source: from.name, place, boxes, pieces: [index, index + 1], text, strong: true };
}

/** The passages that share words with a question, the best first. */
export function passagesFor(question: string, documents: Searched[], most: number): Citation[] {
  const wanted = new Set(termsOf(question));
  const scored = documents.flatMap((from) =>
    from.pieces.flatMap((piece, index) => {
      if (piece.kind.is === 'heading') return [];
      const terms = new Set(termsOf(piece.text));
      const above = new Set(termsOf(piece.place.headings.join(' ')));
      const score = [...wanted].reduce((sum, term) => sum + 2 * Number(terms.has(term)) + Number(above.has(term)), 0);
      return score > 0 ? [{ from, index, score }] : [];
    }),
  );
  scored.sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  return scored.slice(0, most).map(({ from, index, score }, at) => ({
    ...citation(from, index, at + 1),
    strong: score >= 2 && 2 * score >= best,
  }));
}

/** The text around the first of the words that were looked for. */
export function hitsFor(query: string, documents: Searched[]): DocumentHit[] {
  const wanted = termsOf(query);
  return passagesFor(query, documents, 20).map((passage) => {
    const low = passage.text.toLowerCase();
    const word = wanted.find((term) => low.includes(term)) ?? '';
    const at = word ? low.indexOf(word) : 0;
    const pieces: Snippet[] = [
      { text: passage.text.slice(0, at), hit: false },
      { text: passage.text.slice(at, at + word.length), hit: true },
      { text: passage.text.slice(at + word.length), hit: false },
    ];
    return { passage, snippet: pieces.filter(({ text }) => text !== '') };
  });
}

const withMark = (text: string, n: number) => `${text.replace(/[.。]$/, '')} [${n}].`;

export function answerFrom(
  question: string,
  documents: Searched[],
  read: ReadSoFar | null,
  search: SearchUsed,
): FromDocuments {
  if (read) {
    const all = documents.flatMap((from) =>
      from.pieces.flatMap((piece, index) => (piece.kind.is === 'heading' ? [] : [citation(from, index, 0)])),
    );
    const step = Math.max(1, Math.floor(all.length / 4));
    const passages = all.filter((_, index) => index % step === 0).map((passage, at) => ({ ...passage, n: at + 1 }));
    const text = passages.map(({ text, n }) => `- ${withMark(text, n)}`).join('\n');
    return { text: `In short:\n\n${text}`, found: { passages, search: null }, read, unsupported: false };
  }
  const passages = passagesFor(question, documents, 6);
  const found: Found = { passages, search };
  const best = passages.filter(({ strong }) => strong).slice(0, 2);
  const weak = passages.find(({ strong }) => !strong);
  if (best.length === 0)
    return { text: 'I could not find that there.', found: { passages, search }, read: null, unsupported: true };
  const said = best.map(({ text, n }) => withMark(text, n));
  if (weak) said.push(`${withMark('Something near to it is said elsewhere', weak.n)}`);
  return { text: said.join('\n\n'), found, read: null, unsupported: false };
}
