/** The languages Carat speaks. The texts of one language are one chunk, fetched when it is chosen. */
import { negotiateLanguages } from '@fluent/langneg';

export type Locale = 'en' | 'zh-Hans' | 'ja';

export const LOCALES: readonly Locale[] = ['en', 'zh-Hans', 'ja'];

/** Each language's own name for itself, which no translation changes. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', 'zh-Hans': '简体中文', ja: '日本語' };

/** The language to speak for a setting and the system's own: the setting, else the nearest, else English. */
export function chooseLocale(setting: Locale | 'system', system: string): Locale {
  if (setting !== 'system') return setting;
  const wanted = system.replace('_', '-').split('.')[0] ?? '';
  const [nearest] = negotiateLanguages([wanted], [...LOCALES], { strategy: 'lookup', defaultLocale: 'en' });
  return (nearest as Locale | undefined) ?? 'en';
}

/** All Fluent files of a language, one after another. */
export async function fetchTexts(locale: Locale): Promise<string> {
  switch (locale) {
    case 'zh-Hans':
      return (await import('../../locales/zh-Hans')).default;
    case 'ja':
      return (await import('../../locales/ja')).default;
    case 'en':
      return (await import('../../locales/en')).default;
  }
}
