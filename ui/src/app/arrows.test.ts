/** The arrows of the architecture: app → features → shared, backend; no feature knows another. */
import { expect, it } from 'vitest';

const SOURCES = import.meta.glob<string>(['../**/*.svelte', '../**/*.ts', '!../**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

interface Import {
  from: string;
  to: string;
  /** `import()`, which brings its file only when it is wanted. */
  lazy: boolean;
  /** Types alone, which bring nothing. */
  type: boolean;
}

const IMPORT =
  /(import|export)\s+(type\s)?[^'"();]*?from\s*'(\.[^']+)'|import\s*'(\.[^']+)'|import\(\s*'(\.[^']+)'\s*\)/g;

/** A path as the glob writes it, from a file's own relative import. */
function resolve(file: string, target: string): string {
  const path = [...file.split('/').slice(1, -1), ...target.split('/')].reduce<string[]>(
    (parts, part) => (part === '.' ? parts : part === '..' ? parts.slice(0, -1) : [...parts, part]),
    [],
  );
  return path.join('/');
}

/** Files next to this one come without their folder. */
const placeOf = (path: string) => (path.startsWith('./') ? path.replace('./', '../app/') : path);

const imports: Import[] = Object.entries(SOURCES).flatMap(([path, source]) =>
  [...source.matchAll(IMPORT)].map(([, , type, named, bare, lazy]) => {
    const from = placeOf(path);
    return {
      from: from.replace('../', ''),
      to: resolve(from, named ?? bare ?? lazy ?? ''),
      lazy: lazy !== undefined,
      type: type !== undefined,
    };
  }),
);

const part = (path: string) => path.split('/')[0] ?? '';
const feature = (path: string) => path.split('/')[1] ?? '';
const said = (found: Import[]) => found.map(({ from, to }) => `${from} → ${to}`);

it('finds the imports of the whole window', () => {
  expect(imports.length).toBeGreaterThan(600);
  expect(new Set(imports.map(({ from }) => part(from)))).toEqual(new Set(['app', 'backend', 'features', 'shared']));
});

it('no feature knows another, nor the app', () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      part(from) === 'features' && (part(to) === 'app' || (part(to) === 'features' && feature(to) !== feature(from))),
  );
  expect(said(wrong)).toEqual([]);
});

it('what is shared knows neither a feature nor the app', () => {
  expect(said(imports.filter(({ from, to }) => part(from) === 'shared' && /^(app|features)\b/.test(to)))).toEqual([]);
});

it('the backend knows nothing of the views', () => {
  const wrong = imports.filter(({ from, to }) => part(from) === 'backend' && part(to) !== 'backend');
  expect(said(wrong)).toEqual([]);
});

it('the quick window begins without the main one’s screens', () => {
  const begun = new Set<string>();
  const begin = (path: string): void => {
    if (begun.has(path)) return;
    begun.add(path);
    for (const { to } of imports.filter(({ from, lazy, type }) => from === path && !lazy && !type)) {
      const file = [to, `${to}.ts`, `${to}/index.ts`].find((name) =>
        Object.keys(SOURCES).some((key) => placeOf(key) === `../${name}`),
      );
      if (file) begin(file);
    }
  };
  begin('app/quick.ts');
  expect(begun).toContain('features/quick-prompt/QuickPrompt.svelte');
  const features = new Set([...begun].filter((path) => part(path) === 'features').map(feature));
  expect(features).toEqual(new Set(['quick-prompt', 'chat']));
  const chat = [...begun].filter((path) => path.startsWith('features/chat/'));
  expect(chat.filter((path) => !/^features\/chat\/(turns\.ts|state\/)/.test(path))).toEqual([]);
});
