/** What the host last said about itself: settings, models, engine. Views read it and are drawn anew when it changes. */
import type { Backend } from './backend';
import type { HostEvent } from './quick';
import type { AppState, Download, EngineStatus, FileDrop, FileWork, Folders, Model, Notice, Settings } from './types';

export class Session {
  readonly version: string;
  /** "linux", "macos" or "windows". */
  readonly platform: string;
  /** The system's language, a BCP 47 tag. */
  readonly systemLocale: string;
  readonly folders: Folders;
  models: Model[] = $state.raw([]);
  engine: EngineStatus = $state.raw({ state: 'unloaded' });
  notices: Notice[] = $state.raw([]);
  downloads: Download[] = $state.raw([]);
  /** Long work on files of models, while there is some. */
  work: FileWork = $state.raw({ kind: 'ended' });
  /** The last thing that happened to a file dragged over the window. */
  drop: FileDrop = $state.raw({ state: 'left' });
  /** Counts the times that the list of conversations changed elsewhere: in another window, at the command line. */
  conversationsChanged = $state(0);
  /** What the host holds. */
  private held: Settings = $state.raw() as Settings;
  /** Changes that the host has not yet taken, oldest first. */
  private pending: Partial<Settings>[] = $state.raw([]);
  private shown: Settings = $derived(Object.assign({}, this.held, ...this.pending) as Settings);
  private lastChange: Promise<void> = Promise.resolve();
  /** The model that answers; null when none is chosen or the chosen one is gone. */
  readonly model: Model | null = $derived(this.models.find((model) => model.id === this.settings.model) ?? null);

  constructor(
    readonly backend: Backend,
    state: AppState,
  ) {
    this.version = state.version;
    this.platform = state.platform;
    this.systemLocale = state.locale;
    this.folders = state.folders;
    this.held = state.settings;
    this.models = state.models;
    this.engine = state.engine;
    this.notices = state.notices;
    this.downloads = state.downloads;
  }

  /** Follows the host until the returned function is called. */
  follow(): () => void {
    return this.backend.subscribe((event) => this.take(event));
  }

  private take(event: HostEvent): void {
    switch (event.type) {
      case 'engine':
        this.engine = event.status;
        break;
      case 'settings':
        this.held = event.settings;
        break;
      case 'models':
        this.models = event.models;
        break;
      case 'conversations':
        this.conversationsChanged += 1;
        break;
      case 'downloads':
        this.downloads = event.downloads;
        break;
      case 'file_work':
        this.work = event.work;
        break;
      case 'file_drop':
        this.drop = event.drop;
        break;
      case 'document':
      case 'document_gone':
      case 'libraries':
        // Whoever shows documents follows these by itself.
        break;
    }
  }

  /** The settings as they are chosen: what the host holds, and over it what is on its way there. */
  get settings(): Settings {
    return this.shown;
  }

  /** Takes in settings that the host gave back. */
  set settings(settings: Settings) {
    this.held = settings;
  }

  /** Changes some settings, which show at once and go back when the host refuses. One change follows the other, so that none undoes another. */
  change(some: Partial<Settings>): Promise<void> {
    this.pending = [...this.pending, some];
    const mine = this.lastChange.then(async () => {
      try {
        this.held = await this.backend.setSettings({ ...this.held, ...some });
      } finally {
        this.pending = this.pending.filter((other) => other !== some);
      }
    });
    this.lastChange = mine.catch(() => undefined);
    return mine;
  }
}
