/** What a person does with downloads. Where they stand comes as events of the host, so only what is on its way there is kept. */
import type { Session } from '../../backend/session.svelte';
import type { Download, DownloadRequest, NextStep, WireError } from '../../backend/types';
import { report, takeStep, wireError } from '../../shared/errors';
import { t } from '../../shared/i18n';
import { toast } from '../../shared/toasts.svelte';

export class Downloads {
  /** Keys of what was asked for and has not been answered yet. */
  private asked: readonly string[] = $state.raw([]);
  /** The last state of each, to tell once what has become of it. */
  private seen = new Map<string, string>();

  constructor(
    private readonly session: Session,
    /** Shows terms; resolves to whether they were accepted. */
    private readonly askTerms: (licence: string) => Promise<boolean>,
    private readonly use: (model: string) => void,
    private readonly show: () => void,
  ) {
    for (const { id, state } of session.downloads) this.seen.set(id, state.state);
  }

  /** Those that a person still has to know of: a finished one is a model now. */
  get open(): Download[] {
    return this.session.downloads.filter((download) => download.state.state !== 'ready');
  }

  /** The one that fetches a card. */
  ofCard(card: string): Download | undefined {
    return this.open.find((download) => download.card === card);
  }

  isAsked(key: string): boolean {
    return this.asked.includes(key);
  }

  /** Starts one, after its terms where there are some; resolves to whether it has started. */
  async start(request: DownloadRequest): Promise<boolean> {
    const key = keyOf(request);
    return this.once(key, async () => {
      const error = await this.attempt(request);
      if (error === null) return true;
      const { licence } = error.args;
      if (error.code !== 'terms_needed' || !licence) throw error;
      if (!(await this.askTerms(licence))) return false;
      const again = await this.attempt(request);
      if (again) throw again;
      return true;
    });
  }

  pause = (id: string) => this.once(`pause ${id}`, () => this.session.backend.pauseDownload(id));
  resume = (id: string) => this.once(`resume ${id}`, () => this.session.backend.resumeDownload(id));
  cancel = (id: string, keep: boolean) =>
    this.once(`cancel ${id}`, () => this.session.backend.cancelDownload(id, keep));

  /** Goes on with those that failed for want of what is there now. */
  tryAgain(step: NextStep['step']): void {
    for (const { id, state } of this.open)
      if (state.state === 'failed' && state.next.step === step) void this.resume(id);
  }

  /** Tells of what ended since the last time; `watched` where its place on screen tells already. */
  tell(watched: boolean): void {
    for (const download of this.session.downloads) {
      const { id, state } = download;
      const before = this.seen.get(id);
      this.seen.set(id, state.state);
      if (before === state.state) continue;
      if (state.state === 'ready') this.arrived(download, state.model);
      else if (state.state === 'failed' && before !== undefined && !watched)
        toast({
          kind: 'error',
          code: state.error.code,
          text: t('models-toast-failed', { name: download.name }),
          action: { label: t('models-toast-show'), run: this.show },
        });
    }
  }

  private arrived(download: Download, model: string): void {
    // What judges or finds texts is no model to talk to, and not among them.
    const usable = this.session.settings.model !== model && this.session.models.some(({ id }) => id === model);
    toast({
      kind: 'info',
      text: t('models-toast-ready', { name: download.name }),
      ...(usable ? { action: { label: t('models-toast-use'), run: () => this.use(model) } } : {}),
    });
  }

  private async attempt(request: DownloadRequest): Promise<WireError | null> {
    try {
      await this.session.backend.startDownload(request);
      return null;
    } catch (thrown) {
      return wireError(thrown);
    }
  }

  /** Runs what is not yet running; what fails is told. */
  private async once<T>(key: string, work: () => Promise<T>): Promise<T | false> {
    if (this.isAsked(key)) return false;
    this.asked = [...this.asked, key];
    try {
      return await work();
    } catch (thrown) {
      report(thrown);
      return false;
    } finally {
      this.asked = this.asked.filter((other) => other !== key);
    }
  }
}

export function keyOf(request: DownloadRequest): string {
  return request.from === 'catalogue'
    ? `card ${request.card} ${request.variant}`
    : `hub ${request.repo} ${request.files.join(' ')}`;
}

/** What helps against a failure, as the app can take it; null where trying again is all. */
export function stepOf(next: NextStep): { label: string; run: (error: WireError) => void } | null {
  switch (next.step) {
    case 'enter_token':
      return { label: t('action-enter-token'), run: (error) => takeStep('enter_token', error) };
    case 'accept_terms':
      return {
        label: t('action-open-page'),
        run: (error) => takeStep('open_page', { ...error, args: { ...error.args, url: next.url } }),
      };
    case 'free_disk':
    case 'check_folder':
      return { label: t('action-open-storage'), run: (error) => takeStep('open_storage', error) };
    case 'check_network_settings':
      return { label: t('action-open-network'), run: (error) => takeStep('open_network', error) };
    case 'try_again':
    case 'choose_another':
      return null;
  }
}
