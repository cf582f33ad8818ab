/** The log as the page shows it: a filter, and pages of entries that grow downwards. */
import type { Backend } from '../../backend/backend';
import type { LogEntry } from '../../backend/types';
import { report } from '../../shared/errors';

export interface LogChoice {
  category: string | null;
  action: string | null;
  reported: boolean;
}

export const ALL: LogChoice = { category: null, action: null, reported: false };

export class LogView {
  choice: LogChoice = $state.raw(ALL);
  entries: LogEntry[] = $state.raw([]);
  total = $state(0);
  more = $state(false);
  state: 'loading' | 'ready' | 'failed' = $state('loading');
  /** Only the latest question's answer counts. */
  #asked = 0;

  constructor(private readonly backend: Backend) {}

  get filtered(): boolean {
    const { category, action, reported } = this.choice;
    return category !== null || action !== null || reported;
  }

  choose(some: Partial<LogChoice>): Promise<void> {
    this.choice = { ...this.choice, ...some };
    return this.load();
  }

  /** The newest entries. */
  load(): Promise<void> {
    return this.#ask(null);
  }

  /** The entries before those that are here. */
  older(): Promise<void> {
    return this.#ask(this.entries.at(-1)?.id ?? null);
  }

  async clear(): Promise<boolean> {
    try {
      await this.backend.clearSafetyLog();
    } catch (thrown) {
      report(thrown);
      return false;
    }
    await this.load();
    return true;
  }

  async mark(entry: LogEntry, wrong: boolean): Promise<void> {
    try {
      const changed = await this.backend.reportVerdict(entry.id, wrong);
      this.entries = this.entries.map((other) => (other.id === changed.id ? changed : other));
    } catch (thrown) {
      report(thrown);
      await this.load();
    }
  }

  async #ask(before: string | null): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const page = await this.backend.safetyLog({ ...this.choice, message: null, before });
      if (asked !== this.#asked) return;
      this.entries = before === null ? page.entries : [...this.entries, ...page.entries];
      this.more = page.more;
      this.total = page.total;
      this.state = 'ready';
    } catch (thrown) {
      if (asked !== this.#asked) return;
      if (this.state === 'loading') this.state = 'failed';
      report(thrown);
    }
  }
}
