/** A search over titles and texts while it is typed. The answer to an older question never replaces that to a newer one. */
import type { Backend } from '../../backend/backend';
import type { SearchHit } from '../../backend/types';
import { report } from '../../shared/errors';

/** Typing pauses this long before the host is asked. */
const PAUSE = 120;

export class Search {
  query = $state('');
  hits: SearchHit[] = $state.raw([]);
  /** What `hits` answer; differs from `query` while a search runs. */
  answered = $state('');
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor(private readonly backend: Backend) {}

  get active(): boolean {
    return this.query.trim() !== '';
  }

  get running(): boolean {
    return this.active && this.answered !== this.query;
  }

  type(query: string): void {
    this.query = query;
    clearTimeout(this.timer);
    this.asked += 1;
    if (!this.active) {
      this.hits = [];
      this.answered = '';
      return;
    }
    this.timer = setTimeout(() => void this.ask(query), PAUSE);
  }

  clear(): void {
    this.type('');
  }

  private async ask(query: string): Promise<void> {
    const mine = this.asked;
    try {
      const hits = await this.backend.search(query);
      if (mine !== this.asked) return;
      this.hits = hits;
      this.answered = query;
    } catch (thrown) {
      if (mine === this.asked) this.answered = query;
      report(thrown);
    }
  }
}
