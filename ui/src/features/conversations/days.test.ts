import { describe, expect, it } from 'vitest';
import type { ConversationSummary } from '../../backend/types';
import { rowsOf } from './days';

const NOW = new Date(2026, 10, 24, 9, 30);
const at = (...moment: [number, number, number, number?]) => new Date(...moment).getTime();

function made(id: string, updated: number, pinned = false): ConversationSummary {
  return { id, title: id, pinned, created: updated, updated };
}

function shape(list: ConversationSummary[]): string[] {
  return rowsOf(list, NOW).map((row) =>
    row.type === 'heading' ? `# ${row.key.replace('heading-', '')}` : row.summary.id,
  );
}

describe('the list by days', () => {
  it('names pinned, today, yesterday, this week and the months before', () => {
    const list = [
      made('pinned', at(2020, 0, 1), true),
      made('now', at(2026, 10, 24, 9)),
      made('midnight', at(2026, 10, 24)),
      made('late last night', at(2026, 10, 23, 23)),
      made('thursday', at(2026, 10, 19)),
      made('earlier this month', at(2026, 10, 2)),
      made('october', at(2026, 9, 30)),
      made('october too', at(2026, 9, 1)),
      made('a year ago', at(2025, 9, 30)),
    ];
    expect(shape(list)).toEqual([
      '# pinned',
      'pinned',
      '# today',
      'now',
      'midnight',
      '# yesterday',
      'late last night',
      '# week',
      'thursday',
      '# 2026-10',
      'earlier this month',
      '# 2026-9',
      'october',
      'october too',
      '# 2025-9',
      'a year ago',
    ]);
  });

  it('puts a conversation from the future, of a clock that was wrong, under today', () => {
    expect(shape([made('tomorrow', at(2026, 10, 25))])).toEqual(['# today', 'tomorrow']);
  });

  it('is empty for no conversations', () => {
    expect(shape([])).toEqual([]);
  });
});
