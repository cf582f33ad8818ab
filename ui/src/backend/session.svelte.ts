/** What the host last said about itself: settings, models, engine. Views read it and are drawn anew when it changes. */
import type { Backend } from './backend';
import type { AppEvent, AppState, EngineStatus, Folders, Model, Notice, Settings } from './types';

export class Session {
  readonly version: string;
  /** "linux", "macos" or "windows". */
  readonly platform: string;
  /** The system's language, a BCP 47 tag. */
  readonly systemLocale: string;
  readonly folders: Folders;
  settings: Settings = $state.raw() as Settings;
  models: Model[] = $state.raw([]);
  engine: EngineStatus = $state.raw({ state: 'unloaded' });
  notices: Notice[] = $state.raw([]);
  /** Counts the times that the list of conversations changed elsewhere: in another window, at the command line. */
  conversationsChanged = $state(0);
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
    this.settings = state.settings;
    this.models = state.models;
    this.engine = state.engine;
    this.notices = state.notices;
  }

  /** Follows the host until the returned function is called. */
  follow(): () => void {
    return this.backend.subscribe((event) => this.take(event));
  }

  private take(event: AppEvent): void {
    switch (event.type) {
      case 'engine':
        this.engine = event.status;
        break;
      case 'settings':
        this.settings = event.settings;
        break;
      case 'models':
        this.models = event.models;
        break;
      case 'conversations':
        this.conversationsChanged += 1;
        break;
    }
  }

  /** Changes some settings; what the host made of them is shown. */
  async change(some: Partial<Settings>): Promise<void> {
    this.settings = await this.backend.setSettings({ ...this.settings, ...some });
  }
}
