import { describe, expect, it } from 'vitest';
import type {
  Card,
  Download,
  DownloadState,
  Fit,
  FitReason,
  FitWord,
  GoodFor,
  Variant,
  WaitReason,
} from '../../backend/types';
import { LOCALES, setLocale, t } from '../../shared/i18n';
import {
  cardFacts,
  fitReason,
  fitWord,
  fractionOf,
  isRunning,
  percentOf,
  progressWords,
  stateWordsOf,
  tokensWords,
} from './words';

const FIT: Fit = {
  word: 'runs_well',
  why: 'in_memory',
  tokens_per_second: 18.4,
  speed_measured: false,
  needed: 6.1e9,
  free: 6.5e9,
  total: 16e9,
  context: 8192,
};
const WORDS: FitWord[] = ['runs_well', 'tight', 'too_large'];
const WHYS: FitReason[] = [
  'in_gpu',
  'in_memory',
  'little_spare',
  'partly_in_gpu',
  'slow',
  'close_others',
  'more_than_machine',
];
const PURPOSES: GoodFor[] = [
  'trying_out',
  'light',
  'everyday',
  'careful',
  'quick_and_strong',
  'hardest',
  'older',
  'completing',
  'checking',
  'searching',
];
const REASONS: WaitReason[] = [
  { why: 'offline', host: 'huggingface.co' },
  { why: 'connection_lost', host: 'huggingface.co' },
  { why: 'host_trouble', host: 'huggingface.co', status: 503 },
  { why: 'too_many_requests', host: 'huggingface.co' },
  { why: 'disk_full', lacking: 2e9 },
  { why: 'network_off' },
  { why: 'another_process' },
];
const STATES: DownloadState[] = [
  { state: 'queued' },
  { state: 'resolving' },
  { state: 'downloading', bytes_per_second: 18e6, seconds_left: 200 },
  { state: 'paused' },
  { state: 'verifying', bytes: 1e9, total: 4e9 },
  { state: 'ready', model: 'm' },
  { state: 'failed', error: { code: 'offline', message: '', args: {} }, next: { step: 'try_again' } },
  ...REASONS.map((reason): DownloadState => ({ state: 'waiting', reason, until: null })),
];

const download = (state: DownloadState, some: Partial<Download> = {}): Download => ({
  id: 'd',
  name: 'Gemma 4 E4B',
  repo: 'google/gemma',
  files: ['a.gguf'],
  card: null,
  variant: null,
  done: 1.2e9,
  total: 4.2e9,
  attempt: 0,
  state,
  ...some,
});

/** Without the marks that keep names of another script in place. */
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '');

/** A text that is missing comes out as its id. */
const missing = (words: string[]) => words.filter((word) => /^(models|action)-/.test(word));

describe.each(LOCALES)('in %s', (locale) => {
  it('every fit, purpose and state has words of its own', async () => {
    await setLocale(locale);
    const groups = [
      WORDS.map((word) => fitWord({ ...FIT, word })),
      WHYS.map((why) => fitReason({ ...FIT, why, tokens_per_second: null })),
      PURPOSES.map((purpose) => t(`models-good-${purpose.replaceAll('_', '-')}`)),
      STATES.map((state) => stateWordsOf(download(state))),
    ];
    for (const words of groups) {
      expect(missing(words)).toEqual([]);
      expect(words.every((word) => word !== '')).toBe(true);
      expect(new Set(words).size).toBe(words.length);
    }
  });

  it('what a sentence names stands in it', async () => {
    await setLocale(locale);
    expect(fitReason({ ...FIT, word: 'tight', why: 'little_spare' })).toMatch(/6\.1.*6\.5|6\.5.*6\.1/);
    expect(fitReason({ ...FIT, word: 'too_large', why: 'more_than_machine' })).toMatch(/6\.1.*16|16.*6\.1/);
    expect(stateWordsOf(download({ state: 'waiting', reason: REASONS[4] as WaitReason, until: null }))).toContain('2');
    const until = new Date(2026, 10, 24, 14, 5).getTime();
    const words = stateWordsOf(download({ state: 'waiting', reason: REASONS[0] as WaitReason, until }));
    expect(words).toContain('huggingface.co');
    expect(words).toMatch(/2:05|14:05/);
  });
});

describe('a fit', () => {
  it('names a speed as an estimate until it was measured, and none for what does not run', async () => {
    await setLocale('en');
    expect(plain(fitReason(FIT))).toBe('about 18 tokens a second');
    expect(plain(fitReason({ ...FIT, speed_measured: true }))).toBe('18 tokens a second, measured here');
    expect(fitReason({ ...FIT, tokens_per_second: 2.34 })).toContain('2.3');
    expect(fitReason({ ...FIT, word: 'too_large', why: 'more_than_machine' })).not.toContain('second');
  });
});

describe('a download', () => {
  it('is never said to be further than it is', () => {
    expect(percentOf(download({ state: 'resolving' }, { done: 999, total: 1000 }))).toBe(99);
    expect(percentOf(download({ state: 'resolving' }, { done: 1000, total: 1000 }))).toBe(100);
    expect(fractionOf(download({ state: 'resolving' }, { done: 5, total: null }))).toBe(null);
    expect(fractionOf(download({ state: 'resolving' }, { done: 0, total: 0 }))).toBe(null);
    expect(fractionOf(download({ state: 'verifying', bytes: 0, total: 0 }))).toBe(null);
  });

  it('says how much, how fast and how long, as far as that is known', async () => {
    await setLocale('en');
    const words = progressWords(download({ state: 'downloading', bytes_per_second: 18e6, seconds_left: 170 }));
    expect(words.map(plain)).toEqual(['1.2 GB of 4.2 GB', '18 MB/s', '3 min left']);
    expect(progressWords(download({ state: 'downloading', bytes_per_second: 18e6, seconds_left: null }))).toHaveLength(
      2,
    );
    expect(progressWords(download({ state: 'resolving' }, { done: 0, total: null }))).toEqual([]);
  });

  it('can be paused while it goes on by itself, or will', () => {
    const paused = STATES.filter((state) => !isRunning(download(state))).map((state) => state.state);
    expect(paused).toEqual(['paused', 'ready', 'failed']);
  });
});

it('a context is counted as model pages count it', async () => {
  await setLocale('en');
  expect(tokensWords(131_072)).toBe('128K');
  expect(tokensWords(8192)).toBe('8K');
  expect(tokensWords(6000)).toBe('6,000');
});

it('a card tells an unknown size and an account that is needed', async () => {
  await setLocale('en');
  const card = { context: 8192, licence_name: 'Apache License 2.0' } as Card;
  const facts = cardFacts(card, { bytes: 5, gated: false } as Variant);
  expect(facts.map(plain)).toEqual(['Context up to 8K', 'Apache License 2.0']);
  expect(cardFacts(card, { bytes: null, gated: true } as Variant)).toHaveLength(facts.length + 2);
});
