/** An answer as it is laid out: what reads on, and what the filter says beside it. */
import type { Found, ReadSoFar } from '../../../backend/documents';
import type { Message, Part, Withheld } from '../../../backend/types';

export type WithheldPart = Extract<Part, { type: 'withheld' }>;

/** A piece of an answer, from the top. `index` is the place of its first part among the message's. */
export type Piece =
  | { kind: 'text'; text: string; index: number }
  | { kind: 'part'; part: Exclude<Part, { type: 'text' | 'passages' | 'read' | 'unsupported' }>; index: number };

export interface Layout {
  pieces: Piece[];
  /** Notes, which stand below the answer: amid the text they would break its lists, tables and code. */
  notes: WithheldPart[];
  /** Kinds of advice that the answer is none of. */
  advice: string[];
  /** What it rests on, below it too. */
  found: Found | null;
  /** What was read for it, where that was everything. */
  read: ReadSoFar | null;
  /** Nothing in the documents supports it. */
  unsupported: boolean;
}

/** Lays an answer's parts out. Text that only a note parts is one text. */
export function layOut(parts: readonly Part[]): Layout {
  const layout: Layout = { pieces: [], notes: [], advice: [], found: null, read: null, unsupported: false };
  parts.forEach((part, index) => {
    const last = layout.pieces.at(-1);
    if (part.type === 'advice') layout.advice.push(part.kind);
    else if (part.type === 'withheld' && part.action === 'note') layout.notes.push(part);
    else if (part.type === 'passages') layout.found = part;
    else if (part.type === 'read') layout.read = part;
    else if (part.type === 'unsupported') layout.unsupported = true;
    else if (part.type !== 'text') layout.pieces.push({ kind: 'part', part, index });
    else if (last?.kind === 'text') last.text += part.text;
    else layout.pieces.push({ kind: 'text', text: part.text, index });
  });
  return layout;
}

/** Notes with the same subject and reason, and how many sentences each is about. */
export function grouped(notes: readonly WithheldPart[]): { note: WithheldPart; count: number }[] {
  const groups = new Map<string, { note: WithheldPart; count: number }>();
  for (const note of notes) {
    const group = groups.get(note.reason);
    if (group) group.count += 1;
    else groups.set(note.reason, { note, count: 1 });
  }
  return [...groups.values()];
}

/** All that the filter found in a message. */
export function findingsOf(message: Message): Withheld[] {
  return message.parts.filter((part) => part.type === 'withheld');
}
