/** What every story stands on: the app on its in-memory backend, and the rule that a page never complains. */
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import type { Backend } from '../src/backend/backend';
import type { FakeControls } from '../src/backend/fake';

export { expect };

declare global {
  interface Window {
    __fake?: FakeControls;
    __violations?: string[];
  }
}

/** Browser words that are no fault of the page. */
const HARMLESS = [/Download the React DevTools/];

/** How much slower than it is the processor is taken to be. A story that fails then would fail on a busy machine. */
const SLOWDOWN = Number(process.env.CARAT_E2E_SLOWDOWN ?? 1);

export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(`error: ${error.stack ?? error.message}`));
      page.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return;
        if (!HARMLESS.some((words) => words.test(message.text())))
          complaints.push(`${message.type()}: ${message.text()}`);
      });
      await page.addInitScript(() => {
        window.__violations = [];
        document.addEventListener('securitypolicyviolation', (event) => {
          window.__violations?.push(
            `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
          );
        });
      });
      if (SLOWDOWN > 1) {
        const session = await page.context().newCDPSession(page);
        await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
      }
      await use(complaints);
      const violations = page.isClosed() ? [] : await page.evaluate(() => window.__violations ?? []);
      expect(complaints, 'the page must not complain').toEqual([]);
      expect(violations, 'the content security policy must not be violated').toEqual([]);
    },
    { auto: true },
  ],
});

export interface Opening {
  /** Options of the in-memory backend (src/backend/fake/options.ts). */
  fake?: Record<string, string | number | boolean>;
  /** The place in the app. */
  hash?: string;
  dark?: boolean;
  size?: { width: number; height: number };
}

/** Opens the app and waits until it can be used. */
export async function open(page: Page, { fake = {}, hash = '#/', dark = false, size }: Opening = {}): Promise<void> {
  if (size) await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  const query = new URLSearchParams(Object.entries(fake).map(([name, value]) => [name, String(value)]));
  await page.goto(`/?${query}${hash}`);
  await page.getByTestId('app').waitFor();
}

/** The first call of a method fails: it has to be told before the app's first question. */
export function failFirst(
  page: Page,
  method: keyof Backend,
  code: string,
  args: Record<string, string> = {},
): Promise<unknown> {
  return page.addInitScript(
    ([failing, error]) => {
      let fake: Window['__fake'];
      Object.defineProperty(window, '__fake', {
        get: () => fake,
        set: (made: NonNullable<Window['__fake']>) => {
          fake = made;
          made.failCall(failing, error);
        },
      });
    },
    [method, { code, message: code, args }] as const,
  );
}

/** The calls of a method that the backend has had. */
export function calls(page: Page, method: string): Promise<unknown[][]> {
  return page.evaluate(
    (name) => (window.__fake?.calls ?? []).filter((call) => call.method === name).map((call) => call.args),
    method,
  );
}

/** A text as Fluent gives it, with or without the marks that keep names of another script in place. */
export function said(text: string): RegExp {
  const marks = '[\\u2068\\u2069]*';
  return new RegExp(Array.from(text, (letter) => letter.replace(/[.*+?^${}()|[\]\\]/, '\\$&')).join(marks));
}

/** The titles in the list, from the top, as far as they are drawn. */
export function titles(page: Page): Promise<string[]> {
  return page.getByTestId('conversation-title').allInnerTexts();
}

/** axe finds nothing serious or critical in what is on screen. */
export async function expectAccessible(page: Page, where: string, colours: 'and the rest' | 'alone' = 'and the rest') {
  // A colour amid a fade is nobody's choice; what turns without end is not waited for.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
        .map((animation) => animation.finished.catch(() => undefined)),
    ),
  );
  const axe = new AxeBuilder({ page });
  if (colours === 'alone') axe.withRules(['color-contrast']);
  const { violations } = await axe.analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary ?? ''})`).join('; ')}`,
    );
  expect(grave, `${where} must have no grave accessibility fault`).toEqual([]);
}

/** Both themes: the other one has other colours, and is the same page otherwise. */
export async function expectBothThemes(page: Page, where: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await expectAccessible(page, where, theme === 'light' ? 'and the rest' : 'alone');
  }
}

/** Nothing is cut off at the right, and nothing makes the page scroll. */
export async function expectFits(page: Page, where: string): Promise<void> {
  // What hangs over the page takes its place a frame after the window has its size.
  await expect.poll(() => tooWide(page), { message: `${where} must fit its window`, timeout: 5_000 }).toEqual([]);
}

/** What reaches beyond the window's sides. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const most = document.documentElement.clientWidth;
    const seen = [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, h1, h2, p')];
    return seen
      .filter((element) => element.checkVisibility() && !element.closest('.heard, [data-testid=tooltip], pre, table'))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.right > most + 1 || box.left < -1))
      .map(
        ({ element }) =>
          `${element.tagName} ${element.dataset.testid ?? ''} ${element.textContent?.slice(0, 40) ?? ''}`,
      );
  });
}

/** Runs a composition of an input method in the focused field and leaves it open. */
export async function compose(page: Page, text: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
}

/** A key as WebKit and Chromium send it while an input method holds it. */
export async function pressComposing(page: Page, key: 'Enter' | 'Escape'): Promise<void> {
  await page.evaluate((name) => {
    const target = document.activeElement ?? document.body;
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      target.dispatchEvent(
        new KeyboardEvent('keydown', { key: name, code: name, bubbles: true, cancelable: true, ...init }),
      );
    }
  }, key);
}
