/** A person sees which model answers and whether it is loaded, changes it, adds a file, frees the memory. */
import { calls, expect, open, said, test } from './fixtures';

test('the header names the model and its state', async ({ page }) => {
  await open(page);
  await expect(page.getByTestId('model-picker')).toContainText('Gemma 4 E4B');
  await expect(page.getByTestId('model-state')).toHaveAttribute('data-state', 'ready');
  await expect(page.getByTestId('model-state')).toHaveText('Ready');
});

for (const [state, words] of [
  ['unloaded', 'Not loaded'],
  ['starting', 'Starting'],
  ['loading', 'Loading'],
  ['generating', 'Answering'],
  ['crashed', 'Stopped by an error'],
] as const) {
  test(`the state ${state} has words, not only a colour`, async ({ page }) => {
    await open(page, { fake: { engine: state } });
    await expect(page.getByTestId('model-state')).toHaveAttribute('data-state', state);
    await expect(page.getByTestId('model-state')).toContainText(words);
    await expect(page.getByTestId('app')).toHaveAttribute('data-engine', state);
  });
}

test('another model is chosen from the picker', async ({ page }) => {
  await open(page);
  await page.getByTestId('model-picker').click();
  const starter = page.locator('[data-testid=model-option][data-model-id=starter]');
  await expect(starter).toHaveAttribute('aria-checked', 'false');
  await expect(starter).toContainText('253.1 MB');
  await starter.click();
  await expect(page.getByTestId('model-picker')).toContainText('Gemma 3 270M');
  await expect(page.getByTestId('model-state')).toHaveAttribute('data-model', 'starter');
  expect(await calls(page, 'chooseModel')).toEqual([['starter']]);
});

test('a model is unloaded and loaded again, with its progress shown', async ({ page }) => {
  await open(page, { fake: { loading: 1500 } });
  await page.getByTestId('model-picker').click();
  await page.getByTestId('model-unload').click();
  await expect(page.getByTestId('model-state')).toHaveText('Not loaded');
  await page.getByTestId('model-picker').click();
  await page.getByTestId('model-load').click();
  await expect(page.getByTestId('model-state')).toContainText('Loading');
  await expect(page.getByTestId('model-state')).toHaveAttribute('data-state', 'ready');
});

test('an added file answers from then on', async ({ page }) => {
  await open(page);
  await page.getByTestId('model-picker').click();
  await page.getByTestId('model-add').click();
  await expect(page.getByTestId('model-picker')).toContainText('gemma-3-4b-it-Q4_K_M');
  await expect(page.getByTestId('toast')).toContainText('gemma-3-4b-it-Q4_K_M');
});

test('a file that is no model is refused in words that say what to do', async ({ page }) => {
  await open(page);
  await page.evaluate(() =>
    window.__fake?.failCall('addModelFile', { code: 'model_not_gguf', message: '', args: { path: '/tmp/cat.jpg' } }),
  );
  await page.getByTestId('model-picker').click();
  await page.getByTestId('model-add').click();
  const toast = page.getByTestId('toast');
  await expect(toast).toHaveAttribute('data-code', 'model_not_gguf');
  await expect(toast).toContainText('/tmp/cat.jpg');
  await toast.getByTestId('toast-action').click();
  await expect(page.getByTestId('model-option').first()).toBeVisible();
});

test('too little memory leads to the model’s settings', async ({ page }) => {
  await open(page, { fake: { engine: 'unloaded' } });
  await page.evaluate(() =>
    window.__fake?.failCall('loadModel', {
      code: 'not_enough_memory',
      message: '',
      args: { needed_mb: '9000', available_mb: '2000' },
    }),
  );
  await page.getByTestId('model-picker').click();
  await page.getByTestId('model-load').click();
  await expect(page.getByTestId('toast')).toContainText('9000');
  await page.getByTestId('toast-action').click();
  await expect(page.getByTestId('settings-context')).toBeInViewport();
});

test('the screen of models shows what is loaded and what is not', async ({ page }) => {
  await open(page, { hash: '#/models' });
  const loaded = page.locator('[data-testid=model-card][data-model-id=own-gemma-4-e4b]');
  await loaded.getByTestId('model-facts').click();
  await expect(loaded).toContainText(/8,192\W+of\W+131,072/);
  await expect(loaded).toContainText('Trained to converse');
  await expect(page.getByTestId('running-now')).toContainText(said('Gemma 4 E4B (5.9 GB)'));
  const other = page.locator('[data-testid=model-card][data-model-id=starter]');
  await other.getByTestId('model-use').click();
  await expect(other.getByTestId('model-load')).toBeVisible();
  await expect(page.getByTestId('running-now')).toContainText('No model is in memory');
  await page.getByTestId('models-folder').click();
  expect(await calls(page, 'openFolder')).toEqual([['models']]);
});

test('models of other programs are used where they lie', async ({ page }) => {
  await open(page, { fake: { found: true }, hash: '#/models' });
  const found = page.locator('[data-testid=model-card][data-model-id=found-ollama]');
  await expect(found).toContainText('Found in Ollama');
  await found.getByTestId('model-use').click();
  await expect(page.getByTestId('model-picker')).toContainText('gemma2:2b');
});

test('a crash is explained where the model is, and the model starts again', async ({ page }) => {
  await open(page, { fake: { engine: 'crashed', loading: 100 }, hash: '#/models' });
  const card = page.locator('[data-testid=model-card][data-model-id=own-gemma-4-e4b]');
  await expect(card.getByRole('alert')).toContainText('GGML_ASSERT');
  await card.getByTestId('model-load').click();
  await expect(page.getByTestId('model-state')).toHaveAttribute('data-state', 'ready');
});

test('terms that were accepted can be read again, and the keyboard begins in their text', async ({ page }) => {
  await open(page, { hash: '#/models' });
  await page.getByTestId('model-more').first().click();
  await page.getByTestId('model-terms-menu').click();
  await expect(page.getByTestId('terms-text')).toContainText('Gemma Terms of Use');
  await expect(page.getByTestId('terms-text')).toBeFocused();
  await expect(page.getByTestId('terms-accept')).toHaveCount(0);
  await page.getByTestId('terms-prohibited').click();
  expect(await calls(page, 'openLink')).toEqual([['https://ai.google.dev/gemma/prohibited_use_policy']]);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('terms-dialog')).toHaveCount(0);
});
