/** The choices for settings that are numbers or "let Carat choose". */
import { formatNumber, t } from '../../shared/i18n';

export interface Choice {
  value: string;
  label: string;
}

/** Stands for null in a `<select>`, whose values are strings. */
const NONE = 'none';

export const CONTEXTS = [2048, 4096, 8192, 16384, 32768, 65536, 131072];
export const MINUTES = [5, 15, 30, 60, 240];
/** More threads than any desktop has cores. */
export const MOST_THREADS = 256;

export const toChoice = (value: number | null): string => (value === null ? NONE : String(value));
export const fromChoice = (choice: string): number | null => (choice === NONE ? null : Number(choice));

/** The usual values, and the present one where it is none of them. */
function withPresent(usual: readonly number[], present: number | null): number[] {
  return present === null || usual.includes(present) ? [...usual] : [...usual, present].sort((a, b) => a - b);
}

export function contextChoices(present: number | null): Choice[] {
  return [
    { value: NONE, label: t('settings-automatic') },
    ...withPresent(CONTEXTS, present).map((tokens) => ({
      value: String(tokens),
      label: t('settings-tokens', { tokens: formatNumber(tokens) }),
    })),
  ];
}

export function unloadChoices(present: number | null): Choice[] {
  return [
    ...withPresent(MINUTES, present).map((minutes) => ({
      value: String(minutes),
      label: t('settings-minutes', { minutes }),
    })),
    { value: NONE, label: t('settings-never') },
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
