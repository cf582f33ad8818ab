/** A person sets Carat up as they like it, takes their data with them, or deletes it. */
import type { Page } from '@playwright/test';
import { attached, chip } from './documents-page';
import { calls, compose, expect, open, pressComposing, test } from './fixtures';

const lastSaved = async (page: Page) =>
  (await calls(page, 'setSettings')).at(-1)?.[0] as Record<string, unknown> | undefined;

test('the settings open from the list and by key, and close back to the conversation', async ({ page }) => {
  await open(page);
  await page.getByTestId('conversation-item').filter({ hasText: 'Regex' }).click();
  await page.getByTestId('settings').click();
  await expect(page.getByTestId('settings-screen')).toBeVisible();
  await page.getByTestId('settings-close').click();
  await expect(page.getByTestId('message').first()).toContainText('regular expression');
  await page.keyboard.press('Control+,');
  await expect(page.getByTestId('settings-screen')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('message').first()).toContainText('regular expression');
});

test('every choice is saved as it is made', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.getByTestId('settings-send-with').selectOption('mod_enter');
  await page.getByTestId('settings-thinking').click();
  await page.getByTestId('settings-show-statistics').click();
  await page.getByTestId('settings-context').selectOption('8192');
  await page.getByTestId('settings-unload-after').selectOption('none');
  await page.getByTestId('settings-states').selectOption('0');
  await page.getByTestId('settings-threads').fill('３');
  await page.getByTestId('settings-system-prompt').fill('I am a nurse. Be brief.');
  await page.getByTestId('settings-system-prompt').blur();
  await expect
    .poll(() => lastSaved(page))
    .toMatchObject({
      send_with: 'mod_enter',
      thinking: true,
      show_statistics: false,
      context: 8192,
      unload_after: null,
      states_mb: 0,
      threads: 3,
      system_prompt: 'I am a nurse. Be brief.',
    });
  await expect(page.getByTestId('settings-thinking')).toHaveAttribute('aria-checked', 'true');
});

test('instructions that are still being typed when the screen is left are saved', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.getByTestId('settings-system-prompt').fill('Be brief.');
  await page.keyboard.press('Control+n');
  await expect(page.getByTestId('settings-screen')).toHaveCount(0);
  await expect.poll(() => lastSaved(page)).toMatchObject({ system_prompt: 'Be brief.' });
});

test('saving one setting does not disturb what is typed in another', async ({ page }) => {
  await open(page, { hash: '#/settings', fake: { delay: 300 } });
  await page.getByTestId('settings-thinking').click();
  await page.getByTestId('settings-system-prompt').fill('Be brief.');
  await expect.poll(() => calls(page, 'setSettings')).toHaveLength(1);
  await page.getByTestId('settings-threads').fill('2');
  await page.getByTestId('settings-system-prompt').focus();
  await expect.poll(() => lastSaved(page)).toMatchObject({ thinking: true, system_prompt: 'Be brief.', threads: 2 });
  await expect(page.getByTestId('settings-system-prompt')).toHaveValue('Be brief.');
});

test('a count of threads that is none is refused in place and not saved', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.getByTestId('settings-threads').fill('many');
  await page.getByTestId('settings-threads').blur();
  await expect(page.getByTestId('settings-screen').getByRole('alert')).toContainText('256');
  await expect(page.getByTestId('settings-threads')).toHaveAttribute('aria-invalid', 'true');
  expect(await calls(page, 'setSettings')).toEqual([]);
});

test('a setting that could not be saved stays as it was', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.evaluate(() => window.__fake?.failCall('setSettings', { code: 'disk_full', message: '', args: {} }));
  await page.getByTestId('settings-thinking').click();
  await expect(page.getByTestId('toast')).toContainText('The disk is full');
  await expect(page.getByTestId('settings-thinking')).toHaveAttribute('aria-checked', 'false');
});

test('the theme changes at once and follows the system again', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.getByTestId('settings-theme').selectOption('dark');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.getByTestId('settings-theme').selectOption('system');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(root).toHaveAttribute('data-theme', 'dark');
});

test('the language changes at once, everywhere', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.getByTestId('settings-language').selectOption('zh-Hans');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('设置');
  await expect(page.getByTestId('new-conversation')).toContainText('新对话');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await page.getByTestId('settings-language').selectOption('ja');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('設定');
  await page.getByTestId('settings-language').selectOption('en');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings');
});

test('folders open', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  for (const folder of ['home', 'models', 'logs']) await page.getByTestId(`settings-open-${folder}`).click();
  expect(await calls(page, 'openFolder')).toEqual([['home'], ['models'], ['logs']]);
});

test('everything is exported and brought in again', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.getByTestId('settings-export').click();
  await expect(page.getByTestId('toast')).toContainText('carat-archive.zip');
  await page.getByTestId('settings-import').click();
  await expect(page.getByTestId('toast').last()).toContainText(/3\W+conversations/);
  await expect(page.getByTestId('conversation-item').filter({ hasText: 'Brought in' })).toHaveCount(3);
});

test('an archive that is none is refused', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.evaluate(() =>
    window.__fake?.failCall('importArchive', {
      code: 'not_an_archive',
      message: '',
      args: { path: '/tmp/a.zip', detail: 'no manifest' },
    }),
  );
  await page.getByTestId('settings-import').click();
  await expect(page.getByTestId('toast')).toContainText('Nothing was brought in');
  await expect(page.getByTestId('settings-import')).toBeEnabled();
});

test('diagnostics go to the clipboard', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.getByTestId('settings-diagnostics').click();
  await expect(page.getByTestId('toast')).toContainText('clipboard');
  expect(await page.evaluate(() => window.__fake?.copied)).toEqual([expect.stringContaining('Carat 0.1.0')]);
});

test('a reset asks first', async ({ page }) => {
  await open(page, { hash: '#/settings', fake: { theme: 'dark' } });
  await page.getByTestId('settings-reset').click();
  await page.getByTestId('confirm-no').click();
  expect(await calls(page, 'resetSettings')).toEqual([]);
  await page.getByTestId('settings-reset').click();
  await page.getByTestId('confirm-yes').click();
  await expect(page.getByTestId('settings-theme')).toHaveValue('system');
});

test('deleting everything takes a typed word', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.getByTestId('settings-delete-everything').click();
  await expect(page.getByTestId('confirm-word')).toBeFocused();
  await expect(page.getByTestId('confirm-yes')).toBeDisabled();
  await page.keyboard.type('yes');
  await page.keyboard.press('Enter');
  expect(await calls(page, 'deleteEverything')).toEqual([]);
  await page.getByTestId('confirm-word').fill('Delete');
  await page.getByTestId('confirm-yes').click();
  await expect(page.getByTestId('conversations-empty')).toBeVisible();
  await expect(page.getByTestId('empty-state')).toBeVisible();
  expect(await calls(page, 'deleteEverything')).toHaveLength(1);
});

test('deleting everything leaves no draft, no document and no search in the window', async ({ page }) => {
  await open(page, { size: { width: 1600, height: 1000 } });
  await attached(page, 'kitchen.md');
  await chip(page, 'kitchen.md').getByTestId('document-open').click();
  await expect(page.getByTestId('viewer')).toBeVisible();
  await page.getByTestId('composer').fill('half a question');
  await page.getByTestId('search').fill('Regex');
  await expect(page.getByTestId('search-result').first()).toBeVisible();
  await page.getByTestId('settings').click();
  await page.getByTestId('settings-delete-everything').click();
  await page.getByTestId('confirm-word').fill('Delete');
  await page.getByTestId('confirm-yes').click();
  await expect(page.getByTestId('conversations-empty')).toBeVisible();
  await expect(page.getByTestId('search')).toHaveValue('');
  await expect(page.getByTestId('composer')).toHaveValue('');
  await expect(page.getByTestId('desk')).toBeHidden();
  await expect(page.getByTestId('viewer')).toBeHidden();
  await page.getByTestId('libraries').click();
  await expect(page.getByTestId('libraries-empty')).toBeVisible();
});

test('an input method that is composing the word neither deletes nor closes', async ({ page }) => {
  await open(page, { hash: '#/settings', fake: { language: 'zh-Hans' } });
  await page.getByTestId('settings-delete-everything').click();
  await compose(page, '删除');
  await expect(page.getByTestId('confirm-word')).toHaveValue('删除');
  await pressComposing(page, 'Enter');
  await pressComposing(page, 'Escape');
  await expect(page.getByTestId('confirm-dialog')).toBeVisible();
  expect(await calls(page, 'deleteEverything')).toEqual([]);
});

test('a setting changed elsewhere shows here', async ({ page }) => {
  await open(page, { hash: '#/settings' });
  await page.evaluate(async () => {
    const fake = window.__fake;
    if (!fake) return;
    const settings = { ...fake.settings(), theme: 'dark' as const, system_prompt: 'From afar' };
    fake.emit({ type: 'settings', settings });
  });
  await expect(page.getByTestId('settings-theme')).toHaveValue('dark');
  await expect(page.getByTestId('settings-system-prompt')).toHaveValue('From afar');
});
