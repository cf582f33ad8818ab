/** What a person does with models. The outcome comes back as events of the host, so nothing is kept here. */
import type { Session } from '../../backend/session.svelte';
import type { EngineStatus, Model } from '../../backend/types';
import { report, wireError } from '../../shared/errors';
import { t } from '../../shared/i18n';
import { toast } from '../../shared/toasts.svelte';

export class Models {
  /** A system dialog is open; a second one must not be asked for. */
  adding = $state(false);

  constructor(
    private readonly session: Session,
    /** Shows terms; resolves to whether they were accepted. */
    private readonly askTerms: (licence: string) => Promise<boolean>,
  ) {}

  async choose(id: string): Promise<void> {
    try {
      this.session.settings = await this.session.backend.chooseModel(id);
    } catch (thrown) {
      report(thrown);
    }
  }

  /** Adds a file and uses it. */
  async add(): Promise<void> {
    if (this.adding) return;
    this.adding = true;
    try {
      const model = await this.session.backend.addModelFile();
      if (!model) return;
      this.session.models = await this.session.backend.listModels();
      await this.choose(model.id);
      toast({ kind: 'info', text: t('models-added', { name: model.name }) });
    } catch (thrown) {
      report(thrown);
    } finally {
      this.adding = false;
    }
  }

  /** A file was dropped on the window; it can be chosen, and nothing changes unasked. */
  dropped(model: Model): void {
    toast({
      kind: 'info',
      text: t('models-toast-added', { name: model.name }),
      action: { label: t('models-toast-use'), run: () => void this.choose(model.id) },
    });
  }

  async load(): Promise<void> {
    try {
      await this.session.backend.loadModel();
    } catch (thrown) {
      const error = wireError(thrown);
      const { licence } = error.args;
      if (error.code !== 'terms_needed' || !licence) report(error);
      else if (await this.askTerms(licence)) await this.load();
    }
  }

  async unload(): Promise<void> {
    try {
      await this.session.backend.unloadModel();
    } catch (thrown) {
      report(thrown);
    }
  }
}

/** Whether the model holds memory or is about to. */
export function inMemory(engine: EngineStatus): boolean {
  return engine.state !== 'unloaded' && engine.state !== 'crashed';
}

/** The words for the engine's state; colour never says it alone. */
export function stateWords(engine: EngineStatus): string {
  const percent = engine.state === 'loading' ? Math.round(engine.fraction * 100) : 0;
  return t(`models-state-${engine.state}`, { percent });
}

export function originWords(model: Model): string {
  return t(`models-origin-${model.origin.replaceAll('_', '-')}`);
}
