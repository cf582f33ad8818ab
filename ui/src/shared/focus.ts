/** Where the keyboard goes when what had it goes away, and how it gets to what is about to be shown. */

/** About a second; by then the element is gone or will not come. */
const MOST_FRAMES = 60;

/** Focuses the element that `find` gives as soon as it can be focused: a virtual list keeps a row hidden until it has measured it. */
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

/** The places where a person goes on: the composer, else the heading of what is shown. */
const PLACES = '[data-testid=composer], main h1[tabindex="-1"], main h2[tabindex="-1"]';

/** To be called before the button that has the keyboard goes away: Escape and Tab then still mean what is around it. */
export function leaveButton(): void {
  for (const place of document.querySelectorAll<HTMLElement>(PLACES)) {
    place.focus({ preventScroll: true });
    // What is covered or hidden can't have it.
    if (document.activeElement === place) return;
  }
}

/**
 * To be called before a row goes away with its button: the keyboard goes to the same button of the row after it, else of
 * the one before, else to the heading. The rows are those of a section, their buttons known by their test id.
 */
export function leaveRow(button: HTMLElement): void {
  const same = `[data-testid="${button.dataset.testid ?? ''}"]`;
  const buttons = [...(button.closest('section')?.querySelectorAll<HTMLElement>(same) ?? [])];
  const at = buttons.indexOf(button);
  const next = buttons[at + 1] ?? buttons[at - 1];
  if (next) next.focus({ preventScroll: true });
  else leaveButton();
}
