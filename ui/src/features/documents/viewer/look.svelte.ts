/** What is looked at in an open document: a passage among those of an answer, and what is looked for. */
import type { Citation } from '../../../backend/documents';

export class Look {
  /** The passages of this document, by their numbers. */
  passages: Citation[] = $state.raw([]);
  #at = $state(-1);
  /** Counts how often a passage was gone to, so that going to the same one again does something. */
  times = $state(0);
  query = $state('');
  /** Which of the matches, from 0. */
  match = $state(0);
  matches = $state(0);

  constructor(passages: Citation[], n: number | null) {
    this.to(passages, n);
  }

  /** Goes to a passage among others. */
  to(passages: Citation[], n: number | null): void {
    this.passages = passages;
    this.#at = passages.findIndex((passage) => passage.n === n);
    this.times += 1;
  }

  get current(): Citation | null {
    return this.passages[this.#at] ?? null;
  }

  /** Its place among the passages, from 1; 0 for none. */
  get place(): number {
    return this.#at + 1;
  }

  step(by: 1 | -1): void {
    const { length } = this.passages;
    if (length === 0) return;
    this.#at = (this.#at + by + length) % length;
    this.times += 1;
  }

  find(query: string): void {
    this.query = query;
    this.match = 0;
  }

  found(matches: number): void {
    this.matches = matches;
    this.match = Math.min(this.match, Math.max(0, matches - 1));
  }

  stepMatch(by: 1 | -1): void {
    if (this.matches > 0) this.match = (this.match + by + this.matches) % this.matches;
  }
}
