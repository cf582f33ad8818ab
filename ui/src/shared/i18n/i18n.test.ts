import { describe, expect, it } from 'vitest';
import { chooseLocale, formatBytes, formatNumber, LOCALES, setLocale, t } from '.';

describe('the language', () => {
  it('is the one that is set, whatever the system speaks', () => {
    for (const locale of LOCALES) expect(chooseLocale(locale, 'fr-FR')).toBe(locale);
  });

  it('is the nearest to the system’s', () => {
    const wanted: Record<string, string> = {
      'en-US': 'en',
      en_GB: 'en',
      'zh-CN': 'zh-Hans',
      'zh_CN.UTF-8': 'zh-Hans',
      'zh-Hans-SG': 'zh-Hans',
      zh: 'zh-Hans',
      'ja-JP': 'ja',
      'ja_JP.UTF-8': 'ja',
    };
    for (const [system, locale] of Object.entries(wanted)) expect(chooseLocale('system', system), system).toBe(locale);
  });

  it('is English for a system that speaks none of Carat’s, or says nothing sensible', () => {
    for (const system of ['fr-FR', 'C', 'POSIX', '', 'not a tag', '中文'])
      expect(chooseLocale('system', system), system).toBe('en');
  });
});

describe('a text', () => {
  it('follows a change of language', async () => {
    await setLocale('en');
    expect(t('cancel')).toBe('Cancel');
    await setLocale('ja');
    expect(t('cancel')).toBe('キャンセル');
    expect(document.documentElement.lang).toBe('ja');
  });

  it('keeps what is put into it apart from its own direction', async () => {
    await setLocale('en');
    expect(t('conversations-deleted', { title: 'موعد' })).toBe('Deleted “\u2068موعد\u2069”');
  });

  it('picks the plural', async () => {
    await setLocale('en');
    const plain = (count: number) => t('conversations-found', { count }).replace(/[\u2068\u2069]/g, '');
    expect([plain(0), plain(1), plain(1200)]).toEqual(['Nothing found', '1 result', '1,200 results']);
  });

  it('is its id where there is none', async () => {
    await setLocale('en');
    expect(t('no-such-text')).toBe('no-such-text');
  });
});

describe('numbers', () => {
  it('are written as the language writes them', async () => {
    await setLocale('en');
    expect(formatNumber(131072)).toBe('131,072');
    expect(formatBytes(253_113_024)).toBe('253.1 MB');
    expect(formatBytes(0)).toMatch(/^0 bytes?$/);
    await setLocale('ja');
    expect(formatNumber(268_098_176, { notation: 'compact' })).toContain('億');
  });
});
