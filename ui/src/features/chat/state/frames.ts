/** Gathers work for the next frame. While the window is hidden no frame is drawn, and the work waits for the clock instead. */

/** Often enough to stay current, seldom enough to cost nothing. */
const HIDDEN_MS = 250;

export interface Frames {
  request(): void;
  cancel(): void;
}

export function frames(work: () => void): Frames {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const cancel = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    timer = undefined;
  };
  const run = (): void => {
    cancel();
    work();
  };
  return {
    request() {
      if (frame || timer !== undefined) return;
      // A window may be hidden between the request and the frame; the timer is the way out.
      timer = setTimeout(run, HIDDEN_MS);
      if (!document.hidden) frame = requestAnimationFrame(run);
    },
    cancel,
  };
}
