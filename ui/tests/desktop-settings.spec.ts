/** A person decides how Carat lives on their desktop: its keys, the tray, the start, what is kept. */
import type { Page } from '@playwright/test';
import { calls, expect, open, said, test } from './fixtures';

const saved = (page: Page) => page.evaluate(() => window.__fake?.settings() as unknown as Record<string, unknown>);
const section = (fake = {}) => ({ hash: '#/settings/desktop', fake });

test('the shortcut is pressed to be chosen', async ({ page }) => {
  await open(page, section());
  const recorder = page.getByTestId('desktop-shortcut');
  await expect(recorder).toHaveText('Alt Space');
  await recorder.click();
  await expect(recorder).toHaveText('Press the keys…');
  await page.keyboard.press('k');
  await expect(recorder).toHaveText('With Ctrl, Alt or Super…');
  await page.keyboard.press('Control+Alt+k');
  await expect(recorder).toHaveText('Ctrl Alt K');
  expect(await saved(page)).toMatchObject({ quick_shortcut: 'Ctrl+Alt+KeyK' });
  await recorder.click();
  await page.keyboard.press('Escape');
  // Escape left the recording, and neither the choice nor the screen.
  await expect(recorder).toHaveText('Ctrl Alt K');
  await expect(page.getByTestId('settings-screen')).toBeVisible();
  await page.getByTestId('desktop-shortcut-clear').click();
  await expect(recorder).toHaveText('None');
  expect(await saved(page)).toMatchObject({ quick_shortcut: null });
  await expect(page.getByTestId('desktop-pause')).toHaveCount(0);
});

test('keys that another program holds are named, and free ones offered', async ({ page }) => {
  await open(page, section({ shortcut: 'taken' }));
  await expect(page.getByRole('alert')).toContainText(said('Another program holds Super Space'));
  await page.getByTestId('desktop-shortcut-offer').click();
  await expect(page.getByTestId('desktop-shortcut')).toHaveText('Ctrl Alt Space');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('the shortcut is paused and taken up again', async ({ page }) => {
  await open(page, section({ shortcut: 'paused' }));
  const pause = page.getByTestId('desktop-pause');
  await expect(pause).toHaveAttribute('aria-checked', 'true');
  await pause.click();
  expect(await saved(page)).toMatchObject({ quick_shortcut_paused: false });
});

test('where no program may take keys, the command to bind by hand is given', async ({ page }) => {
  await open(page, section({ shortcut: 'by_hand' }));
  await expect(page.getByTestId('desktop-command')).toHaveText('carat-desktop --quick');
  await expect(page.getByTestId('desktop-shortcut')).toHaveCount(0);
  await page.getByTestId('desktop-command-copy').click();
  expect(await page.evaluate(() => window.__fake?.copied)).toEqual(['carat-desktop --quick']);
});

test('where the desktop gives the keys, its own words for them are shown', async ({ page }) => {
  await open(page, section({ shortcut: 'desktop' }));
  await expect(page.getByText(/The desktop gave .?Meta\+Q/)).toBeVisible();
  await expect(page.getByTestId('desktop-shortcut')).toBeVisible();
});

test('while keys are recorded, Carat’s own do nothing else', async ({ page }) => {
  await open(page, section());
  await page.getByTestId('desktop-shortcut').click();
  await expect.poll(() => calls(page, 'holdShortcuts')).toEqual([[true]]);
  await page.keyboard.press('Tab');
  await expect.poll(() => calls(page, 'holdShortcuts')).toEqual([[true], [false]]);
});

test('tray, start, notifications and keeping are saved as they are chosen', async ({ page }) => {
  await open(page, section());
  await expect(page.getByTestId('desktop-login')).toHaveAttribute('aria-checked', 'false');
  await page.getByTestId('desktop-close').selectOption('keep');
  await page.getByTestId('desktop-login').click();
  await page.getByTestId('desktop-notifications').click();
  await page.getByTestId('desktop-keep').click();
  await expect
    .poll(() => saved(page))
    .toMatchObject({ close_to_tray: 'keep', start_at_login: true, notifications: false, quick_keep: false });
});

test('a desktop without a tray says what that means, once at the start and in the settings', async ({ page }) => {
  await open(page, section({ tray: 0, notices: 'no_tray' }));
  await expect(page.getByTestId('notice')).toContainText('no tray');
  await page.getByTestId('notice').getByRole('button').click();
  await expect(page.getByTestId('notice')).toHaveCount(0);
  await expect(page.getByTestId('desktop-close')).toHaveCount(0);
  await expect(page.getByText('closing the window ends Carat')).toBeVisible();
});

test('an own action is written, changed and removed', async ({ page }) => {
  await open(page, section());
  await page.getByTestId('desktop-action-add').click();
  await expect(page.getByTestId('desktop-action-save')).toBeDisabled();
  await page.getByTestId('desktop-action-name').fill('Three points');
  await page.getByTestId('desktop-action-prompt').fill('Turn this into three short bullet points.');
  await page.getByTestId('desktop-action-shortcut').click();
  await page.keyboard.press('Alt+Space');
  await expect(page.getByText('Carat already uses these keys')).toBeVisible();
  await expect(page.getByTestId('desktop-action-save')).toBeDisabled();
  await page.getByTestId('desktop-action-shortcut').click();
  await page.keyboard.press('Alt+3');
  await page.getByTestId('desktop-action-save').click();
  await expect(page.getByTestId('desktop-action')).toContainText('Three points');
  const actions = async () => (await saved(page)).quick_actions;
  expect(await actions()).toEqual([
    {
      id: expect.stringMatching(/^own-/),
      name: 'Three points',
      prompt: 'Turn this into three short bullet points.',
      shortcut: 'Alt+Digit3',
    },
  ]);
  await page.getByTestId('desktop-action-edit').click();
  await page.getByTestId('desktop-action-name').fill('要点');
  await page.getByTestId('desktop-action-save').click();
  await expect.poll(actions).toEqual([expect.objectContaining({ name: '要点', shortcut: 'Alt+Digit3' })]);
  await page.getByTestId('desktop-action-remove').click();
  await expect.poll(actions).toEqual([]);
  await expect(page.getByTestId('settings-screen').getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('settings-screen')).toHaveCount(0);
});

test('closing the window asks once, and takes the answer', async ({ page }) => {
  await open(page);
  const asked = () => page.evaluate(() => window.__fake?.emit({ type: 'close_asked' }));
  await asked();
  await expect(page.getByTestId('close-dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('close-dialog')).toHaveCount(0);
  expect(await calls(page, 'closeMain')).toEqual([]);
  await asked();
  await page.keyboard.press('Enter');
  await expect.poll(() => calls(page, 'closeMain')).toEqual([['keep']]);
  expect(await saved(page)).toMatchObject({ close_to_tray: 'keep' });
});

test('what was begun in the quick window opens in the main one', async ({ page }) => {
  await open(page);
  const id = await page.getByTestId('conversation-item').nth(1).getAttribute('data-conversation-id');
  await page.evaluate(
    (conversation) => window.__fake?.emit({ type: 'open_in_main', conversation, draft: 'and when', settings: null }),
    id,
  );
  await expect(page.getByTestId('message').first()).toBeVisible();
  await expect(page.getByTestId('composer')).toHaveValue('and when');
  await expect(page.getByTestId('composer')).toBeFocused();
  await page.evaluate(() =>
    window.__fake?.emit({ type: 'open_in_main', conversation: null, draft: '', settings: 'desktop' }),
  );
  await expect(page.getByTestId('desktop-shortcut')).toBeInViewport();
});
