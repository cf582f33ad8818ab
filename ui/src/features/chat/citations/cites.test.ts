import { beforeAll, expect, it } from 'vitest';
import type { Citation } from '../../../backend/documents';
import { setLocale } from '../../../shared/i18n';
import { lexer } from '../markdown/grammar';
import { toHtml } from '../markdown/html';
import { words } from '../markdown/words';
import { citedIn, citesOf } from './cites';

beforeAll(() => setLocale('en'));

const passage = (n: number, strong = true): Citation => ({
  n,
  document: 'd',
  source: 'lease.pdf',
  place: { page: 3, slide: null, sheet: null, range: null, headings: ['Rent'], lines: null },
  boxes: [],
  pieces: [0, 1],
  text: 'Three months.',
  strong,
});
const html = (text: string, passages: Citation[]) =>
  toHtml(text, false, lexer(false).tokens.links, words(), citesOf(passages));

it('a mark whose passage is there becomes a button that says where it leads', () => {
  const made = html('Three months [1].', [passage(1)]);
  expect(made).toContain('data-cite="1"');
  expect(made.replace(/[\u2068\u2069]/g, '')).toContain('Source 1: lease.pdf, page 3');
});

it('a number in brackets without a passage stays text', () => {
  expect(html('See [7] and [1](https://example.com).', [passage(1)])).not.toContain('data-cite');
  expect(html('See [1].', [])).toContain('[1]');
});

it('code keeps its brackets', () => {
  expect(html('`a[1]`', [passage(1)])).not.toContain('data-cite');
});

it('weak support is told from strong', () => {
  expect(html('Near it [1].', [passage(1, false)])).toContain('class="cite weak"');
});

it('only what the text cites is a source', () => {
  const all = [passage(2), passage(1), passage(3)];
  expect(citedIn('First [1], then [2][1].', all).map(({ n }) => n)).toEqual([1, 2]);
});
