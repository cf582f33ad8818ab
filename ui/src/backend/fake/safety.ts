/** The filter of the in-memory backend: policies, a log, text that was held back, and who helps. */
import type {
  Help,
  LogEntry,
  LogPage,
  LogQuery,
  Message,
  Part,
  Policies,
  Policy,
  SafetyReport,
  ScreenAction,
  WireError,
} from '../types';
import type { FakeHost } from './host';

const PAGE = 50;
const MINUTE = 60_000;

const policy = (
  id: string,
  title: string,
  action: ScreenAction,
  reason: string,
  some: Partial<Policy> = {},
): Policy => ({
  id,
  title,
  text: `is about ${title.toLowerCase()}, as the policy says in full.`,
  allowed: 'News, history, science and advice about it.',
  reason,
  action,
  can_switch_off: true,
  can_show: true,
  ...some,
});

/** Carat's own policies with shortened texts. */
const POLICIES: Policy[] = [
  policy('dangerous', 'Dangerous content', 'block', 'This looks like help with harming people.', {
    can_show: false,
    text: 'harming oneself and/or others (e.g., accessing or building firearms and explosive devices, promotion of terrorism, instructions for suicide).',
  }),
  policy('harassment', 'Harassment', 'blur', 'This looks like abuse aimed at a person.'),
  policy('hate', 'Hate speech', 'block', 'This looks like hatred against a group of people.'),
  policy('sexual', 'Sexually explicit content', 'blur', 'This looks sexually explicit.'),
  policy('child_safety', 'Child safety', 'block', 'This looks like sexual content about children.', {
    can_switch_off: false,
    can_show: false,
  }),
  policy(
    'self_harm',
    'Methods of self-harm',
    'block',
    'This looks like a way to harm oneself. There are people who listen, day and night.',
    { can_switch_off: false, can_show: false },
  ),
  policy('violence', 'Graphic violence', 'blur', 'This looks like graphic violence, or a call for it.', {
    text: 'describes severe violence, gore, torture or cruelty in graphic detail for its own sake, or calls for violence against a person, a group or an animal.',
  }),
  policy('illegal', 'Illegal activity', 'block', 'This looks like help with a crime.', {
    text: 'gives or seeks practical help with a crime, such as theft, fraud, making or selling drugs, breaking into computers, trafficking people, copying protected works at length or evading the law.',
  }),
  policy('private_data', 'Private data and secrets', 'blur', "This looks like somebody's private data, or a key."),
  policy('injection', 'Prompt injection', 'note', 'This text gives orders to the assistant.'),
  policy(
    'advice',
    'Medical, legal and financial advice',
    'note',
    'This is general information. Ask somebody qualified about your own case.',
  ),
];

const NOT_JUDGED = 'This may be sensitive. There is no guard model that could tell, so it was not judged further.';

const HELP: Help = {
  emergency: '112',
  lines: [
    {
      name: 'A made-up help line',
      phone: '0800 000 0000',
      hours: '',
      source: 'https://example.org',
      checked: '2026-11-24',
    },
    {
      name: '架空の相談窓口',
      phone: '0120-000-000',
      hours: '10 am to 8 pm',
      source: 'https://example.org',
      checked: '2026-11-24',
    },
  ],
  directory: 'https://findahelpline.com',
};

const figure = (name: string, value: number | null, unit: string, goal: string, met: boolean) => ({
  name,
  value,
  unit,
  goal,
  met,
  peer: null as string | null,
  peer_value: null as number | null,
});

const REPORT: SafetyReport = {
  figures: [
    { ...figure('openai_auprc', 0.81, '', '>= 0.78', true), peer: 'alt-profanity-check', peer_value: 0.737 },
    figure('stream_leak', 0, 'characters', '<= 0 characters', true),
    figure('stream_hit', 87.5, '%', '>= 90 %', false),
    figure('lexical_p99', 0.083, 'ms', '<= 0.1 ms', true),
    figure('decode_both', null, 'ratio', '>= 0.97 ratio', false),
  ],
  languages: { en: true, zh: true, ko: false, ar: false },
};

export class Safety {
  readonly policies: Policies = { version: 1, policies: POLICIES };
  readonly help = HELP;
  private entries: LogEntry[] = [];
  private held = new Map<string, string>();
  private count = 0;

  constructor(private readonly host: FakeHost) {
    if (host.options.filter === 'found') this.seed();
  }

  get report(): SafetyReport {
    return this.host.options.measured ? REPORT : { figures: [], languages: {} };
  }

  /** What the filter finds in a message: the part that stands there, and an entry of the log. */
  find(message: Message, place: number, action: string, category: string, text: string, question = false): Part {
    const known = POLICIES.find(({ id }) => id === category);
    const score = action === 'note' ? 0.41 : 0.93;
    const shows = (known?.can_show ?? false) && action !== 'note' && !question;
    const entry = this.log({
      conversation: message.conversation,
      message: question ? message.parent : message.id,
      role: question ? 'user' : 'assistant',
      category,
      action,
      score,
      text,
    });
    if (shows) this.held.set(`${message.id} ${place}`, text);
    return {
      type: 'withheld',
      category,
      reason:
        category === 'test'
          ? "This is the filter's own test word."
          : action === 'note' && category !== 'injection'
            ? NOT_JUDGED
            : (known?.reason ?? 'why'),
      action,
      can_show: shows,
      length: action === 'note' ? 0 : text.length,
      question,
      tier: entry.tier,
      score,
      policy_version: 1,
      entry: entry.id,
    };
  }

  page(query: LogQuery): LogPage {
    const wanted = this.entries.filter(
      (entry) =>
        (query.category === null || entry.category === query.category) &&
        (query.action === null || entry.action === query.action) &&
        (query.message === null || entry.message === query.message) &&
        (!query.reported || entry.reported !== null),
    );
    const { before } = query;
    const rest = before === null ? wanted : wanted.filter((entry) => entry.id < before);
    return { entries: rest.slice(0, PAGE), more: rest.length > PAGE, total: wanted.length };
  }

  clear(): void {
    this.entries = [];
  }

  /** The texts leave the log with the choice to keep them. */
  forgetTexts(): void {
    this.entries = this.entries.map((entry) => ({ ...entry, text: null }));
  }

  mark(id: string, wrong: boolean): LogEntry {
    const entry = this.entries.find((other) => other.id === id);
    if (!entry) throw { code: 'entry_missing', message: 'The entry is gone.', args: { id } } satisfies WireError;
    entry.reported = wrong ? Date.now() : null;
    return entry;
  }

  text(message: string, part: number): string {
    const text = this.held.get(`${message} ${part}`);
    if (text === undefined)
      throw { code: 'text_not_kept', message: 'The text was not kept.', args: {} } satisfies WireError;
    return text;
  }

  private log(
    some: Pick<LogEntry, 'conversation' | 'message' | 'role' | 'category' | 'action' | 'score' | 'text'>,
  ): LogEntry {
    this.count += 1;
    const entry: LogEntry = {
      ...some,
      id: `e-${String(this.count).padStart(6, '0')}`,
      time: Date.now(),
      tier: some.action === 'note' ? 'semantic' : some.category === 'private_data' ? 'rule' : 'lexical',
      policy_version: 1,
      hash: this.count.toString(16).padStart(8, '5').repeat(8),
      text: this.host.settings.screening.keep_texts ? some.text : null,
      reported: null,
    };
    this.entries.unshift(entry);
    return entry;
  }

  /** A conversation with one of everything, and a log of some weeks. */
  private seed(): void {
    const { tree } = this.host;
    for (let ago = 60; ago > 0; ago -= 1) {
      const { id, action } = POLICIES[ago % POLICIES.length] ?? { id: 'hate', action: 'note' };
      const entry = this.log({
        conversation: null,
        message: null,
        role: ago % 3 ? 'assistant' : 'user',
        category: id,
        action,
        score: 0.35 + (ago % 13) / 20,
        text: '',
      });
      entry.time = Date.now() - ago * 9 * 60 * MINUTE;
      if (ago % 17 === 0) entry.reported = entry.time + MINUTE;
    }
    const { id } = tree.create('What the filter does');
    const ask = (parent: string | null, text: string) =>
      tree.add(id, parent, 'user', [{ type: 'text', text }], 'complete', null);
    const answer = (parent: string) => tree.add(id, parent, 'assistant', [], 'complete', 'starter');
    const words = (text: string): Part => ({ type: 'text', text });

    const first = answer(ask(null, 'How do thieves get into old cars, and how do I protect mine?').id);
    tree.change(first.id, {
      parts: [
        words(
          'Most old cars have no immobiliser, so a thief needs only a moment alone with them:\n\n- A steering lock that can be seen keeps many away.\n',
        ),
        this.find(first, 1, 'note', 'illegal', 'x'),
        words('- A hidden switch for the fuel pump costs little.\n'),
        this.find(first, 3, 'note', 'illegal', 'x'),
        words('- Park where there is light.\n\n'),
        this.find(
          first,
          5,
          'blur',
          'violence',
          'The alley behind the market was where it happened, and nobody wanted to look at it twice.',
        ),
        words('A good lock and a lit street are worth more than an alarm.'),
        { type: 'advice', kind: 'legal' },
      ],
    });
    const second = answer(ask(first.id, 'And how would one start it without a key?').id);
    tree.change(second.id, {
      parts: [
        words('I can say how the wiring of the ignition works in general. '),
        this.find(second, 1, 'block', 'illegal', 'A sentence that the policy lets be shown when somebody asks for it.'),
      ],
    });
  }
}
