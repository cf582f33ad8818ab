import { beforeAll, describe, expect, it } from 'vitest';
import { setLocale } from '../../shared/i18n';
import { figureName, goalOf, languageNames, valueOf } from './figures';

beforeAll(() => setLocale('en'));

describe('figures', () => {
  it('keep the digits that mean something', () => {
    expect([valueOf(0.8049, ''), valueOf(93.44, '%'), valueOf(1234.5, 'characters'), valueOf(0.0123, 'ms')]).toEqual([
      '0.805',
      '93.4 %',
      '1,235 characters',
      '0.012 ms',
    ]);
  });

  it('have goals in the signs that people write', () => {
    expect([goalOf('>= 0.78'), goalOf('<= 0 characters')]).toEqual(['≥ 0.78', '≤ 0 characters']);
  });

  it('without a text keep the report’s name', () => {
    expect(figureName('some_new_figure')).toBe('some new figure');
  });
});

describe('languages', () => {
  it('are named in the window’s language, apart by whether they are covered', async () => {
    const languages = { en: true, de: true, zh: false, 'no tag at all': false };
    expect(languageNames(languages)).toEqual({ covered: 'English and German', uncovered: 'Chinese and no tag at all' });
    await setLocale('ja');
    expect(languageNames(languages).covered).toContain('英語');
    await setLocale('en');
  });

  it('that are not known are none', () => {
    expect(languageNames({})).toEqual({ covered: '', uncovered: '' });
  });
});
