/** Pieces of a document as they are laid out: rows that follow one another make a table, items a list. */
import type { Piece } from '../../../backend/documents';

export interface Numbered {
  /** Its number among the document's pieces. */
  index: number;
  piece: Piece;
}

export type Block =
  | { kind: 'heading'; level: number; entry: Numbered }
  | { kind: 'paragraph' | 'code'; entry: Numbered }
  | { kind: 'list' | 'table'; entries: Numbered[] };

export function blocksOf(pieces: readonly Piece[], from: number): Block[] {
  const blocks: Block[] = [];
  pieces.forEach((piece, at) => {
    const entry: Numbered = { index: from + at, piece };
    const last = blocks.at(-1);
    const { kind } = piece;
    if (kind.is === 'heading') blocks.push({ kind: 'heading', level: kind.level, entry });
    else if (kind.is === 'paragraph' || kind.is === 'code') blocks.push({ kind: kind.is, entry });
    else {
      const group = kind.is === 'row' ? 'table' : 'list';
      const before = last?.kind === group ? last.entries.at(-1)?.piece.place : undefined;
      if (last?.kind === group && before?.sheet === piece.place.sheet && before.page === piece.place.page)
        last.entries.push(entry);
      else blocks.push({ kind: group, entries: [entry] });
    }
  });
  return blocks;
}

/** The pieces of a block. */
export function entriesOf(block: Block): Numbered[] {
  return 'entries' in block ? block.entries : [block.entry];
}
