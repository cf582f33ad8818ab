/** Earlier questions, gone through with the arrow keys. What was being written waits at the near end. */
import type { Backend } from '../../backend/backend';

export class Recall {
  #earlier: string[] = [];
  /** How far back; -1 is what is being written now. */
  #at = -1;
  #written = '';

  constructor(private readonly backend: Backend) {}

  async load(): Promise<void> {
    this.#at = -1;
    try {
      this.#earlier = await this.backend.quickHistory();
    } catch {
      // Without its history the line works as well.
      this.#earlier = [];
    }
  }

  /** Nothing was ever asked or written. */
  forget(): void {
    this.#earlier = [];
    this.#at = -1;
    this.#written = '';
  }

  /** Whether an arrow may be taken for this: nothing was written, or an earlier question stands there unchanged. */
  applies(text: string): boolean {
    return text === '' || (this.#at >= 0 && text === this.#earlier[this.#at]);
  }

  /** The text one step back (1) or forth (-1); null where there is none. */
  step(text: string, by: 1 | -1): string | null {
    if (this.#at < 0) this.#written = text;
    const next = this.#at + by;
    if (next < -1 || next >= this.#earlier.length) return null;
    this.#at = next;
    return next < 0 ? this.#written : (this.#earlier[next] ?? null);
  }
}
