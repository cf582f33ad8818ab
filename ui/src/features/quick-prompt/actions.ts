/** What can be done with a text at one press: Carat's own actions, then the person's. */
import type { QuickAction } from '../../backend/quick';
import { t } from '../../shared/i18n';

/** The host has the words for the model. */
export const BUILT_IN = ['summarise', 'explain', 'translate', 'rewrite', 'fix_grammar'] as const;

export interface Offered {
  id: string;
  name: string;
  /** Keys that take it, as `Alt+Digit1`. */
  shortcut: string | null;
}

export function offered(own: readonly QuickAction[]): Offered[] {
  const builtIn = BUILT_IN.map((id) => ({ id, name: t(`quick-action-${id.replace('_', '-')}`), shortcut: null }));
  return [...builtIn, ...own.map(({ id, name, shortcut }) => ({ id, name, shortcut }))];
}
