/** A person renames, pins, exports and deletes conversations, and takes a deletion back. */
import type { Page } from '@playwright/test';
import { calls, compose, expect, open, pressComposing, test, titles } from './fixtures';

const item = (page: Page, title: string) => page.getByTestId('conversation-item').filter({ hasText: title });

async function menuOf(page: Page, title: string) {
  await item(page, title).hover();
  await item(page, title).locator('xpath=..').getByTestId('conversation-menu').click();
}

test('a title is changed in place', async ({ page }) => {
  await open(page);
  await menuOf(page, 'Why is the sky blue?');
  await page.getByTestId('conversation-rename').click();
  const field = page.getByTestId('rename-input');
  await expect(field).toBeFocused();
  await page.keyboard.type('On scattering');
  await page.keyboard.press('Enter');
  await expect(item(page, 'On scattering')).toBeVisible();
  await expect(item(page, 'On scattering')).toBeFocused();
  expect(await calls(page, 'renameConversation')).toEqual([[expect.any(String), 'On scattering']]);
});

test('Escape leaves a title as it was', async ({ page }) => {
  await open(page);
  await item(page, 'Why is the sky blue?').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Something else');
  await page.keyboard.press('Escape');
  await expect(item(page, 'Why is the sky blue?')).toBeFocused();
  expect(await calls(page, 'renameConversation')).toEqual([]);
});

test('leaving the field keeps what was typed', async ({ page }) => {
  await open(page);
  await item(page, 'Why is the sky blue?').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Blue');
  await page.getByTestId('composer').click();
  await expect(item(page, 'Blue')).toBeVisible();
  expect(await calls(page, 'renameConversation')).toHaveLength(1);
});

test('Enter and Escape of an input method do not end a rename', async ({ page }) => {
  await open(page);
  await item(page, '金沢三日間の旅').focus();
  await page.keyboard.press('F2');
  await page.keyboard.press('Delete');
  await compose(page, 'かなざわ');
  await pressComposing(page, 'Enter');
  await pressComposing(page, 'Escape');
  await expect(page.getByTestId('rename-input')).toHaveValue('かなざわ');
  expect(await calls(page, 'renameConversation')).toEqual([]);
});

test('a refused rename puts the old title back and says why', async ({ page }) => {
  await open(page);
  await page.evaluate(() =>
    window.__fake?.failCall('renameConversation', { code: 'disk_full', message: '', args: {} }),
  );
  await item(page, 'Why is the sky blue?').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Blue');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('toast')).toContainText('The disk is full');
  await expect(item(page, 'Why is the sky blue?')).toBeVisible();
});

test('a pinned conversation goes to the top, and back when unpinned', async ({ page }) => {
  await open(page);
  await menuOf(page, 'Why is the sky blue?');
  await page.getByTestId('conversation-pin').click();
  await expect
    .poll(async () => (await titles(page)).slice(0, 2))
    .toEqual(['Measuring before tuning', 'Why is the sky blue?']);
  await menuOf(page, 'Why is the sky blue?');
  await expect(page.getByTestId('conversation-pin')).toHaveText('Unpin');
  await page.getByTestId('conversation-pin').click();
  await expect.poll(async () => (await titles(page))[1]).toBe('Notice periods in the lease');
});

test('a deleted conversation comes back with the toast’s undo', async ({ page }) => {
  await open(page);
  const before = await titles(page);
  await menuOf(page, 'Regex for German dates');
  await page.getByTestId('conversation-delete').click();
  await expect(item(page, 'Regex for German dates')).toHaveCount(0);
  await expect(page.getByTestId('toast')).toHaveAttribute('data-kind', 'undo');
  await page.getByTestId('undo').click();
  await expect(item(page, 'Regex for German dates')).toBeVisible();
  expect(await titles(page)).toEqual(before);
});

test('deleting the open conversation leaves a new one; undo opens it again', async ({ page }) => {
  await open(page);
  await item(page, 'Regex for German dates').click();
  await page.keyboard.press('Control+Shift+Backspace');
  await expect(page.getByTestId('empty-state')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(item(page, 'Regex for German dates')).toHaveAttribute('aria-current', 'true');
  await expect(page.getByTestId('message').first()).toContainText('regular expression');
});

test('a conversation that could not be deleted stays', async ({ page }) => {
  await open(page);
  await page.evaluate(() => window.__fake?.failCall('deleteConversation', { code: 'busy', message: '', args: {} }));
  await item(page, 'Regex for German dates').focus();
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('toast')).toHaveAttribute('data-code', 'busy');
  await expect(item(page, 'Regex for German dates')).toBeVisible();
});

test('a conversation is exported from the list and from the header', async ({ page }) => {
  await open(page);
  await menuOf(page, 'Regex for German dates');
  await page.getByTestId('conversation-export-markdown').click();
  await expect(page.getByTestId('toast')).toContainText('Regex for German dates.md');
  await item(page, 'Regex for German dates').click();
  await page.getByTestId('more').click();
  await page.getByTestId('conversation-export-json').click();
  await expect(page.getByTestId('toast').last()).toContainText('Regex for German dates.json');
  expect((await calls(page, 'exportConversation')).map((args) => args[1])).toEqual(['markdown', 'json']);
});

test('an export that was cancelled says nothing', async ({ page }) => {
  await open(page);
  await page.evaluate(() => window.__fake?.cancelDialog());
  await menuOf(page, 'Regex for German dates');
  await page.getByTestId('conversation-export-markdown').click();
  await expect.poll(() => calls(page, 'exportConversation')).toHaveLength(1);
  await expect(page.getByTestId('toast')).toHaveCount(0);
});

test('the header renames the open conversation, also with the list folded away', async ({ page }) => {
  await open(page);
  await item(page, 'Regex for German dates').click();
  await page.getByTestId('sidebar-fold').click();
  await page.getByTestId('more').click();
  await page.getByTestId('conversation-rename').click();
  await expect(page.getByTestId('rename-input')).toBeFocused();
  await expect(page.getByTestId('rename-input')).toHaveValue('Regex for German dates');
});
