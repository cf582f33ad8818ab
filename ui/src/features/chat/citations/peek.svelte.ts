/** Which mark's passage is shown beside it: the one pointed at, after a moment, or the one that has the keyboard. */

/** Long enough not to flicker along the way of a pointer. */
const SHOW_AFTER_MS = 160;
/** Long enough for the pointer to reach what is shown. */
const HIDE_AFTER_MS = 220;

export class Peek {
  mark: HTMLElement | null = $state.raw(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A mark is pointed at or focused; null: it is left. */
  at(mark: HTMLElement | null): void {
    clearTimeout(this.#timer);
    if (mark === this.mark) return;
    const wait = mark === null ? HIDE_AFTER_MS : mark.matches(':focus-visible') || this.mark ? 0 : SHOW_AFTER_MS;
    this.#timer = setTimeout(() => (this.mark = mark?.isConnected ? mark : null), wait);
  }

  /** The pointer is on what is shown. */
  stay(): void {
    clearTimeout(this.#timer);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.mark = null;
  }
}
