/** Focus for an element that is about to be shown: a virtual list keeps a row hidden until it has measured it. */

/** About a second; by then the element is gone or will not come. */
const MOST_FRAMES = 60;

/** Focuses the element that `find` gives as soon as it can be focused. */
export function focusWhenShown(
  find: () => HTMLElement | null | undefined,
  done: (element: HTMLElement) => void = () => undefined,
): void {
  let frames = 0;
  const attempt = () => {
    const element = find();
    element?.focus({ preventScroll: true });
    if (element && document.activeElement === element) done(element);
    else if ((frames += 1) < MOST_FRAMES) requestAnimationFrame(attempt);
  };
  attempt();
}
