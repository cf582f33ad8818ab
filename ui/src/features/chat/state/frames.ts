/**
 * Gathers work for a frame. While the window is hidden no frame is drawn, and the work waits for the clock instead.
 *
 * The model decodes on the same cores that draw, and its threads wait for each other: a page that draws each word at
 * once halves the speed of the answer that it shows. So the dearer a frame was, the longer the next one waits.
 */

/** A hidden page only has to be current when it is shown again. */
const HIDDEN_MS = 1000;
/** Frames take a twelfth of the time at most… */
const SHARE = 12;
/** …but none waits longer than this, which still reads as flowing. */
const LONGEST_MS = 200;

export interface Frames {
  request(): void;
  cancel(): void;
}

/** How long after a frame that took so long the next one may begin, milliseconds. */
export function pause(cost: number): number {
  return Math.min(cost * SHARE, LONGEST_MS);
}

export function frames(work: () => void): Frames {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** No frame before this moment. */
  let next = 0;
  const cancel = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    timer = undefined;
  };
  const run = (): void => {
    cancel();
    const begun = performance.now();
    work();
    if (document.hidden) return;
    // What the work changed is laid out now rather than a moment later, so that it can be timed.
    queueMicrotask(() => {
      void document.body.offsetHeight;
      const now = performance.now();
      next = now + pause(now - begun);
    });
  };
  const draw = (): void => {
    clearTimeout(timer);
    // A window may be hidden between the request and the frame; the timer is the way out.
    timer = setTimeout(run, HIDDEN_MS);
    frame = requestAnimationFrame(run);
  };
  return {
    request() {
      if (frame || timer !== undefined) return;
      const wait = next - performance.now();
      if (document.hidden) timer = setTimeout(run, HIDDEN_MS);
      else if (wait > 0) timer = setTimeout(draw, wait);
      else draw();
    },
    cancel,
  };
}
