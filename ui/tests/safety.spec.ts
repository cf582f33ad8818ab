/** A person sees what the filter did and why, and decides what it does. */
import type { Page } from '@playwright/test';
import type { Screening } from '../src/backend/types';
import { ChatPage } from './chat-page';
import { calls, expect, expectAccessible, expectFits, open, test } from './fixtures';

const found = { filter: 'found' };

const saved = async (page: Page) => {
  const last = (await calls(page, 'setSettings')).at(-1)?.[0] as { screening?: Screening } | undefined;
  return last?.screening;
};

async function openSeeded(page: Page) {
  await open(page, { fake: found });
  await page.getByTestId('conversation-item').filter({ hasText: 'What the filter does' }).click();
  await page.getByTestId('withheld').first().waitFor();
}

async function answered(page: Page, answer: string, question = 'Hello'): Promise<ChatPage> {
  const chat = new ChatPage(page);
  await chat.open({ data: 'empty', rate: 400, answer });
  await chat.ask(question);
  return chat;
}

test('a hidden sentence shows on a click, hides again, and the answer goes on around it', async ({ page }) => {
  const chat = await answered(page, 'blurred');
  await expect(chat.answer).toContainText('The first sentence is plain.');
  await expect(chat.answer).toContainText('goes on as if nothing were');
  await expect(chat.answer).not.toContainText('whisper');
  const held = page.getByTestId('withheld');
  await expect(held).toContainText('Sexually explicit content');
  await held.getByTestId('withheld-show').click();
  await expect(held.getByTestId('withheld-text')).toHaveText('The second one is told in a whisper.');
  await held.getByTestId('withheld-hide').click();
  await expect(held).not.toContainText('whisper');
  await held.getByTestId('withheld-why').click();
  await expect(held).toContainText('This looks sexually explicit.');
});

test('what a policy does not let be shown has no way to show it', async ({ page }) => {
  await answered(page, 'hidden');
  await expect(page.getByTestId('withheld')).toBeVisible();
  await expect(page.getByTestId('withheld-show')).toHaveCount(0);
});

test('a block says category, reason, policy, who decided and how sure, and can be looked past', async ({ page }) => {
  const chat = await answered(page, 'blocked');
  const block = page.getByTestId('withheld');
  await expect(block).toHaveAttribute('data-action', 'block');
  for (const words of [
    'Illegal activity',
    'This looks like help with a crime.',
    'practical help with a crime',
    'The letters',
    '93%',
  ])
    await expect(block).toContainText(words);
  await expect(chat.answer).not.toContainText('never reaches anybody');
  await expect(page.getByTestId('continue')).toHaveCount(0);
  await block.getByTestId('withheld-show').click();
  await expect(block.getByTestId('withheld-text')).toHaveText('Then comes a sentence that is held back.');
});

test('text that was not kept says so', async ({ page }) => {
  await answered(page, 'blurred');
  await page.evaluate(() => window.__fake?.failCall('showWithheld', { code: 'text_not_kept', message: '', args: {} }));
  await page.getByTestId('withheld-show').click();
  await expect(page.getByTestId('toast')).toContainText('was not kept');
  await expect(page.getByTestId('withheld-show')).toBeVisible();
});

test('a blocked question says that the model never had it', async ({ page }) => {
  await answered(page, '', 'Please say carat-filter-test-block');
  await expect(page.getByTestId('withheld')).toContainText('Your question was not given to the model');
  await expect(page.getByTestId('withheld-show')).toHaveCount(0);
});

test('notes leave a list whole, and stand below the answer with their reasons', async ({ page }) => {
  const chat = await answered(page, 'noted');
  await expect(chat.answerText.getByRole('listitem')).toHaveCount(3);
  await expect(page.getByTestId('note')).toHaveCount(1);
  await expect(page.getByTestId('note')).toContainText('not judged further');
  await page.getByTestId('note-why').click();
  await expect(page.getByTestId('reasons-dialog').getByTestId('finding')).toHaveCount(2);
  await expect(page.getByTestId('reasons-dialog')).toContainText('Shown with a note');
});

test('the shield opens the reasons, takes a report, and leads to the page', async ({ page }) => {
  await answered(page, 'blocked');
  await page.locator('[data-role=assistant]').getByTestId('shield').click();
  const dialog = page.getByTestId('reasons-dialog');
  await expect(dialog.getByTestId('finding')).toContainText('Blocked');
  await dialog.getByTestId('verdict-wrong').click();
  await expect(dialog.getByTestId('verdict-wrong')).toHaveText(/Marked as wrong/);
  await page.keyboard.press('Escape');
  await page.locator('[data-role=assistant]').getByTestId('shield').click();
  await expect(dialog.getByTestId('verdict-wrong')).toHaveAttribute('aria-pressed', 'true');
  await dialog.getByTestId('reasons-page').click();
  await expect(page.getByTestId('safety-screen')).toBeVisible();
  await expect(page.getByTestId('safety-log-wrong')).toHaveText(/Marked as wrong/);
});

test('a message without findings says what that means', async ({ page }) => {
  await answered(page, 'short');
  await page.locator('[data-role=assistant]').getByTestId('shield').click();
  await expect(page.getByTestId('reasons-dialog')).toContainText('Nothing was found');
});

test('despair gets a card with people who listen, and an answer', async ({ page }) => {
  const chat = await answered(page, 'care', 'I can’t go on');
  const card = page.getByTestId('care-card');
  await expect(card).toContainText('You don’t have to be alone with this');
  await expect(card.getByTestId('care-line')).toHaveCount(2);
  await expect(card).toContainText('112');
  await expect(card).toContainText(/Number checked on .*Nov 24, 2026/);
  await expect(chat.answerText).toContainText('glad that you say it');
  await card.getByRole('button', { name: /Copy .*0800/ }).click();
  expect(await chat.copied()).toEqual(['0800 000 0000']);
  await card.getByTestId('care-directory').click();
  await expect(page.getByTestId('link-address')).toContainText('findahelpline.com');
});

test('advice is one quiet line', async ({ page }) => {
  await answered(page, 'advice');
  await expect(page.getByTestId('advice')).toContainText('no medical advice');
});

test('the page opens from the settings and from what local means', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.getByTestId('settings-filter').click();
  await expect(page.getByTestId('safety-screen')).toBeVisible();
  await page.getByTestId('safety-close').click();
  await page.getByTestId('local').click();
  await page.getByTestId('local-filter').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The filter');
});

test('what happens is chosen by subject, and two are locked with their reasons', async ({ page }) => {
  await open(page, { hash: '#/safety' });
  const policy = (id: string) => page.locator(`[data-testid=safety-policy][data-policy=${id}]`);
  await expect(page.getByTestId('safety-policy')).toHaveCount(11);
  await expect(page.getByTestId('safety-locked')).toHaveCount(2);
  for (const locked of ['child_safety', 'self_harm']) {
    await expect(policy(locked).getByTestId('safety-action')).toHaveCount(0);
    await expect(policy(locked)).toContainText('Nobody may switch this off');
  }
  await policy('hate').getByTestId('safety-action').selectOption('note');
  await expect.poll(() => saved(page)).toMatchObject({ actions: { hate: 'note' } });
  await policy('violence').getByTestId('safety-action').selectOption('allow');
  await expect.poll(() => saved(page)).toMatchObject({ actions: { hate: 'note', violence: 'allow' } });
  await policy('hate').getByTestId('safety-action').selectOption('block');
  await expect.poll(async () => (await saved(page))?.actions).toEqual({ violence: 'allow' });
  await page.getByTestId('safety-policies-reset').click();
  await expect.poll(async () => (await saved(page))?.actions).toEqual({});
  await expect(policy('violence').getByTestId('safety-action')).toHaveValue('blur');
  await policy('dangerous').locator('summary').click();
  await expect(policy('dangerous')).toContainText('firearms and explosive devices');
});

test('guard, its failure, masking and the log’s texts are chosen', async ({ page }) => {
  await open(page, { hash: '#/safety' });
  await page.getByTestId('safety-guard-use').selectOption('every_sentence');
  await page.getByTestId('safety-guard-failure').selectOption('hold');
  await page.getByTestId('safety-mask').click();
  await page.getByTestId('safety-log-keep').click();
  await expect
    .poll(() => saved(page))
    .toMatchObject({ guard: 'every_sentence', guard_failure: 'hold', mask_private_data: true, keep_texts: true });
});

test('a policy of one’s own is added and removed', async ({ page }) => {
  await open(page, { hash: '#/safety' });
  await page.getByTestId('safety-own-add').click();
  await expect(page.getByTestId('safety-own-name')).toBeFocused();
  await expect(page.getByTestId('safety-own-save')).toBeDisabled();
  await page.getByTestId('safety-own-name').fill('Gambling');
  await page.getByTestId('safety-own-text').fill('invites to gamble.');
  await page.getByTestId('safety-own-action').selectOption('note');
  await page.getByTestId('safety-own-save').click();
  await expect(page.getByTestId('safety-own')).toContainText('invites to gamble.');
  await expect
    .poll(async () => (await saved(page))?.own)
    .toMatchObject([{ title: 'Gambling', text: 'invites to gamble.', action: 'note' }]);
  await page.getByTestId('safety-own-remove').click();
  await expect.poll(async () => (await saved(page))?.own).toEqual([]);
  await expect(page.getByTestId('safety-own')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('safety-screen')).toHaveCount(0);
});

test('a choice that is refused stays as it was', async ({ page }) => {
  await open(page, { hash: '#/safety' });
  const refusal = { code: 'screening_invalid', message: '', args: { field: 'hate' } };
  await page.evaluate((error) => window.__fake?.failCall('setSettings', error), refusal);
  await page.getByTestId('safety-mask').click();
  await expect(page.getByTestId('toast')).toContainText('nothing was saved');
  await expect(page.getByTestId('safety-mask')).toHaveAttribute('aria-checked', 'false');
});

test('figures and languages are those of the report, or it says that there is none', async ({ page }) => {
  await open(page, { hash: '#/safety' });
  const rows = page.getByTestId('safety-figure');
  await expect(rows).toHaveCount(5);
  await expect(rows.filter({ hasText: 'Characters of flagged text shown' })).toContainText('reached');
  await expect(rows.filter({ hasText: 'right sentence' })).toContainText('not reached');
  await expect(page.getByTestId('safety-languages')).toContainText('Chinese and English');
  await expect(page.getByTestId('safety-languages')).toContainText('Arabic and Korean');
  await open(page, { hash: '#/safety', fake: { measured: false } });
  await expect(page.getByTestId('safety-unmeasured')).toContainText('Not measured yet');
  await expect(page.getByTestId('safety-figure')).toHaveCount(0);
});

test('the log is filtered, paged, exported and cleared', async ({ page }) => {
  await open(page, { hash: '#/safety', fake: found });
  const entries = page.getByTestId('safety-log-entry');
  await expect(entries).toHaveCount(50);
  await expect(page.getByTestId('safety-log-count')).toContainText('64');
  await page.getByTestId('safety-log-older').click();
  await expect(entries).toHaveCount(64);
  await page.getByTestId('safety-log-category').selectOption('illegal');
  await page.getByTestId('safety-log-action').selectOption('note');
  await expect(entries).toHaveCount(2);
  await page.getByTestId('safety-log-action').selectOption('any');
  await page.getByTestId('safety-log-category').selectOption('any');
  await page.getByTestId('safety-log-reported').click();
  await expect(entries).toHaveCount(3);
  await page.getByTestId('safety-log-category').selectOption('advice');
  await expect(page.getByTestId('safety-log-empty')).toContainText('No entry');
  await page.getByTestId('safety-log-export').click();
  await expect(page.getByTestId('toast')).toContainText('Carat filter.json');
  await page.getByTestId('safety-log-clear').click();
  await page.getByTestId('confirm-yes').click();
  expect(await calls(page, 'clearSafetyLog')).toHaveLength(1);
  await expect(page.getByTestId('safety-log-count')).toContainText('0');
});

test('an entry leads to its message and can be marked as wrong', async ({ page }) => {
  await open(page, { hash: '#/safety', fake: found });
  const newest = page.getByTestId('safety-log-entry').first();
  await newest.getByTestId('safety-log-wrong').click();
  await expect(newest.getByTestId('safety-log-wrong')).toHaveText(/Marked as wrong/);
  await newest.getByTestId('safety-log-open').click();
  await expect(page.getByTestId('withheld').last()).toBeVisible();
});

test('texts are in the log only while they are kept there', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open({ data: 'empty', rate: 400, answer: 'blurred' });
  await page.evaluate(() => (location.hash = '#/safety'));
  await page.getByTestId('safety-log-keep').click();
  await page.getByTestId('safety-close').click();
  await chat.ask('Hello');
  await page.evaluate(() => (location.hash = '#/safety'));
  await expect(page.getByTestId('safety-log-entry')).toContainText('whisper');
  await page.getByTestId('safety-log-keep').click();
  await expect(page.getByTestId('safety-log-entry')).not.toContainText('whisper');
});

test('all of it is reached by keyboard', async ({ page }) => {
  const chat = await answered(page, 'blurred');
  await page.getByTestId('withheld-show').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('withheld-text')).toBeVisible();
  await chat.answer.getByTestId('shield').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('reasons-dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chat.answer.getByTestId('shield')).toBeFocused();
});

const SCREENS: { name: string; show: (page: Page) => Promise<void> }[] = [
  { name: 'the filter’s page', show: (page) => open(page, { hash: '#/safety', fake: found }) },
  { name: 'an answer with findings', show: openSeeded },
  {
    name: 'the reasons',
    show: async (page) => {
      await openSeeded(page);
      await page.getByTestId('shield').last().click();
      await page.getByTestId('finding').first().waitFor();
    },
  },
  { name: 'the card with help', show: async (page) => void (await answered(page, 'care')) },
];

for (const { name, show } of SCREENS) {
  for (const dark of [false, true]) {
    test(`${name}, ${dark ? 'dark' : 'light'}, is accessible and fits`, async ({ page }) => {
      await page.setViewportSize({ width: 900, height: 600 });
      await show(page);
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', dark ? 'dark' : 'light');
      await expectAccessible(page, name);
      await expectFits(page, name);
    });
  }
}

for (const language of ['zh-Hans', 'ja']) {
  test(`the page in ${language} lacks no text and fits`, async ({ page }) => {
    await open(page, { hash: '#/safety', fake: { ...found, language }, size: { width: 900, height: 600 } });
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await page.getByTestId('safety-log-entry').first().waitFor();
    await expectFits(page, 'the filter’s page');
    expect(await page.evaluate(() => document.body.innerText.match(/\bsafety(-[a-z]+)+\b/g) ?? [])).toEqual([]);
  });
}
