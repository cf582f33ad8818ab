/** How the in-memory backend behaves. A page sets it in its address (`?data=many&rate=200`), a test also later through `window.__fake`. */
import type { EngineStatus, Settings } from '../types';

export interface FakeOptions {
  /** Which conversations there are: a believable week, none, five thousand, very long ones, hostile ones. */
  data: 'usual' | 'empty' | 'many' | 'long' | 'hostile';
  models: 'two' | 'starter' | 'none';
  terms: 'accepted' | 'needed';
  engine: EngineStatus['state'];
  onboarded: boolean;
  locale: string;
  platform: 'linux' | 'macos' | 'windows';
  language: Settings['language'];
  theme: Settings['theme'];
  /** Tokens a second that an answer streams at. */
  rate: number;
  /** Milliseconds that loading a model takes. */
  loading: number;
  /** Milliseconds that every call takes. */
  delay: number;
  /** The name of the answer in `answers.ts` that every question gets; empty picks by the question. */
  answer: string;
  /** The model's context in tokens. */
  context: number;
  /** Notices told at the start, by kind, parted by commas. */
  notices: string;
}

const USUAL: FakeOptions = {
  data: 'usual',
  models: 'two',
  terms: 'accepted',
  engine: 'ready',
  onboarded: true,
  locale: 'en',
  platform: 'linux',
  language: 'system',
  theme: 'system',
  rate: 60,
  loading: 600,
  delay: 0,
  answer: '',
  context: 8192,
  notices: '',
};

/** The options in an address's query; a name it does not know, or a number that is none, is left as usual. */
export function optionsFrom(query: string): FakeOptions {
  const options: FakeOptions = { ...USUAL };
  const into = options as unknown as Record<string, string | number | boolean>;
  for (const [name, value] of new URLSearchParams(query)) {
    const usual = into[name];
    if (typeof usual === 'number' && Number.isFinite(Number(value))) into[name] = Number(value);
    else if (typeof usual === 'boolean') into[name] = value === '1' || value === 'true';
    else if (typeof usual === 'string') into[name] = value;
  }
  return options;
}
