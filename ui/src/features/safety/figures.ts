/** Measured figures and languages in words. */
import { formatNumber, has, locale, t } from '../../shared/i18n';

/** The name of a figure of the report. One without a text of its own keeps the report's. */
export function figureName(name: string): string {
  const id = `safety-figure-${name.replaceAll('_', '-')}`;
  return has(id) ? t(id) : name.replaceAll('_', ' ');
}

/** A value with its unit. */
export function valueOf(value: number, unit: string): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  const number = formatNumber(value, { maximumFractionDigits: digits });
  if (unit === '') return number;
  return unit === '%' ? `${number} %` : `${number} ${unit}`;
}

/** A goal with the signs that people write. */
export function goalOf(goal: string): string {
  return goal.replace('>=', '≥').replace('<=', '≤');
}

/** The languages that are covered and those that are not, each in the window's language and order. */
export function languageNames(languages: Record<string, boolean>): { covered: string; uncovered: string } {
  const names = new Intl.DisplayNames(locale(), { type: 'language' });
  const list = new Intl.ListFormat(locale(), { type: 'conjunction' });
  const named = (covered: boolean) => {
    const tags = Object.keys(languages).filter((tag) => languages[tag] === covered);
    return list.format(tags.map((tag) => nameIn(names, tag)).sort((a, b) => a.localeCompare(b, locale())));
  };
  return { covered: named(true), uncovered: named(false) };
}

function nameIn(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
