/** A person works without a mouse. */
import type { Page } from '@playwright/test';
import { calls, expect, open, pressComposing, test } from './fixtures';

/** Where the keyboard is: the test id, else the label. */
const place = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    return element?.dataset.testid ?? element?.getAttribute('aria-label') ?? element?.tagName ?? '';
  });

test('? opens the sheet of shortcuts, and Escape closes it', async ({ page }) => {
  await open(page);
  await page.getByTestId('conversation-item').first().focus();
  await page.keyboard.press('?');
  const sheet = page.getByTestId('shortcuts-dialog');
  await expect(sheet).toBeVisible();
  await expect(sheet).toContainText('New conversation');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(page.getByTestId('conversation-item').first()).toBeFocused();
});

test('a question mark in a question is only that; Ctrl / opens the sheet from there', async ({ page }) => {
  await open(page);
  await page.getByTestId('composer').focus();
  await page.keyboard.type('Why?');
  await expect(page.getByTestId('composer')).toHaveValue('Why?');
  await expect(page.getByTestId('shortcuts-dialog')).toHaveCount(0);
  await page.keyboard.press('Control+/');
  await expect(page.getByTestId('shortcuts-dialog')).toBeVisible();
});

test('the sheet shows the keys that send, as they are set', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Control+/');
  const send = page.getByTestId('shortcuts-dialog').locator('dl > div').filter({ hasText: /^Send/ });
  await expect(send.locator('kbd')).toHaveText(['Enter']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-send-with').selectOption('mod_enter');
  await page.keyboard.press('Control+/');
  await expect(send.locator('kbd')).toHaveText(['Ctrl', 'Enter']);
});

test('on a Mac the keys are a Mac’s', async ({ page }) => {
  await open(page, { fake: { platform: 'macos' } });
  await page.keyboard.press('Meta+k');
  await expect(page.getByTestId('search')).toBeFocused();
  await expect(page.getByTestId('new-conversation')).toContainText('⌘');
});

test('an Escape of an input method closes no dialog', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Control+/');
  await pressComposing(page, 'Escape');
  await expect(page.getByTestId('shortcuts-dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('shortcuts-dialog')).toHaveCount(0);
});

test('shortcuts rest while a dialog is open', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Control+/');
  await page.keyboard.press('Control+,');
  await expect(page.getByTestId('settings-screen')).toHaveCount(0);
});

test('Tab stays inside a dialog, and the focus comes back after it', async ({ page }) => {
  await open(page);
  await page.getByTestId('local').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('local-dialog')).toBeVisible();
  for (let press = 0; press < 6; press += 1) {
    await page.keyboard.press('Tab');
    const inside = await page.evaluate(
      () => document.activeElement === document.body || !!document.activeElement?.closest('dialog'),
    );
    expect(inside, 'the focus must not reach what lies behind the dialog').toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('local')).toBeFocused();
});

test('Alt and the arrows go through the conversations', async ({ page }) => {
  await open(page);
  await expect(page.getByTestId('conversation-item').first()).toBeVisible();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByTestId('conversation-item').nth(0)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page.getByTestId('conversation-item').nth(1)).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('Alt+ArrowUp');
  await expect(page.getByTestId('conversation-item').nth(0)).toHaveAttribute('aria-current', 'true');
});

test('Ctrl B folds the list, Ctrl N begins anew, F2 renames', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Control+b');
  await expect(page.getByTestId('sidebar')).toHaveCount(0);
  await page.keyboard.press('Control+b');
  await page.getByTestId('conversation-item').nth(1).click();
  await page.keyboard.press('F2');
  await expect(page.getByTestId('rename-input')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+n');
  await expect(page.getByTestId('composer')).toBeFocused();
  await expect(page.getByTestId('empty-state')).toBeVisible();
});

test('menus work by arrows, letters, Home, End and Escape', async ({ page }) => {
  await open(page);
  await page.getByTestId('model-picker').focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-testid=model-option][aria-checked=true]')).toBeFocused();
  await page.keyboard.press('End');
  await expect(page.getByTestId('models-show')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('model-option').first()).toBeFocused();
  await page.keyboard.press('u');
  await expect(page.getByTestId('model-unload')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('model-picker')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('menu')).toHaveCount(0);
});

test('a whole visit without a mouse: ask, rename, delete, undo, settings', async ({ page }) => {
  await open(page, { fake: { rate: 400, answer: 'short' } });
  await page.keyboard.press('Control+n');
  await page.keyboard.type('What is the capital of Japan?');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer-text').last()).toContainText('Kyoto');
  await expect(page.getByTestId('stop')).toHaveCount(0);
  await page.keyboard.press('F2');
  await page.keyboard.type('Capitals');
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-testid=conversation-item][aria-current]')).toHaveText('Capitals');
  await page.keyboard.press('Delete');
  await expect(page.getByTestId('conversation-item').filter({ hasText: 'Capitals' })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.locator('[data-testid=conversation-item][aria-current]')).toHaveText('Capitals');
  await page.keyboard.press('Control+,');
  await expect(page.getByTestId('settings-screen').getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await place(page)).toBe('settings-close');
  await page.keyboard.press('Tab');
  expect(await place(page)).toBe('settings-language');
  expect(await calls(page, 'restoreConversation')).toHaveLength(1);
});

test('Ctrl Z in a field that was just emptied is the field’s own, where nothing was deleted', async ({ page }) => {
  await open(page);
  const composer = page.getByTestId('composer');
  await composer.focus();
  await page.keyboard.type('half a question');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(composer).toHaveValue('');
  await page.keyboard.press('Control+z');
  await expect(composer).toHaveValue('half a question');
});

test('after a button of a toast the keyboard is at the composer, or at the heading of a screen', async ({ page }) => {
  await open(page);
  await page.getByTestId('conversation-item').filter({ hasText: 'Regex' }).click();
  await page.keyboard.press('Control+Shift+Backspace');
  await page.getByTestId('toast').getByRole('button', { name: 'Dismiss' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('toast')).toHaveCount(0);
  await expect(page.getByTestId('composer')).toBeFocused();
  const settings = page.getByTestId('settings-screen');
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-diagnostics').click();
  await page.getByTestId('toast').getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('toast')).toHaveCount(0);
  await expect(settings.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
});

test('every control of the main window is reached by Tab, in reading order', async ({ page }) => {
  await open(page);
  await expect(page.getByTestId('conversation-item').first()).toBeVisible();
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    getSelection()?.removeAllRanges();
  });
  await page.getByTestId('sidebar-fold').focus();
  const order = [await place(page)];
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press('Tab');
    order.push(await place(page));
  }
  const wanted = [
    'sidebar-fold',
    'new-conversation',
    'search',
    'conversation-item',
    'conversation-menu',
    'models',
    'settings',
    'model-picker',
    'local',
    'more',
  ];
  expect(order.filter((name) => wanted.includes(name))).toEqual(wanted);
});

test('an icon shows its label and its shortcut to the eye', async ({ page }) => {
  await open(page);
  await page.getByTestId('sidebar-fold').hover();
  await expect(page.getByTestId('tooltip')).toBeVisible();
  await expect(page.getByTestId('tooltip')).toContainText('Ctrl B');
  await expect(page.getByTestId('sidebar-fold')).toHaveAccessibleName('Hide the conversations');
});
