/**
 * Keeps the end of a growing thread in view for a reader who is at the end, and never moves it for one who is not.
 * Following begins at the end and when it is asked for; any scroll upwards ends it.
 */

/** This near to the end counts as being there. */
const NEAR = 48;

export class Follow {
  /** The end is in view, or nearly. */
  atEnd = $state(true);
  /** The beginning is in view. */
  atTop = $state(true);
  following = true;
  /** An answer is being written. */
  running = false;
  /** The reader has done something here since the thread was opened; until then its end is kept in view whatever loads. */
  touched = false;

  /** The reader or the text has moved. */
  onmoved: () => void = () => undefined;

  #scroller: HTMLElement | null = null;
  /** What is kept at its place while the messages above it get their form. */
  #held: { element: HTMLElement; offset: number } | null = null;
  #top = 0;
  #height = 0;

  /** Watches a scroller through the mark at its end and the column that grows in it. */
  attach(scroller: HTMLElement, column: HTMLElement, end: HTMLElement): () => void {
    this.#scroller = scroller;
    this.#top = scroller.scrollTop;
    const seen = new IntersectionObserver(
      (entries) => {
        this.atEnd = entries.at(-1)?.isIntersecting ?? true;
        if (this.atEnd) this.following = true;
      },
      { root: scroller, rootMargin: `0px 0px ${String(NEAR)}px 0px` },
    );
    // Its callback runs after layout and before painting, so that reading the height here costs nothing more.
    const grown = new ResizeObserver(() => {
      if (this.#held) this.#align();
      else if (this.following && (this.running || !this.touched)) this.#toEnd();
    });
    const onscroll = (): void => {
      const { scrollTop, scrollHeight } = scroller;
      // Content that shrinks moves the reader too; only the reader's own way up ends the following.
      if (this.#top - scrollTop > Math.max(0, this.#height - scrollHeight) + 1) this.following = false;
      this.#top = scrollTop;
      this.#height = scrollHeight;
      this.atTop = scrollTop < 4;
      this.onmoved();
    };
    const ontouch = (): void => {
      this.touched = true;
      this.#held = null;
    };
    seen.observe(end);
    grown.observe(column);
    grown.observe(scroller);
    scroller.addEventListener('scroll', onscroll, { passive: true });
    scroller.addEventListener('wheel', ontouch, { passive: true });
    scroller.addEventListener('pointerdown', ontouch, { passive: true });
    scroller.addEventListener('keydown', ontouch, { passive: true });
    return () => {
      seen.disconnect();
      grown.disconnect();
      scroller.removeEventListener('scroll', onscroll);
      scroller.removeEventListener('wheel', ontouch);
      scroller.removeEventListener('pointerdown', ontouch);
      scroller.removeEventListener('keydown', ontouch);
      this.#scroller = null;
    };
  }

  /** Goes to the end and stays there. */
  jump(smooth = false): void {
    this.following = true;
    this.#held = null;
    if (smooth && this.#scroller && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior: 'smooth' });
    } else this.#toEnd();
  }

  /** The reader looks at something else. */
  stay(): void {
    this.following = false;
    this.touched = true;
  }

  /** Brings an element to a place below the top edge, and keeps it there until the reader does something. */
  hold(element: HTMLElement, offset: number): void {
    this.stay();
    this.#held = { element, offset };
    this.#align();
  }

  #align(): void {
    const scroller = this.#scroller;
    if (!scroller || !this.#held) return;
    const at = this.#held.element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += at - this.#held.offset;
    this.#top = scroller.scrollTop;
    this.#height = scroller.scrollHeight;
  }

  #toEnd(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.#top = scroller.scrollTop;
    this.#height = scroller.scrollHeight;
  }
}
