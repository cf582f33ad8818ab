import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { has, LOCALES, setLocale } from '../i18n';
import { CLASSIFICATIONS, classify, sentenceOf, UNKNOWN, wireError } from './classification';

/** The Rust crates whose errors have codes; the table has to keep up with them. */
const SOURCES = [
  'engine/src/error.rs',
  'store/src/error.rs',
  'chat/src/error.rs',
  'documents/src/error.rs',
  'hub/src/error.rs',
  'hub/src/hub_error/code.rs',
];

const sourceOf = (path: string) => readFileSync(`../src-tauri/crates/${path}`, 'utf8');

function codesOf(source: string): string[] {
  const body = /pub fn code\(&self\) -> &'static str \{([\s\S]*?)\n {4}\}/.exec(source)?.[1] ?? '';
  return [...body.matchAll(/=> "([a-z_]+)"/g)].map((match) => match[1] ?? '');
}

describe('the table of errors', () => {
  const found = SOURCES.map((path) => ({ path, codes: codesOf(sourceOf(path)) }));

  it('finds codes in every one of the sources', () => {
    for (const { path, codes } of found) expect(codes.length, path).toBeGreaterThan(2);
  });

  it('has a row for every code that the host can send', () => {
    const missing = found.flatMap(({ codes }) => codes).filter((code) => !(code in CLASSIFICATIONS));
    expect(missing).toEqual([]);
  });

  it.each(LOCALES)('has a sentence for each row in %s', async (locale) => {
    await setLocale(locale);
    const missing = [...Object.values(CLASSIFICATIONS), UNKNOWN].filter((row) => !has(row.text));
    expect(missing).toEqual([]);
  });
});

describe('the sentence for an error', () => {
  beforeAll(() => setLocale('en'));

  it('is filled with what the error names', () => {
    const sentence = sentenceOf({ code: 'model_not_gguf', message: '', args: { path: '/a/b.gguf' } });
    expect(sentence).toContain('/a/b.gguf');
    expect(sentence).toContain('GGUF');
  });

  it('is the host’s own for a code that is not known here', () => {
    expect(classify({ code: 'from_the_future', message: 'x', args: {} })).toBe(UNKNOWN);
    expect(sentenceOf({ code: 'from_the_future', message: 'The reader is asleep.', args: {} })).toContain(
      'The reader is asleep.',
    );
  });

  it('exists for anything that can be thrown', () => {
    for (const thrown of [new TypeError('x is undefined'), 'a string', null, undefined, { code: 1 }]) {
      const error = wireError(thrown);
      expect(error.code).toBe('internal');
      expect(sentenceOf(error)).not.toBe('');
    }
  });
});
