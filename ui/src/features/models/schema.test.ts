/** The schema of the catalogue, whose reader is in the hub: it takes the catalogue and refuses what the hub refuses. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { describe, expect, it } from 'vitest';

const read = (name: string): object =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../../models', name), 'utf8')) as object;

const accepts = new Ajv2020({ allErrors: true, strictTypes: false, strictTuples: false }).compile(
  read('catalog.schema.json'),
);

const part = { part: 'weights', unverified: true };
const variant = { id: 'q8_0', quantisation: 'Q8_0', repo: 'me/mine', gated: false, files: [part] };
const entry = {
  id: 'mine',
  name: 'Mine',
  family: 'mine',
  role: 'chat',
  good_for: 'everyday',
  note: '私のモデル',
  instruction_tuned: true,
  parameters: 1_000_000,
  modalities: ['text'],
  context: 8192,
  licence: 'mit',
  memory: { cache_bytes_per_token: 1024, window: 0, window_bytes_per_token: 0 },
  variants: [variant],
};
const valid = (...models: object[]): boolean => accepts({ version: 2, models });
const withPart = (changed: object): object => ({ ...entry, variants: [{ ...variant, files: [changed] }] });

describe('the schema of the catalogue', () => {
  it('takes the catalogue', () => {
    accepts(read('catalog.json'));
    expect(accepts.errors ?? []).toEqual([]);
  });

  it('takes an entry of a person', () => {
    expect(valid(entry)).toBe(true);
  });

  it.each([
    ['an id with a space', { ...entry, id: 'Bad Id' }],
    ['an empty licence', { ...entry, licence: '' }],
    ['a context of one token', { ...entry, context: 1 }],
    ['no variant', { ...entry, variants: [] }],
    ['a repository without an owner', { ...entry, variants: [{ ...variant, repo: 'nowhere' }] }],
    ['no weights', withPart({ ...part, part: 'projector' })],
    ['a file neither pinned nor unverified', withPart({ part: 'weights' })],
    ['a hash that is none', withPart({ ...part, sha256: 'ABC' })],
    ['memory without numbers', { ...entry, memory: {} }],
  ])('refuses %s', (_, wrong) => {
    expect(valid(wrong)).toBe(false);
  });

  it('refuses another version', () => {
    expect(accepts({ version: 1, models: [] })).toBe(false);
  });
});
