/** The state of the in-memory backend: conversations, settings, models, engine. */
import { USUAL_DESKTOP, type DesktopSettings, type HostEvent } from '../quick';
import type {
  AppState,
  ContextUse,
  Download,
  EngineStatus,
  Model,
  Notice,
  Overflow,
  Settings,
  WireError,
} from '../types';
import { factsOf, FOUND, OWN, seedsOf, STARTER, TIGHT } from './data';
import { Disk } from './disk';
import { FakeDocuments } from './documents';
import { FakeHub } from './hub';
import type { FakeOptions } from './options';
import { FakeQuick } from './quick';
import { Safety } from './safety';
import { Tree } from './tree';
import { pause, Turns, usedBy } from './turns';

const LOADING_STEPS = 8;

export class FakeHost {
  readonly tree: Tree;
  readonly turns: Turns;
  readonly hub: FakeHub;
  readonly disk: Disk;
  readonly safety: Safety;
  readonly quick: FakeQuick;
  readonly documents: FakeDocuments;
  /** Licences whose terms are accepted. */
  readonly accepted = new Set<string>();
  /** Bytes of downloads that were stopped and kept, by name. */
  readonly kept = new Map<string, number>();
  readonly listeners = new Set<(event: HostEvent) => void>();
  settings: Settings;
  models: Model[];
  engine: EngineStatus;

  constructor(readonly options: FakeOptions) {
    const accepted = options.terms === 'accepted';
    const starting = { two: [STARTER, OWN], starter: [STARTER], none: [] }[options.models];
    if (accepted) this.accepted.add('gemma');
    this.models = [...starting, ...(options.found ? FOUND : [])].map((model) => ({
      ...model,
      terms_accepted: model.licence === null || accepted,
    }));
    this.settings = this.usualSettings();
    this.tree = new Tree(seedsOf(options.data), this.settings.model ?? STARTER.id);
    this.turns = new Turns(this);
    this.hub = new FakeHub(this);
    this.disk = new Disk(this);
    this.safety = new Safety(this);
    this.quick = new FakeQuick(this);
    this.documents = new FakeDocuments(this);
    this.engine = this.model ? this.status(options.engine) : { state: 'unloaded' };
  }

  get model(): Model | null {
    return this.models.find((model) => model.id === this.settings.model) ?? null;
  }

  usualSettings(): Settings {
    return {
      ...this.usualDesktop(),
      language: this.options.language,
      theme: this.options.theme,
      model: this.models.findLast((model) => FOUND.every((other) => other.id !== model.id))?.id ?? null,
      send_with: 'enter',
      system_prompt: '',
      thinking: false,
      context: null,
      threads: null,
      unload_after: 15,
      states_mb: 2000,
      show_statistics: true,
      onboarded: this.options.onboarded,
      network: {
        on: this.options.network,
        mirror: null,
        proxy: { kind: 'system' },
        certificates: [],
        speed_limit: null,
      },
      screening: {
        actions: {},
        guard: 'on_suspicion',
        guard_failure: 'pass_with_note',
        mask_private_data: false,
        keep_texts: false,
        own: [],
      },
    };
  }

  private usualDesktop(): DesktopSettings {
    const { shortcut } = this.options;
    return {
      ...USUAL_DESKTOP,
      ...(shortcut === 'taken' ? { quick_shortcut: 'Super+Space' } : {}),
      quick_shortcut_paused: shortcut === 'paused',
    };
  }

  state(): AppState {
    const home = '/home/ada/.local/share/carat';
    const args = {
      database_damaged: { kept_as: `${home}/carat.damaged-1.db` },
      answers_broken_off: { answers: '2' },
      database_migrated: { from: '1', to: '2', backup: `${home}/backups/carat-1.db` },
    };
    const kinds = this.options.notices.split(',').filter((kind) => kind !== '') as Notice['kind'][];
    return {
      version: '0.1.0',
      platform: this.options.platform,
      locale: this.options.locale,
      settings: this.settings,
      models: this.models,
      downloads: this.hub.downloads,
      engine: this.engine,
      folders: { home, data: home, models: `${home}/models`, logs: `${home}/logs` },
      notices: kinds.map((kind) => ({ kind, args: args[kind] })),
    };
  }

  emit(event: HostEvent): void {
    for (const listener of this.listeners) listener(structuredClone(event));
  }

  setEngine(state: EngineStatus['state']): void {
    this.setStatus(this.status(state));
  }

  setStatus(status: EngineStatus): void {
    this.engine = status;
    this.emit({ type: 'engine', status });
  }

  setModels(models: Model[]): void {
    this.models = models;
    this.emit({ type: 'models', models });
  }

  setSettings(settings: Settings): void {
    if (!settings.screening.keep_texts) this.safety.forgetTexts();
    this.settings = settings;
    this.emit({ type: 'settings', settings });
    this.emit({ type: 'desktop', status: this.quick.status() });
  }

  accept(licence: string): Model[] {
    this.accepted.add(licence);
    this.setModels(
      this.models.map((model) => (model.licence === licence ? { ...model, terms_accepted: true } : model)),
    );
    return this.models;
  }

  /** A finished download has become a model. */
  downloaded(download: Download, bytes: number): Model {
    const variant = this.hub
      .catalogue(null)
      .cards.find((card) => card.id === download.card)
      ?.variants.find((other) => other.id === download.variant);
    const model: Model = {
      id: `own-${download.card ?? download.name}`,
      name: download.name,
      bytes,
      origin: 'own',
      card: download.card,
      quantisation: variant?.quantisation ?? null,
      owned: true,
      licence: null,
      terms_accepted: true,
    };
    this.setModels([...this.models.filter((other) => other.id !== model.id), model]);
    if (this.settings.model === null) this.setSettings({ ...this.settings, model: model.id });
    return model;
  }

  /** Loads the chosen model unless it is loaded. */
  async load(onFraction: (fraction: number) => void = () => undefined): Promise<void> {
    const model = this.model;
    if (!model) throw { code: 'model_none', message: 'No model is chosen.', args: {} } satisfies WireError;
    if (this.engine.state === 'ready' && this.engine.model === model.id) return;
    this.setStatus({ state: 'starting', model: model.id });
    for (let step = 1; step <= LOADING_STEPS; step += 1) {
      const fraction = step / LOADING_STEPS;
      const steps = this.options.tight ? TIGHT.steps.slice(0, step - 1) : [];
      this.setStatus({ state: 'loading', model: model.id, fraction, steps });
      onFraction(fraction);
      await pause(this.options.loading / LOADING_STEPS);
    }
    this.setEngine('ready');
  }

  crash(error: WireError): void {
    if (this.model) this.setStatus({ state: 'crashed', model: this.model.id, error });
  }

  /** Rejects as the shell does where no answer can begin. */
  requireModel(): Model {
    const model = this.model;
    if (!model) throw { code: 'model_none', message: 'No model is chosen.', args: {} } satisfies WireError;
    if (model.licence && !model.terms_accepted) {
      throw {
        code: 'terms_needed',
        message: 'Accept the terms first.',
        args: { licence: model.licence, model: model.id },
      } satisfies WireError;
    }
    return model;
  }

  contextOf(conversation: string | null, draft: string, parent?: string | null): ContextUse {
    const thread = conversation ? this.tree.open(conversation).thread : [];
    const end = parent === undefined ? thread.length : thread.findIndex((message) => message.id === parent) + 1;
    return usedBy(thread.slice(0, end), draft, this.settings.context ?? this.options.context);
  }

  /** Why a turn can't be answered within the context, if it can't. As in the shell, that is known once the question is saved. */
  misfit(use: ContextUse, question: string, overflow: Overflow): WireError | null {
    const alone = this.contextOf(null, question);
    const args = (needed: number) => ({ needed: String(needed), limit: String(use.limit) });
    if (alone.used > alone.limit)
      return { code: 'question_too_long', message: 'The question is too long.', args: args(alone.used) };
    if (use.used <= use.limit || overflow === 'leave_out_oldest') return null;
    return { code: 'context_full', message: 'The conversation does not fit.', args: args(use.used) };
  }

  private status(state: EngineStatus['state']): EngineStatus {
    const model = this.model;
    if (!model || state === 'unloaded') return { state: 'unloaded' };
    const usual = factsOf(model, this.settings.context ?? this.options.context);
    const facts = this.options.tight ? { ...usual, ...TIGHT } : usual;
    switch (state) {
      case 'starting':
        return { state, model: model.id };
      case 'loading':
        return { state, model: model.id, fraction: 0.42, steps: [] };
      case 'crashed':
        return {
          state,
          model: model.id,
          error: {
            code: 'crashed',
            message: 'The engine stopped unexpectedly.',
            args: { detail: 'GGML_ASSERT(n_tokens <= n_batch) failed' },
          },
        };
      default:
        return { state, model: model.id, facts };
    }
  }
}
