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
  /** Memory of the made-up machine, and of its graphics card (0: none), in GB. */
  memory: number;
  gpu: number;
  /** Free space on its disk in GB. */
  disk: number;
  /** Milliseconds that a whole file takes to arrive. */
  download: number;
  /** Whether a catalogue file of the person's is there, or is damaged. */
  catalogue: 'usual' | 'own' | 'damaged';
  /** Models of other programs are on the disk too. */
  found: boolean;
  network: boolean;
  /** Whether the system has a keychain. */
  keychain: boolean;
  /** The model hardly fits: everything that can be given up is. */
  tight: boolean;
  /** Whether the filter has found something before: a conversation with one of everything, and a log. */
  filter: 'quiet' | 'found';
  /** Whether the filter was measured. */
  measured: boolean;
  /** What the quick window may take: nothing, a selection, that and the clipboard. */
  offers: 'none' | 'selection' | 'both';
  /** Whether it can put an answer into the app in front. */
  insert: 'pastes' | 'copies';
  /** Whether what lies behind it shows through. */
  transparent: boolean;
  /** Where its shortcut stands at the start. */
  shortcut: 'usual' | 'taken' | 'paused' | 'desktop' | 'by_hand';
  /** Whether the desktop has a tray. */
  tray: boolean;
  /** Whether there are libraries of documents. */
  libraries: 'two' | 'none';
  /** Milliseconds that reading a document takes, and comparing its meaning again as long. */
  reading: number;
  /** The name of the encoder that compares meaning; empty for none. */
  encoder: string;
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
  memory: 16,
  gpu: 0,
  disk: 212,
  download: 4000,
  catalogue: 'usual',
  found: false,
  network: true,
  keychain: true,
  tight: false,
  filter: 'quiet',
  measured: true,
  offers: 'both',
  insert: 'pastes',
  transparent: true,
  shortcut: 'usual',
  tray: true,
  libraries: 'two',
  reading: 200,
  encoder: 'all-MiniLM-L6-v2',
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
