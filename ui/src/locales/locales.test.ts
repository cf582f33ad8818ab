/** Every language says everything, in its own words. */
import { FluentResource } from '@fluent/bundle';
import { describe, expect, it } from 'vitest';
import { LOCALES } from '../shared/i18n';

const FILES = import.meta.glob<string>('./*/*.ftl', { query: '?raw', import: 'default', eager: true });

/** Values that are the same in every language: names, formats, and what only carries another text. */
const SAME_EVERYWHERE = new Set([
  'app-name',
  'app-window-title',
  'settings-version',
  'settings-mirror-usual',
  // Names of products, and of quantities that go by their English letters.
  'chat-carat',
  'safety-column-value',
  'chat-options-top-k',
  'chat-options-top-p',
  'chat-options-min-p',
  'native-filter-markdown',
  'native-filter-json',
]);

type Message = FluentResource['body'][number];

interface Text {
  file: string;
  message: Message;
}

function textsOf(locale: string): Map<string, Text> {
  const texts = new Map<string, Text>();
  for (const [path, source] of Object.entries(FILES)) {
    const [, language, file = ''] = path.split('/');
    if (language !== locale) continue;
    for (const message of new FluentResource(source).body) texts.set(message.id, { file, message });
  }
  return texts;
}

/** The names of the arguments that a text uses. */
function variablesOf(node: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(node)) node.forEach((inner) => variablesOf(inner, found));
  else if (typeof node === 'object' && node !== null) {
    if ('type' in node && node.type === 'var' && 'name' in node) found.add(String(node.name));
    Object.values(node).forEach((inner) => variablesOf(inner, found));
  }
  return found;
}

const english = textsOf('en');

it('English has texts at all', () => {
  expect(english.size).toBeGreaterThan(100);
});

it('no line of a file is lost to a mistake in its syntax', () => {
  for (const [path, source] of Object.entries(FILES)) {
    const written = source.split('\n').filter((line) => /^[a-zA-Z][\w-]*\s*=/.test(line)).length;
    expect(new FluentResource(source).body.length, path).toBe(written);
  }
});

it('no id is used twice', () => {
  const ids = Object.entries(FILES)
    .filter(([path]) => path.startsWith('./en/'))
    .flatMap(([, source]) => new FluentResource(source).body.map((message) => message.id));
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

describe.each(LOCALES.filter((locale) => locale !== 'en'))('%s', (locale) => {
  const texts = textsOf(locale);

  it('has every text, in the same file, and none that English lacks', () => {
    const place = (all: Map<string, Text>) => [...all].map(([id, { file }]) => `${file}: ${id}`).sort();
    expect(place(texts)).toEqual(place(english));
  });

  it('uses the arguments that English uses', () => {
    const wrong = [...texts].filter(([id, { message }]) => {
      const there = variablesOf(english.get(id)?.message.value);
      return [...variablesOf(message.value)].some((name) => !there.has(name));
    });
    expect(wrong.map(([id]) => id)).toEqual([]);
  });

  it('does not merely repeat the English', () => {
    const repeated = [...texts].filter(([id, { message }]) => {
      if (SAME_EVERYWHERE.has(id)) return false;
      return JSON.stringify(message.value) === JSON.stringify(english.get(id)?.message.value);
    });
    expect(repeated.map(([id]) => id)).toEqual([]);
  });
});

it('what is listed as the same everywhere exists', () => {
  expect([...SAME_EVERYWHERE].filter((id) => !english.has(id))).toEqual([]);
});

/** Ids that the code asks for by name; those put together at run time are covered by the tests of their tables. */
const SOURCES = import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts', '!../shared/i18n/*'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

it('every text that the code asks for is there', () => {
  const asked = Object.entries(SOURCES).flatMap(([path, source]) =>
    [...source.matchAll(/\bt\(\s*'([a-z][a-z0-9-]*)'/g)].map((match) => ({ path, id: match[1] ?? '' })),
  );
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter(({ id }) => !english.has(id))).toEqual([]);
});
