/** Downloads of the in-memory backend: they take time, wait, fail and go on as the real ones do, and as badly as a test orders. */
import type {
  CatalogueView,
  Download,
  DownloadRequest,
  DownloadState,
  NextStep,
  Source,
  WaitReason,
  WireError,
} from '../types';
import { cardsFor, choicesOf, machineOf } from './catalogue';
import type { FakeHost } from './host';

/** How often the real host tells of progress. */
const TICK = 100;
const VERIFYING_MS = 500;

/** What happens to the download that is under way when it comes this far. */
export interface Fault {
  /** 0 to 1. */
  at: number;
  fails?: { error: WireError; next: NextStep };
  waits?: { reason: WaitReason; milliseconds: number | null };
}

export class FakeHub {
  downloads: Download[] = [];
  faults: Fault[] = [];
  /** No byte arrives while it is set. */
  held = false;
  private count = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private verifying = new Map<string, number>();

  constructor(private readonly host: FakeHost) {}

  private get context(): number {
    return this.host.settings.context ?? this.host.options.context;
  }

  catalogue(context: number | null): CatalogueView {
    const { options } = this.host;
    const machine = machineOf(options);
    const cards = cardsFor(machine, context ?? this.context, options.terms === 'accepted', options.catalogue === 'own');
    const accepted = this.host.accepted;
    return {
      machine,
      faults:
        options.catalogue === 'damaged'
          ? [
              {
                code: 'catalogue_file',
                message: 'The catalogue /home/ada/.local/share/carat/catalog.json can’t be read: line 3. Correct it.',
                args: { path: '/home/ada/.local/share/carat/catalog.json', detail: 'line 3: expected a comma' },
              },
            ]
          : [],
      cards: cards.map((card) => ({
        ...card,
        terms_accepted: card.licence === null || accepted.has(card.licence),
        variants: card.variants.map((variant) => ({
          ...variant,
          installed:
            this.host.models.find((model) => model.card === card.id && model.quantisation === variant.quantisation)
              ?.id ?? null,
          download: this.downloads.find((one) => one.card === card.id && one.variant === variant.id)?.id ?? null,
        })),
      })),
    };
  }

  lookUp(text: string): Source {
    const repo = /^(?:https:\/\/huggingface\.co\/)?([\w.-]+\/[\w.-]+)(?:$|[/:])/.exec(text.trim())?.[1];
    if (!repo) throw failure('address_wrong', { address: text });
    if (!this.host.settings.network.on) throw failure('network_off', {});
    if (repo.startsWith('nobody/')) throw failure('repository_unknown', { repository: repo });
    const choices = choicesOf(repo, this.context, machineOf(this.host.options));
    const file = /\/resolve\/[^/]+\/(.+)$/.exec(text)?.[1];
    const quantisation = /^[^:]+:([^/]+)$/.exec(text.trim())?.[1];
    const named = choices.filter((choice) => choice.file === file || choice.quantisation === quantisation);
    return {
      repo,
      revision: '4b4a2c1d584be7264f87aac328a1bc739ce81b6c',
      gated: repo.startsWith('google/'),
      licence: null,
      terms_accepted: true,
      choices: named.length > 0 ? named : choices,
    };
  }

  start(request: DownloadRequest): Download {
    this.count += 1;
    const made = request.from === 'catalogue' ? this.ofCard(request) : ofHub(request);
    const known = this.downloads.find((one) => one.repo === made.repo && one.files[0] === made.files[0]);
    if (known?.state.state === 'ready') this.downloads = this.downloads.filter((one) => one !== known);
    else if (known) {
      this.resume(known.id);
      return known;
    }
    const download: Download = {
      ...made,
      id: `d-${this.count}`,
      done: this.host.kept.get(made.name) ?? 0,
      attempt: 0,
      state: { state: 'queued' },
    };
    this.downloads = [...this.downloads, download];
    this.tell();
    this.run();
    return download;
  }

  pause(id: string): void {
    this.change(id, { state: 'paused' });
  }

  resume(id: string): void {
    const state = this.find(id)?.state.state;
    if (state === 'paused' || state === 'failed' || state === 'waiting') this.change(id, { state: 'queued' });
    this.run();
  }

  cancel(id: string, keep: boolean): void {
    const download = this.find(id);
    if (download && keep) this.host.kept.set(download.name, download.done);
    else if (download) this.host.kept.delete(download.name);
    this.downloads = this.downloads.filter((other) => other.id !== id);
    this.tell();
  }

  /** Sets the state of a download that a test has no patience to wait for. */
  change(id: string, state: DownloadState, some: Partial<Download> = {}): void {
    this.downloads = this.downloads.map((other) => (other.id === id ? { ...other, ...some, state } : other));
    this.tell();
  }

  private find(id: string): Download | undefined {
    return this.downloads.find((other) => other.id === id);
  }

  private tell(): void {
    this.host.emit({ type: 'downloads', downloads: this.downloads });
  }

  private run(): void {
    this.timer ??= setInterval(() => this.step(), TICK);
  }

  /** The first that can go on does; the others stand in line. */
  private step(): void {
    for (const one of this.downloads) this.wake(one);
    const active = this.downloads.find((one) => ['resolving', 'downloading', 'verifying'].includes(one.state.state));
    const next = active ?? this.downloads.find((one) => one.state.state === 'queued');
    if (next) this.advance(next);
    else if (!this.downloads.some((one) => one.state.state === 'waiting')) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  private wake(one: Download): void {
    if (one.state.state !== 'waiting') return;
    const { reason, until } = one.state;
    const over = reason.why === 'network_off' ? this.host.settings.network.on : until !== null && until <= Date.now();
    if (over) this.change(one.id, { state: 'queued' });
  }

  private advance(one: Download): void {
    const total = one.total ?? 1_500_000_000;
    const rate = (total / this.host.options.download) * TICK;
    if (!this.host.settings.network.on)
      return this.change(one.id, { state: 'waiting', reason: { why: 'network_off' }, until: null });
    if (one.state.state === 'queued') return this.change(one.id, { state: 'resolving' });
    if (one.state.state === 'verifying') return this.verify(one, total);
    const fault = this.faults[0];
    if (fault && one.done / total >= fault.at) {
      this.faults.shift();
      return this.break(one, fault);
    }
    const lacking = total - this.host.options.disk * 1e9;
    if (one.done === 0 && lacking > 0)
      return this.change(one.id, { state: 'waiting', reason: { why: 'disk_full', lacking }, until: null }, { total });
    const most = fault ? Math.max(one.done, Math.ceil(fault.at * total)) : total;
    const done = this.held ? one.done : Math.min(most, Math.round(one.done + rate));
    if (done >= total) return this.change(one.id, { state: 'verifying', bytes: 0, total }, { done: total, total });
    const perSecond = Math.round((rate * 1000) / TICK);
    const state: DownloadState = {
      state: 'downloading',
      bytes_per_second: this.held ? 0 : perSecond,
      seconds_left: this.held ? null : Math.ceil((total - done) / perSecond),
    };
    this.change(one.id, state, { done, total });
  }

  private break(one: Download, fault: Fault): void {
    if (fault.fails) this.change(one.id, { state: 'failed', ...fault.fails });
    else if (fault.waits) {
      const { reason, milliseconds } = fault.waits;
      this.change(one.id, {
        state: 'waiting',
        reason,
        until: milliseconds === null ? null : Date.now() + milliseconds,
      });
    }
  }

  private verify(one: Download, total: number): void {
    const spent = (this.verifying.get(one.id) ?? 0) + TICK;
    this.verifying.set(one.id, spent);
    if (spent < VERIFYING_MS)
      return this.change(one.id, { state: 'verifying', bytes: Math.round((total * spent) / VERIFYING_MS), total });
    const model = this.host.downloaded(one, total);
    this.change(one.id, { state: 'ready', model: model.id });
  }

  private ofCard(request: Extract<DownloadRequest, { from: 'catalogue' }>): Made {
    const card = this.catalogue(null).cards.find((one) => one.id === request.card);
    const variant = card?.variants.find((one) => one.id === request.variant);
    if (!card || !variant?.repo) throw failure('download_unknown', { id: request.card });
    if (card.licence !== null && !card.terms_accepted) throw failure('terms_needed', { licence: card.licence });
    const file = variant.files[0]?.file ?? `${card.id}-${variant.quantisation}.gguf`;
    return {
      name: card.name,
      repo: variant.repo,
      files: [file],
      card: card.id,
      variant: variant.id,
      total: variant.bytes,
    };
  }
}

type Made = Pick<Download, 'name' | 'repo' | 'files' | 'card' | 'variant' | 'total'>;

function ofHub(request: Extract<DownloadRequest, { from: 'hub' }>): Made {
  const name = request.files[0]?.replace(/\.gguf$/, '') ?? request.repo;
  return { name, repo: request.repo, files: request.files, card: null, variant: null, total: null };
}

function failure(code: string, args: Record<string, string>): WireError {
  return { code, message: `${code}: ${Object.values(args).join(', ')}`, args };
}
