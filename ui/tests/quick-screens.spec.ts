/** Every state of the quick window and of the desktop's settings: nothing grave for a screen reader, nothing cut off. */
import type { Page } from '@playwright/test';
import { expect, expectBothThemes, expectFits, open, test } from './fixtures';
import { QuickPage } from './quick-page';

interface State {
  name: string;
  options?: Record<string, string | number>;
  show?: (quick: QuickPage, page: Page) => Promise<void>;
}

const STATES: State[] = [
  { name: 'empty', options: { offers: 'none' } },
  { name: 'with offers' },
  {
    name: 'with a taken selection and files',
    show: async (quick, page) => {
      await quick.chip('selection').click();
      await quick.by('quick-chip-look').click();
      await page.evaluate(() =>
        window.__fake?.quick.drop('A very long name of a file that nobody would read.pdf', 'x.exe'),
      );
      await expect(quick.by('quick-chip-problem')).toBeVisible();
    },
  },
  {
    name: 'streaming',
    options: { answer: 'long', rate: 40 },
    show: async (quick) => {
      await quick.input.fill('How do I start?');
      await quick.input.press('Enter');
      await quick.writing();
    },
  },
  {
    name: 'an answer to replace the selection',
    options: { answer: 'markdown', rate: 4000 },
    show: async (quick) => {
      await quick.chip('selection').click();
      await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'true');
      await quick.action('rewrite').click();
      await quick.ended();
      await expect(quick.by('quick-close')).toBeInViewport({ ratio: 1 });
    },
  },
  {
    name: 'a right-to-left answer',
    options: { answer: 'arabic', rate: 4000 },
    show: (quick) => quick.ask('أجّل الموعد'),
  },
  {
    name: 'a failure',
    options: { answer: 'short', rate: 4000 },
    show: async (quick, page) => {
      await page.evaluate(() =>
        window.__fake?.failTurn({ code: 'crashed', message: 'x', args: { detail: 'GGML_ASSERT' } }, 'middle'),
      );
      await quick.input.fill('Where?');
      await quick.input.press('Enter');
      await quick.ended('failed');
    },
  },
  {
    name: 'a refusal',
    show: async (quick, page) => {
      await page.evaluate(() =>
        window.__fake?.failTurn({ code: 'model_gone', message: 'x', args: { path: '/a' } }, 'begin'),
      );
      await quick.input.fill('Where?');
      await quick.input.press('Enter');
      await expect(quick.by('quick-refused')).toBeVisible();
    },
  },
  { name: 'loading', options: { engine: 'loading', models: 'starter' } },
  { name: 'crashed', options: { engine: 'crashed' } },
  { name: 'no model', options: { models: 'none' } },
  {
    name: 'help',
    options: { answer: 'care', rate: 4000 },
    show: (quick) => quick.ask('I feel awful'),
  },
];

for (const { name, options = {}, show } of STATES) {
  test(`${name}, light and dark`, async ({ page }) => {
    const quick = new QuickPage(page);
    await quick.open(options);
    await show?.(quick, page);
    await expectBothThemes(page, name);
    await expectFits(page, name);
  });
  for (const language of ['zh-Hans', 'ja']) {
    test(`${name}, in ${language}, fits and says everything`, async ({ page }) => {
      const quick = new QuickPage(page);
      await quick.open({ ...options, language });
      await show?.(quick, page);
      await expectFits(page, name);
      const ids = await page.evaluate(
        () => document.body.innerText.match(/\b(quick|chat|error|safety)(-[a-z]+)+\b/g) ?? [],
      );
      expect(ids, 'no text may be missing').toEqual([]);
    });
  }
}

for (const [name, fake, show] of [
  ['the desktop’s settings', {}, async () => undefined],
  ['keys that are taken', { shortcut: 'taken' }, async () => undefined],
  ['keys to bind by hand', { shortcut: 'by_hand', tray: 0 }, async () => undefined],
  ['keys that the desktop gives', { shortcut: 'desktop' }, async () => undefined],
  ['an own action', {}, (page: Page) => page.getByTestId('desktop-action-add').click()],
  ['the question at closing', {}, (page: Page) => page.evaluate(() => window.__fake?.emit({ type: 'close_asked' }))],
] as const) {
  test(`${name}, light and dark`, async ({ page }) => {
    await open(page, { hash: '#/settings/desktop', fake, size: { width: 1600, height: 1000 } });
    await page.getByTestId('settings-screen').waitFor();
    await show(page);
    await expectBothThemes(page, name);
    await expectFits(page, name);
  });
  for (const language of ['en', 'zh-Hans', 'ja']) {
    test(`${name}, in ${language}, fits a small window`, async ({ page }) => {
      await open(page, { hash: '#/settings/desktop', fake: { ...fake, language }, size: { width: 900, height: 600 } });
      await page.getByTestId('settings-screen').waitFor();
      await show(page);
      await expectFits(page, name);
      const ids = await page.evaluate(
        () => document.body.innerText.match(/\b(desktop|settings|error)(-[a-z]+)+\b/g) ?? [],
      );
      expect(
        ids.filter((id) => id !== 'desktop-desktop'),
        'no text may be missing',
      ).toEqual([]);
    });
  }
}
