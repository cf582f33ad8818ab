/** Conversations, models and terms that the in-memory backend starts with. */
import type { Model, ModelFacts, Sampling, Terms } from '../types';
import { answerTo } from './answers';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A conversation as a seed: its title, how long ago it was touched, whether it is pinned, and questions with their answers. */
export interface Seed {
  title: string;
  ago: number;
  pinned?: boolean;
  turns: [question: string, answer: string][];
}

const one = (title: string, ago: number, question: string, answer = ''): Seed => ({
  title,
  ago,
  turns: [[question, answer || answerTo(question, '')]],
});

const USUAL: Seed[] = [
  {
    title: 'Notice periods in the lease',
    ago: 12 * MINUTE,
    turns: [
      [
        'How long is the notice period in a German flat lease, and who may shorten it?',
        'The notice period is **three months to the end of a calendar month** for the tenant. For the landlord it grows with the years of the lease: six months after five years, nine after eight.\n\nOnly the tenant may leave earlier, with a suitable successor, if the lease or the landlord allows it. The landlord has no such right.',
      ],
      [
        'And when must I give notice to move out at the end of March?',
        'By **the third working day of January**. The month then counts in full:\n\n```text\nnotice by 4 January  →  the lease ends 31 March\n```\n\nSend it on paper with a signature; an e-mail is not enough.',
      ],
    ],
  },
  {
    title: 'Measuring before tuning',
    ago: 2 * HOUR,
    pinned: true,
    turns: [['How should I start making my script faster?', answerTo('', 'markdown')]],
  },
  one('面试自我介绍修改', 3 * HOUR, '请帮我修改面试用的自我介绍，让它更自然。'),
  one(
    'Rewrite a cover letter',
    5 * HOUR,
    'Make this cover letter warmer and half as long.',
    'Of course. Paste the letter here and tell me which job it is for; I will keep your facts and your tone, and cut the rest.',
  ),
  one('金沢三日間の旅', 1 * DAY + HOUR, '金沢を三日でゆっくり回る案をください。'),
  one('تأجيل موعد الاجتماع', 1 * DAY + 3 * HOUR, 'ساعدني في كتابة رسالة لتأجيل الاجتماع.'),
  one(
    'Regex for German dates',
    3 * DAY,
    'I need a regular expression for dates like 31.12.2026.',
    'This one accepts days 1 to 31 and months 1 to 12, with or without a leading zero:\n\n```js\nconst date = /^(0?[1-9]|[12]\\d|3[01])\\.(0?[1-9]|1[0-2])\\.(\\d{4})$/;\n```\n\nIt does not know that February is short; check that with `Date` afterwards.',
  ),
  one(
    'Why is the sky blue?',
    4 * DAY,
    'Why is the sky blue?',
    'Air scatters short waves of light more strongly than long ones, by about $1/\\lambda^4$. Blue reaches your eye from all over the sky, while red mostly goes straight on; at sunset the way through the air is so long that only the red is left.',
  ),
  one(
    'A name for a small bakery that opens at five in the morning and sells only rye bread, with a view on the harbour',
    6 * DAY,
    'A name for a small bakery, please.',
    '**First Light Rye**. It says when you open and what you sell.',
  ),
  one(
    'Explain borrow checking to a C programmer',
    12 * DAY,
    'Explain borrow checking to someone who knows C.',
    'Think of every pointer as carrying a promise about who may write through it, and for how long. The compiler checks those promises: many readers, or one writer, never both.',
  ),
  one(
    'Soup with what is in the fridge',
    20 * DAY,
    'I have leeks, two potatoes and some cream.',
    'Then you have a vichyssoise: sweat the leeks in butter for ten minutes, add the potatoes and water to cover, simmer until soft, blend, and finish with the cream.',
  ),
  one(
    'Letter to the city about the cycle path',
    45 * DAY,
    'Help me write to the city about the blocked cycle path.',
    'Dear Sir or Madam,\n\nsince 3 October the cycle path on Hafenstraße has been blocked by building material…',
  ),
  one(
    'Notes on photosynthesis',
    80 * DAY,
    'Summarise photosynthesis in five lines.',
    '1. Light splits water.\n2. Oxygen leaves.\n3. Energy is stored as ATP and NADPH.\n4. The Calvin cycle binds carbon dioxide.\n5. Sugar is built.',
  ),
  one(
    'Birthday speech for Ana',
    400 * DAY,
    'A two minute speech for my sister’s fortieth birthday.',
    'Dear Ana, when we were small you always went first: first up the tree, first into the lake…',
  ),
];

const TOPICS = [
  'Trip to',
  'Recipe from',
  'Letter to',
  'History of',
  'Weather in',
  'Translation for',
  'Budget for',
  'Walks around',
];
const PLACES = [
  'Kanazawa',
  'Lisbon',
  'Tromsø',
  '成都',
  'Genova',
  'القاهرة',
  'Valparaíso',
  'Łódź',
  'Đà Nẵng',
  'Reykjavík',
];

function many(count: number): Seed[] {
  return Array.from({ length: count }, (_, index) => {
    const title = `${TOPICS[index % TOPICS.length]} ${PLACES[(index * 7) % PLACES.length]} ${index + 1}`;
    return one(title, index * 3 * HOUR, `Tell me about it, number ${index + 1}.`, `A short note, number ${index + 1}.`);
  });
}

/** The seeds of a name in `FakeOptions.data`. */
export function seedsOf(data: string): Seed[] {
  switch (data) {
    case 'empty':
      return [];
    case 'many':
      return many(5000);
    case 'long': {
      const turns: Seed['turns'] = Array.from({ length: 120 }, (_, index) => [
        `Question ${index + 1}: ${'how does this part work, in detail? '.repeat((index % 4) + 1)}`,
        answerTo('', index % 5 === 0 ? 'markdown' : 'short'),
      ]);
      return [
        { title: 'A very long conversation', ago: MINUTE, turns },
        one('One very long answer', HOUR, 'Everything, please.', answerTo('', 'long')),
        ...USUAL,
      ];
    }
    case 'hostile':
      return [
        one(
          'Hostile <script>alert(1)</script> & "quotes"',
          MINUTE,
          '<img src=x onerror=alert(1)>',
          answerTo('', 'hostile'),
        ),
        one('\u202egnp.exe right-to-left override', HOUR, 'What is this?', answerTo('', 'short')),
        ...USUAL,
      ];
    default:
      return USUAL;
  }
}

const LICENCE = 'gemma';

export const STARTER: Model = {
  id: 'starter',
  name: 'Gemma 3 270M',
  bytes: 253_113_024,
  origin: 'starter',
  card: 'starter',
  quantisation: 'Q4_K_M',
  owned: false,
  licence: LICENCE,
  terms_accepted: true,
};

export const OWN: Model = {
  id: 'own-gemma-4-e4b',
  name: 'Gemma 4 E4B',
  bytes: 5_154_941_280,
  origin: 'own',
  card: null,
  quantisation: 'Q4_0',
  owned: true,
  licence: LICENCE,
  terms_accepted: true,
};

/** Models that other programs have downloaded. */
export const FOUND: Model[] = [
  {
    id: 'found-hub',
    name: 'Gemma 3 12B',
    bytes: 7_300_574_880,
    origin: 'hub_cache',
    card: null,
    quantisation: 'Q4_K_M',
    owned: false,
    licence: LICENCE,
    terms_accepted: true,
  },
  {
    id: 'found-lm-studio',
    name: 'Qwen3 8B',
    bytes: 5_027_783_488,
    origin: 'lm_studio',
    card: null,
    quantisation: 'Q4_K_M',
    owned: false,
    licence: null,
    terms_accepted: true,
  },
  {
    id: 'found-ollama',
    name: 'gemma2:2b',
    bytes: 1_629_509_152,
    origin: 'ollama',
    card: null,
    quantisation: 'Q4_0',
    owned: false,
    licence: LICENCE,
    terms_accepted: true,
  },
];

export const SAMPLING: Sampling = { temperature: 1, top_k: 64, top_p: 0.95, min_p: 0, repeat_penalty: 1, seed: null };

/** What a loaded model says of itself. */
export function factsOf(model: Model, context: number): ModelFacts {
  const starter = model.origin === 'starter';
  return {
    architecture: starter ? 'gemma3' : 'gemma4',
    parameters: starter ? 268_098_176 : 7_996_156_490,
    bytes: model.bytes,
    context,
    context_trained: starter ? 32_768 : 131_072,
    instruction_tuned: !starter,
    thinking: !starter,
    device: 'CPU',
    threads: 2,
    sampling: SAMPLING,
    layers: starter ? 19 : 43,
    gpu_layers: 0,
    steps: [],
    speed: { prefill: 312, decode: 46.2, below_device: false },
  };
}

/** A load for which nearly everything had to be given up. */
export const TIGHT: Pick<ModelFacts, 'context' | 'device' | 'gpu_layers' | 'steps' | 'speed'> = {
  context: 4096,
  device: 'NVIDIA GeForce RTX 4060 Laptop GPU',
  gpu_layers: 21,
  steps: [
    { step: 'shorter_context', from: 8192, to: 4096 },
    { step: 'smaller_cache' },
    { step: 'fewer_layers', from: 43, to: 21 },
  ],
  speed: { prefill: 61, decode: 7.4, below_device: true },
};

const CLAUSES = [
  'By using, reproducing, modifying, distributing, performing or displaying any portion or element of Gemma, you agree to be bound by this Agreement.',
  'You may use, reproduce, modify, distribute, perform or display any of the Gemma Services only in accordance with the terms of this Agreement, and must not violate (or encourage or permit anyone else to violate) any term of this Agreement.',
  'You may reproduce or distribute copies of Gemma or Model Derivatives if you meet all of the following conditions: you must include the use restrictions referenced in Section 3.2 as an enforceable provision in any agreement governing the use and/or distribution of Gemma or Model Derivatives.',
  'You must not use any of the Gemma Services for the restricted uses set forth in the Gemma Prohibited Use Policy or in violation of applicable laws and regulations.',
  'Google claims no rights in Outputs you generate using Gemma. You and your users are solely responsible for Outputs and their subsequent uses.',
];

export const TERMS: Terms = {
  licence: LICENCE,
  title: 'Gemma Terms of Use',
  version: '2025-03-24',
  url: 'https://ai.google.dev/gemma/terms',
  prohibited_use_url: 'https://ai.google.dev/gemma/prohibited_use_policy',
  text: ['Gemma Terms of Use', '', 'Last modified: March 24, 2025', '']
    .concat(
      Array.from({ length: 4 }, (_, section) => [
        `Section ${section + 1}`,
        '',
        ...CLAUSES.map((clause, n) => `${section + 1}.${n + 1} ${clause}\n`),
      ]).flat(),
    )
    .join('\n'),
};
