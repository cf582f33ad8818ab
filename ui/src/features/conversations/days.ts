/** Groups a list of conversations by the day they were last touched, as a person would name that day. */
import type { ConversationSummary } from '../../backend/types';

export type Group =
  | { kind: 'pinned' | 'today' | 'yesterday' | 'week' }
  /** A month; `moment` lies in it. */
  | { kind: 'month'; moment: number };

export type Row =
  | { type: 'heading'; key: string; group: Group }
  | { type: 'conversation'; key: string; summary: ConversationSummary; index: number };

/** Midnight before `now`, and that of `back` days earlier, in the person's own time. Days are not always 24 hours long. */
function midnight(now: Date, back: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - back).getTime();
}

function groupOf(summary: ConversationSummary, now: Date): Group {
  if (summary.pinned) return { kind: 'pinned' };
  if (summary.updated >= midnight(now, 0)) return { kind: 'today' };
  if (summary.updated >= midnight(now, 1)) return { kind: 'yesterday' };
  if (summary.updated >= midnight(now, 6)) return { kind: 'week' };
  return { kind: 'month', moment: summary.updated };
}

function keyOf(group: Group): string {
  if (group.kind !== 'month') return group.kind;
  const moment = new Date(group.moment);
  return `${moment.getFullYear()}-${moment.getMonth()}`;
}

/** The list with its headings. `conversations` are pinned first, then the last touched first, as the store gives them. */
export function rowsOf(conversations: readonly ConversationSummary[], now: Date): Row[] {
  const rows: Row[] = [];
  let last = '';
  conversations.forEach((summary, index) => {
    const group = groupOf(summary, now);
    const key = keyOf(group);
    if (key !== last) rows.push({ type: 'heading', key: `heading-${key}`, group });
    last = key;
    rows.push({ type: 'conversation', key: summary.id, summary, index });
  });
  return rows;
}
