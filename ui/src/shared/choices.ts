/** Choices among numbers and "let Carat choose", for a `<select>`. */
import { formatNumber, t } from './i18n';

export interface Choice {
  value: string;
  label: string;
}

/** Stands for null in a `<select>`, whose values are strings. */
export const NONE = 'none';

const CONTEXTS = [2048, 4096, 8192, 16384, 32768, 65536, 131072];

export const toChoice = (value: number | null): string => (value === null ? NONE : String(value));
export const fromChoice = (choice: string): number | null => (choice === NONE ? null : Number(choice));

/** The usual values, and the present one where it is none of them. */
export function withPresent(usual: readonly number[], present: number | null): number[] {
  return present === null || usual.includes(present) ? [...usual] : [...usual, present].sort((a, b) => a - b);
}

/** How much of a conversation a model takes in. */
export function contextChoices(present: number | null): Choice[] {
  return [
    { value: NONE, label: t('automatic') },
    ...withPresent(CONTEXTS, present).map((tokens) => ({
      value: String(tokens),
      label: t('tokens', { tokens: formatNumber(tokens) }),
    })),
  ];
}
