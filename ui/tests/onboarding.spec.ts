/** A person opens Carat for the first time. */
import { calls, expect, failFirst, open, test } from './fixtures';

test('the first run says what Carat is, and stands in nobody’s way', async ({ page }) => {
  await open(page, { fake: { onboarded: false, data: 'empty', rate: 400, answer: 'short' } });
  await expect(page.getByTestId('welcome')).toContainText('Nothing you type leaves it');
  await page.getByTestId('composer').fill('What is the capital of Japan?');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer-text').last()).toContainText('Tokyo');
  await expect(page.getByTestId('welcome')).toHaveCount(0);
  expect((await calls(page, 'setSettings')).at(-1)).toEqual([expect.objectContaining({ onboarded: true })]);
});

test('the welcome goes with one click and does not come back', async ({ page }) => {
  await open(page, { fake: { onboarded: false, data: 'empty' } });
  await page.getByTestId('welcome-done').click();
  await expect(page.getByTestId('welcome')).toHaveCount(0);
  await page.getByTestId('new-conversation').click();
  await expect(page.getByTestId('welcome')).toHaveCount(0);
});

test('someone who cannot read the welcome finds their language in it', async ({ page }) => {
  await open(page, { fake: { onboarded: false, data: 'empty' } });
  await page.getByTestId('welcome-language').selectOption('ja');
  await expect(page.getByTestId('welcome')).toContainText('ようこそ');
});

test('the model’s terms are asked for before the first answer, and the question is kept', async ({ page }) => {
  await open(page, { fake: { terms: 'needed', onboarded: false, data: 'empty', rate: 400, answer: 'short' } });
  await page.getByTestId('composer').fill('What is the capital of Japan?');
  await page.keyboard.press('Enter');
  const dialog = page.getByTestId('terms-dialog');
  await expect(dialog).toHaveAttribute('data-licence', 'gemma');
  await expect(page.getByTestId('terms-text')).toContainText('Section 4');
  await page.getByTestId('terms-decline').click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId('message')).toHaveCount(0);
  await expect(page.getByTestId('composer')).toHaveValue('What is the capital of Japan?');
  await page.getByTestId('composer').press('Enter');
  await page.getByTestId('terms-accept').click();
  await expect(page.getByTestId('answer-text').last()).toContainText('Tokyo');
  expect(await calls(page, 'acceptTerms')).toEqual([['gemma']]);
});

test('terms that can’t be read can be asked for again', async ({ page }) => {
  await open(page, { fake: { terms: 'needed' }, hash: '#/models' });
  await page.evaluate(() =>
    window.__fake?.failCall('terms', { code: 'terms_unknown', message: '', args: { licence: 'gemma' } }),
  );
  await page.getByTestId('model-terms').first().click();
  await expect(page.getByTestId('terms-dialog').getByRole('alert')).toContainText('gemma');
  await expect(page.getByTestId('terms-accept')).toBeDisabled();
  await page.getByTestId('terms-dialog').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('terms-text')).toBeVisible();
  await expect(page.getByTestId('terms-accept')).toBeEnabled();
});

test('an acceptance that could not be kept is said in the dialog, which stays', async ({ page }) => {
  await open(page, { fake: { terms: 'needed' }, hash: '#/models' });
  await page.getByTestId('model-terms').first().click();
  await page.evaluate(() => window.__fake?.failCall('acceptTerms', { code: 'disk_full', message: '', args: {} }));
  await page.getByTestId('terms-accept').click();
  await expect(page.getByTestId('terms-dialog').getByRole('alert')).toContainText('The disk is full');
  await page.getByTestId('terms-accept').click();
  await expect(page.getByTestId('terms-dialog')).toHaveCount(0);
});

test('loading from the picker asks for the terms first', async ({ page }) => {
  await open(page, { fake: { terms: 'needed', engine: 'unloaded', loading: 100 } });
  await page.getByTestId('model-picker').click();
  await page.getByTestId('model-load').click();
  await page.getByTestId('terms-accept').click();
  await expect(page.getByTestId('model-state')).toHaveAttribute('data-state', 'ready');
});

test('without a model Carat offers one, and a file from the disk does as well', async ({ page }) => {
  await open(page, { fake: { models: 'none', onboarded: true, data: 'empty' } });
  const card = page.getByTestId('no-model');
  await expect(card).toContainText('.gguf');
  await expect(card.getByTestId('card-get')).toBeVisible();
  await card.getByTestId('no-model-add').click();
  await expect(card).toHaveCount(0);
  await expect(page.getByTestId('model-picker')).toContainText('gemma-3-4b-it-Q4_K_M');
});

test('a dialog that was cancelled leaves the way open', async ({ page }) => {
  await open(page, { fake: { models: 'none', data: 'empty' } });
  await page.getByTestId('no-model-add').waitFor();
  await page.evaluate(() => window.__fake?.cancelDialog());
  await page.getByTestId('no-model-add').click();
  await expect.poll(() => calls(page, 'addModelFile')).toHaveLength(1);
  await expect(page.getByTestId('no-model-add')).toBeEnabled();
});

test('what happened to the data since last time is told once', async ({ page }) => {
  await open(page, { fake: { notices: 'database_damaged,answers_broken_off,database_migrated' } });
  const damaged = page.locator('[data-testid=notice][data-kind=database_damaged]');
  await expect(damaged).toHaveRole('alert');
  await expect(damaged).toContainText('carat.damaged-1.db');
  await expect(page.locator('[data-kind=answers_broken_off]')).toContainText('2');
  await expect(page.locator('[data-kind=database_migrated]')).toContainText('backups');
  await damaged.getByRole('button').click();
  await expect(damaged).toHaveCount(0);
  await expect(page.getByTestId('notice')).toHaveCount(2);
});

test('the window is reported as usable, once', async ({ page }) => {
  await open(page);
  await expect.poll(() => calls(page, 'uiReady')).toEqual([[true]]);
});

test('a host that can’t say how things stand is no blank window', async ({ page }) => {
  await failFirst(page, 'appState', 'disk_full');
  await page.goto('/');
  await expect(page.getByTestId('start-failed')).toContainText('The disk is full');
  // The host then closes the window by itself: there is no app in it to ask.
  await expect.poll(() => calls(page, 'uiReady')).toEqual([[false]]);
});
