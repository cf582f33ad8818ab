/** Every screen, in light and dark, small and large, in each language: nothing grave for a screen reader, nothing cut off. */
import type { Page } from '@playwright/test';
import { ask, attached, drop, LEASE } from './documents-page';
import { expect, expectAccessible, expectBothThemes, expectFits, open, test, type Opening } from './fixtures';

interface Screen extends Opening {
  name: string;
  show?: (page: Page) => Promise<void>;
}

const click = (testid: string) => async (page: Page) => page.getByTestId(testid).first().click();

const SCREENS: Screen[] = [
  { name: 'a new conversation' },
  { name: 'the first run', fake: { onboarded: false, data: 'empty' } },
  { name: 'no model', fake: { models: 'none', onboarded: false, data: 'empty' } },
  { name: 'a conversation', show: click('conversation-item') },
  {
    name: 'a right-to-left conversation',
    show: (page) => page.getByTestId('conversation-item').filter({ hasText: 'تأجيل' }).click(),
  },
  { name: 'notices', fake: { notices: 'database_damaged,answers_broken_off,database_migrated' } },
  {
    name: 'a search',
    show: async (page) => {
      await page.getByTestId('search').fill('the');
      await page.getByTestId('search-result').first().waitFor();
    },
  },
  { name: 'the picker', show: click('model-picker') },
  {
    name: 'a conversation’s menu',
    show: async (page) => {
      await page.getByTestId('conversation-item').first().click();
      await page.getByTestId('more').click();
    },
  },
  { name: 'the models', hash: '#/models' },
  { name: 'a crashed model', hash: '#/models', fake: { engine: 'crashed' } },
  {
    name: 'a download that failed',
    hash: '#/models',
    show: async (page) => {
      await page.evaluate(
        () =>
          void window.__fake?.hub.faults.push({
            at: 0,
            fails: {
              error: { code: 'token_missing', message: '', args: { repository: `google/${'gemma-'.repeat(20)}gguf` } },
              next: { step: 'enter_token', url: '' },
            },
          }),
      );
      await page.getByTestId('card-get').first().click();
      await page.getByTestId('download-again').waitFor();
    },
  },
  {
    name: 'what becomes of a download',
    hash: '#/models',
    fake: { download: 600_000 },
    show: async (page) => {
      await page.getByTestId('card-get').first().click();
      await page.locator('[data-state=downloading] [data-testid=download-stop]').click();
    },
  },
  {
    name: 'the older models, and one’s own',
    hash: '#/models',
    fake: { catalogue: 'own', found: true, memory: 6 },
    show: (page) => page.getByTestId('models-others').locator('summary').click(),
  },
  {
    name: 'what a repository offers',
    hash: '#/models',
    show: async (page) => {
      await page.getByTestId('hub-address').fill('google/gemma-3-4b-it-GGUF');
      await page.keyboard.press('Enter');
      await page.getByTestId('hub-choice').first().waitFor();
    },
  },
  {
    name: 'documents that are read, and one that can’t be',
    fake: { reading: 600_000 },
    show: async (page) => {
      await drop(page, LEASE, 'kitchen.md');
      await page.evaluate(() => ((window.__fake as NonNullable<Window['__fake']>).options.reading = 0));
      await drop(page, { name: 'locked.pdf', fails: 'document_encrypted' }, 'Deed 1987 scan.pdf');
      await page.locator('[data-testid=document-chip][data-state=failed]').waitFor();
      await page.getByTestId('route').waitFor();
    },
  },
  {
    name: 'an answer with its sources',
    show: async (page) => {
      await attached(page, LEASE);
      await ask(page, 'How high is the deposit and the monthly rent of the tenant?');
      await page.getByTestId('passages').locator('summary').click();
    },
  },
  {
    name: 'a document beside its answer',
    show: async (page) => {
      await attached(page, LEASE);
      await ask(page, 'How high is the deposit?');
      await page.getByTestId('source').first().click();
      await page.getByTestId('passage-box').first().waitFor();
    },
  },
  { name: 'the libraries', hash: '#/libraries', show: (page) => page.getByTestId('library').first().waitFor() },
  {
    name: 'a library',
    hash: '#/libraries/library-1',
    show: (page) => page.getByTestId('document-row').first().waitFor(),
  },
  { name: 'the settings', hash: '#/settings' },
  { name: 'the storage', hash: '#/settings/storage', fake: { found: true } },
  {
    name: 'the network',
    hash: '#/settings/network',
    show: (page) => page.getByTestId('connections').locator('summary').click(),
  },
  { name: 'the token', hash: '#/settings/network', show: click('token-enter') },
  {
    name: 'the typed confirmation',
    hash: '#/settings',
    show: async (page) => {
      await page.getByTestId('settings-delete-everything').click();
      await page.getByTestId('confirm-word').fill('x');
    },
  },
  { name: 'the terms', hash: '#/models', fake: { terms: 'needed' }, show: click('model-terms') },
  { name: 'the shortcuts', show: (page) => page.keyboard.press('Control+/') },
  { name: 'what local means', show: click('local') },
  {
    name: 'a deletion and its undo',
    show: async (page) => {
      await page.getByTestId('conversation-item').nth(2).focus();
      await page.keyboard.press('Delete');
      await page.getByTestId('toast').waitFor();
    },
  },
];

/** Ids that are shown because their text is missing. */
const MISSING =
  /\b(app|conversations|documents|place|models|settings|onboarding|shortcuts|error|chat|action|safety)(-[a-z]+)+\b/g;

async function expectNoIds(page: Page): Promise<void> {
  const text = await page.evaluate(() => document.body.innerText);
  expect(text.match(MISSING) ?? [], 'no text may be missing').toEqual([]);
}

for (const { name, show, ...opening } of SCREENS) {
  // One page for all of it: opening costs more than looking.
  test(`${name}, light and dark, large and small`, async ({ page }) => {
    await open(page, { ...opening, size: { width: 1600, height: 1000 } });
    await show?.(page);
    await expectBothThemes(page, name);
    await expectFits(page, name);
    await page.setViewportSize({ width: 900, height: 600 });
    await expectFits(page, name);
    await expectNoIds(page);
  });

  for (const language of ['zh-Hans', 'ja']) {
    test(`${name}, in ${language}, fits a small window`, async ({ page }) => {
      await open(page, { ...opening, fake: { ...opening.fake, language }, size: { width: 900, height: 600 } });
      await expect(page.locator('html')).toHaveAttribute('lang', language);
      await show?.(page);
      await expectFits(page, name);
      await expectNoIds(page);
    });
  }
}

test('at 200 % zoom, a window of 640 by 400, everything is still reached', async ({ page }) => {
  for (const hash of ['#/', '#/settings', '#/models']) {
    await open(page, { hash, size: { width: 640, height: 400 } });
    await expectFits(page, hash);
  }
  await expect(page.getByTestId('sidebar-show')).toBeVisible();
});

test('more contrast and less motion are honoured', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more', reducedMotion: 'reduce' });
  await open(page);
  const token = (name: string) =>
    page.evaluate((wanted) => getComputedStyle(document.documentElement).getPropertyValue(wanted).trim(), name);
  expect(await token('--text')).toMatch(/^#0+$/);
  expect(parseFloat(await token('--calm'))).toBe(0);
  await expectAccessible(page, 'high contrast');
});
