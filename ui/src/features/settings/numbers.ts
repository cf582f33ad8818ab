/** The choices for settings that are numbers. */
import { NONE, withPresent, type Choice } from '../../shared/choices';
import { formatBytes, t } from '../../shared/i18n';

const MINUTES = [5, 15, 30, 60, 240];
/** Megabytes of read conversations on disk. */
const STATES = [500, 2000, 8000, 32_000];
/** Bytes a second. */
const SPEEDS = [500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 50_000_000];
/** More threads than any desktop has cores. */
export const MOST_THREADS = 256;

export function unloadChoices(present: number | null): Choice[] {
  return [
    ...withPresent(MINUTES, present).map((minutes) => ({
      value: String(minutes),
      label: t('settings-minutes', { minutes }),
    })),
    { value: NONE, label: t('settings-never') },
  ];
}

export function statesChoices(present: number): Choice[] {
  return [
    { value: '0', label: t('settings-states-none') },
    ...withPresent(STATES, present === 0 ? null : present).map((megabytes) => ({
      value: String(megabytes),
      label: formatBytes(megabytes * 1_000_000),
    })),
  ];
}

export function speedChoices(present: number | null): Choice[] {
  return [
    { value: NONE, label: t('settings-speed-none') },
    ...withPresent(SPEEDS, present).map((bytes) => ({
      value: String(bytes),
      label: t('models-download-speed', { size: formatBytes(bytes) }),
    })),
  ];
}

/** What was typed as a count of threads: null for nothing, undefined for what is no such count. Full-width digits are digits too. */
export function threadsTyped(typed: string): number | null | undefined {
  const plain = typed.normalize('NFKC').trim();
  if (plain === '') return null;
  if (!/^\d{1,3}$/.test(plain)) return undefined;
  const count = Number(plain);
  return count >= 1 && count <= MOST_THREADS ? count : undefined;
}
