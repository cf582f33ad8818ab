/** The models that the in-memory hub offers, and how each would run on its made-up machine. */
import type { Card, Choice, Fit, GoodFor, Machine, Modality, Variant } from '../types';
import type { FakeOptions } from './options';

const GB = 1e9;
const APACHE = 'Apache License 2.0';
const GEMMA = 'Gemma Terms of Use';

/** A card before the machine is looked at: sizes in bytes, the cache's in bytes a token. */
interface Entry {
  id: string;
  name: string;
  family: string;
  good_for: GoodFor;
  parameters: number;
  context: number;
  modalities?: Modality[];
  role?: Card['role'];
  gated?: boolean;
  /** Sparse models read a part of their weights for each token. */
  read?: number;
  cache: number;
  forms: [quantisation: string, repo: string, file: string | null, bytes: number | null][];
}

const SEES: Modality[] = ['text', 'image'];
const HEARS: Modality[] = ['text', 'image', 'audio'];

const ENTRIES: Entry[] = [
  {
    id: 'gemma-4-e2b',
    name: 'Gemma 4 E2B',
    family: 'gemma-4',
    good_for: 'light',
    parameters: 5.1e9,
    context: 131_072,
    modalities: HEARS,
    read: 0.45,
    cache: 6144,
    forms: [
      ['Q4_0', 'google/gemma-4-E2B-it-qat-q4_0-gguf', 'gemma-4-E2B_q4_0-it.gguf', 3_349_516_256],
      ['UD-Q4_K_XL', 'unsloth/gemma-4-E2B-it-qat-GGUF', 'gemma-4-E2B-it-qat-UD-Q4_K_XL.gguf', 2_620_370_976],
    ],
  },
  {
    id: 'gemma-4-e4b',
    name: 'Gemma 4 E4B',
    family: 'gemma-4',
    good_for: 'everyday',
    parameters: 8e9,
    context: 131_072,
    modalities: HEARS,
    read: 0.55,
    cache: 16_384,
    forms: [
      ['Q4_0', 'google/gemma-4-E4B-it-qat-q4_0-gguf', 'gemma-4-E4B_q4_0-it.gguf', 5_154_941_280],
      ['UD-Q4_K_XL', 'unsloth/gemma-4-E4B-it-qat-GGUF', 'gemma-4-E4B-it-qat-UD-Q4_K_XL.gguf', 4_215_695_776],
    ],
  },
  {
    id: 'gemma-4-12b',
    name: 'Gemma 4 12B',
    family: 'gemma-4',
    good_for: 'careful',
    parameters: 11.9e9,
    context: 262_144,
    modalities: HEARS,
    cache: 16_384,
    forms: [['Q4_0', 'google/gemma-4-12B-it-qat-q4_0-gguf', 'gemma-4-12b-it-qat-q4_0.gguf', 6_975_879_296]],
  },
  {
    id: 'gemma-4-26b-a4b',
    name: 'Gemma 4 26B-A4B',
    family: 'gemma-4',
    good_for: 'quick_and_strong',
    parameters: 25.2e9,
    context: 262_144,
    modalities: SEES,
    read: 0.18,
    cache: 20_480,
    forms: [['Q4_0', 'google/gemma-4-26B-A4B-it-qat-q4_0-gguf', 'gemma-4-26B_q4_0-it.gguf', 14_439_363_584]],
  },
  {
    id: 'gemma-4-31b',
    name: 'Gemma 4 31B',
    family: 'gemma-4',
    good_for: 'hardest',
    parameters: 30.7e9,
    context: 262_144,
    modalities: SEES,
    cache: 81_920,
    forms: [['Q4_0', 'google/gemma-4-31B-it-qat-q4_0-gguf', 'gemma-4-31B_q4_0-it.gguf', 17_651_001_568]],
  },
  {
    id: 'gemma-3n-e4b',
    name: 'Gemma 3n E4B',
    family: 'gemma-3n',
    good_for: 'older',
    parameters: 6.9e9,
    context: 32_768,
    cache: 8192,
    forms: [['Q8_0', 'ggml-org/gemma-3n-E4B-it-GGUF', 'gemma-3n-E4B-it-Q8_0.gguf', 7_353_292_256]],
  },
  {
    id: 'gemma-3-270m',
    name: 'Gemma 3 270M',
    family: 'gemma-3',
    good_for: 'trying_out',
    parameters: 268e6,
    context: 32_768,
    cache: 3072,
    forms: [['Q4_0', 'ggml-org/gemma-3-270m-it-qat-GGUF', 'gemma-3-270m-it-qat-Q4_0.gguf', 241_410_624]],
  },
  {
    id: 'gemma-3-4b',
    name: 'Gemma 3 4B',
    family: 'gemma-3',
    good_for: 'older',
    parameters: 4.3e9,
    context: 131_072,
    modalities: SEES,
    gated: true,
    cache: 20_480,
    forms: [['Q4_0', 'google/gemma-3-4b-it-qat-q4_0-gguf', 'gemma-3-4b-it-q4_0.gguf', 3_155_051_328]],
  },
  {
    id: 'gemma-7b-pretrained',
    name: 'Gemma 1 7B',
    family: 'gemma-1',
    good_for: 'completing',
    parameters: 8.5e9,
    context: 8192,
    gated: true,
    cache: 458_752,
    forms: [['Q4_K_M', 'google/gemma-7b-GGUF', null, null]],
  },
  {
    id: 'embeddinggemma-300m',
    name: 'EmbeddingGemma 300M',
    family: 'embeddinggemma',
    good_for: 'searching',
    role: 'embedding',
    parameters: 308e6,
    context: 2048,
    cache: 0,
    forms: [['Q8_0', 'ggml-org/embeddinggemma-300m-qat-q8_0-GGUF', 'embeddinggemma-300m-qat-Q8_0.gguf', 328_577_056]],
  },
  {
    id: 'qwen3guard-gen-0.6b',
    name: 'Qwen3Guard-Gen 0.6B',
    family: 'qwen3guard',
    good_for: 'checking',
    role: 'guard',
    parameters: 0.6e9,
    context: 32_768,
    cache: 112_000,
    forms: [['Q8_0', 'ggml-org/Qwen3Guard-Gen-0.6B-GGUF', null, null]],
  },
];

export function machineOf(options: FakeOptions): Machine {
  const gpus =
    options.gpu > 0
      ? [{ name: 'Radeon RX 7800', memory_total: options.gpu * GB, memory_free: options.gpu * 0.9 * GB }]
      : [];
  return {
    memory_total: options.memory * GB,
    memory_free: options.memory * 0.7 * GB,
    gpus,
    disk_free: options.disk * GB,
  };
}

/** How a file would run: the rule of the real host, roughly. */
export function fitOf(bytes: number, read: number, cache: number, context: number, machine: Machine): Fit {
  const needed = Math.round(bytes * 1.05 + cache * context + 0.4 * GB);
  const gpu = machine.gpus[0];
  const inGpu = gpu !== undefined && needed <= gpu.memory_free;
  const free = inGpu ? gpu.memory_free : machine.memory_free;
  const total = inGpu ? gpu.memory_total : machine.memory_total;
  const speed = (inGpu ? 400 : 42) * (GB / (bytes * read));
  const judge = (): Pick<Fit, 'word' | 'why'> => {
    if (inGpu) return { word: 'runs_well', why: 'in_gpu' };
    if (needed > total * 0.92) return { word: 'too_large', why: 'more_than_machine' };
    if (needed > free) return { word: 'tight', why: 'close_others' };
    if (needed > free * 0.85) return { word: 'tight', why: 'little_spare' };
    if (speed < 6) return { word: 'tight', why: 'slow' };
    return { word: 'runs_well', why: 'in_memory' };
  };
  return { ...judge(), tokens_per_second: speed, speed_measured: false, needed, free, total, context };
}

export function cardsFor(machine: Machine, context: number, accepted: boolean, added: boolean): Card[] {
  const cards = ENTRIES.map((entry) => cardOf(entry, machine, context, accepted));
  if (added) cards.push({ ...cardOf(OWN_ENTRY, machine, context, true), added: true, note: OWN_NOTE, licence: null });
  const best = [...cards]
    .reverse()
    .find((card) => card.role === 'chat' && card.family === 'gemma-4' && card.variants[0]?.fit.word === 'runs_well');
  return cards.map((card) => ({ ...card, recommended: card.id === (best?.id ?? 'gemma-3-270m') }));
}

const OWN_NOTE = '社内向けに調整したモデルです。Für die Kollegen in Łódź — إجابات قصيرة.';
const OWN_ENTRY: Entry = {
  id: 'own-firma',
  name: 'Sehr-langer-Modellname-eines-Hauses-mit-Bindestrichen-gemma-4-e4b-firma-2026-11-24-geprüft',
  family: 'firma',
  good_for: 'everyday',
  parameters: 8e9,
  context: 131_072,
  cache: 16_384,
  forms: [['Q4_K_M', 'firma/gemma-4-e4b-firma', 'firma.gguf', 5_335_289_824]],
};

function cardOf(entry: Entry, machine: Machine, context: number, accepted: boolean): Card {
  const free = entry.family === 'gemma-4' || entry.family === 'qwen3guard';
  const used = Math.min(context, entry.context);
  return {
    id: entry.id,
    name: entry.name,
    family: entry.family,
    role: entry.role ?? 'chat',
    good_for: entry.good_for,
    note: null,
    parameters: entry.parameters,
    modalities: entry.modalities ?? ['text'],
    context: entry.context,
    licence: free ? null : 'gemma',
    licence_name: free ? APACHE : GEMMA,
    terms_accepted: free || accepted,
    added: false,
    recommended: false,
    variants: entry.forms.map(([quantisation, repo, file, bytes]): Variant => {
      const size = bytes ?? entry.parameters * 0.6;
      return {
        id: quantisation.toLowerCase(),
        quantisation,
        quantisation_aware: repo.includes('qat'),
        repo,
        gated: entry.gated ?? false,
        files: [{ part: 'weights', file, bytes }],
        bytes,
        fit: fitOf(size, entry.read ?? 1, entry.cache, used, machine),
        installed: null,
        download: null,
      };
    }),
  };
}

/** What a repository outside the catalogue offers. */
export function choicesOf(repo: string, context: number, machine: Machine): Choice[] {
  const stem = repo.split('/')[1]?.replace(/-GGUF$/i, '') ?? 'model';
  const sizes: [string, number][] = [
    ['Q2_K', 1_729_000_000],
    ['Q4_K_M', 2_489_757_856],
    ['Q6_K', 3_190_000_000],
    ['Q8_0', 4_130_000_000],
  ];
  const files: Choice[] = sizes.map(([quantisation, bytes]) => ({
    file: `${stem}-${quantisation}.gguf`,
    part: 'weights',
    quantisation,
    bytes,
    files: 1,
    fit: fitOf(bytes, 1, 20_480, context, machine),
    recommended: quantisation === 'Q4_K_M',
    installed: null,
  }));
  return files;
}
