/** The filter's names and reasons in the window's language. */
import type { Policy } from '../backend/types';
import { formatNumber, has, t } from './i18n';

/** Reasons that no policy has: the shell's English sentence and the id of its text. */
export const REASONS: Record<string, string> = {
  'This may be sensitive. There is no guard model that could tell, so it was not judged further.':
    'safety-reason-not-judged',
  'The guard could not judge this.': 'safety-reason-guard-failed',
  'The guard could not judge this, and your settings hold such text back.': 'safety-reason-guard-held',
  "This is the filter's own test word.": 'safety-reason-test',
  'This looks like the body of a private key.': 'safety-reason-secrets',
};

/** The name of a subject. A policy of the person's own has the one they gave it. */
export function nameOf(category: string): string {
  const id = `safety-name-${category.replaceAll('_', '-')}`;
  return has(id) ? t(id) : category || t('safety-name-other');
}

/** Why something was held back or noted. */
export function reasonOf(found: { category: string; reason: string }, policies: readonly Policy[]): string {
  const known = REASONS[found.reason];
  if (known) return t(known);
  const policy = policies.find((other) => other.id === found.category);
  const id = `safety-reason-${found.category.replaceAll('_', '-')}`;
  return policy?.reason === found.reason && has(id) ? t(id) : found.reason;
}

/** The name of the step that decided; empty where it is not known. */
export function tierOf(tier: string): string {
  const id = `safety-tier-${tier}`;
  return has(id) ? t(id) : tier;
}

/** A score as a share of a hundred. */
export function scoreOf(score: number): string {
  return formatNumber(score, { style: 'percent', maximumFractionDigits: 0 });
}
