/** A person downloads models: sees how far each is, stops and goes on, and learns what to do when something is in the way. */
import type { Page } from '@playwright/test';
import type { Fault } from '../src/backend/fake/hub';
import { calls, expect, expectAccessible, open, said, test } from './fixtures';

const card = (page: Page, id: string) => page.locator(`[data-testid=catalogue-card][data-card-id="${id}"]`);
const order = (page: Page, fault: Fault) => page.evaluate((made) => void window.__fake?.hub.faults.push(made), fault);
const hold = (page: Page, held: boolean) =>
  page.evaluate((on) => {
    if (window.__fake) window.__fake.hub.held = on;
  }, held);

test('cards say in words what runs here and why, and the words follow the context', async ({ page }) => {
  await open(page, { hash: '#/models' });
  await expect(card(page, 'gemma-4-12b')).toContainText('Recommended');
  await expect(page.getByText('Recommended', { exact: true })).toHaveCount(1);
  await expect(card(page, 'gemma-4-e4b').getByTestId('fit')).toContainText(
    said('Runs well · about 15 tokens a second'),
  );
  await expect(card(page, 'gemma-4-31b').getByTestId('fit')).toContainText(said('Too large · needs 19.6 GB'));
  await page.getByTestId('models-context').selectOption('131072');
  await expect(card(page, 'gemma-4-12b').getByTestId('fit')).toContainText(/Tight · .*needs/);
  await expect(card(page, 'gemma-4-e4b')).toContainText('Recommended');
});

test('older and special models are a press away, and say what they are not for', async ({ page }) => {
  await open(page, { hash: '#/models' });
  await page.getByTestId('models-others').locator('summary').click();
  await expect(card(page, 'qwen3guard-gen-0.6b')).toContainText('does not converse');
  await expect(card(page, 'gemma-7b-pretrained')).toContainText('size known at download');
});

test('a catalogue of one’s own extends the cards, and a damaged one is named', async ({ page }) => {
  await open(page, { fake: { catalogue: 'own' }, hash: '#/models' });
  await expect(card(page, 'own-firma')).toContainText('Added by you');
  await expect(card(page, 'own-firma')).toContainText('إجابات قصيرة');
  await open(page, { fake: { catalogue: 'damaged' }, hash: '#/models' });
  await expect(page.getByTestId('catalogue-fault')).toContainText('catalog.json');
  await expect(card(page, 'gemma-4-e4b')).toBeVisible();
});

test('progress goes on and never back, through a pause and a fault, until the model is there', async ({ page }) => {
  await open(page, { fake: { download: 2500 }, hash: '#/models' });
  await order(page, {
    at: 0.5,
    waits: { reason: { why: 'connection_lost', host: 'huggingface.co' }, milliseconds: 400 },
  });
  const mine = card(page, 'gemma-4-e2b');
  await page.evaluate(() => {
    const seen: number[] = [];
    (window as unknown as { seen: number[] }).seen = seen;
    new MutationObserver(() => {
      const bar = document.querySelector('[data-card-id="gemma-4-e2b"] [data-testid=download-bar]');
      const state = bar?.closest('[data-testid=download]')?.getAttribute('data-state');
      const now = bar?.getAttribute('aria-valuenow');
      if (now && state !== 'verifying') seen.push(Number(now));
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-valuenow'] });
  });
  await mine.getByTestId('card-get').click();
  await expect(mine.getByTestId('download-words')).toContainText(/of .*3\.3 GB.* · .*\/s · .*sec.* left/);
  await mine.getByTestId('download-pause').click();
  await expect(mine.getByTestId('download')).toHaveAttribute('data-state', 'paused');
  await mine.getByTestId('download-resume').click();
  await expect(mine.getByTestId('card-use')).toBeVisible();
  const seen = await page.evaluate(() => (window as unknown as { seen: number[] }).seen);
  expect(seen.length).toBeGreaterThan(5);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  await mine.getByTestId('card-use').click();
  await expect(page.getByTestId('model-picker')).toContainText('Gemma 4 E2B');
});

test('one waits for the other, and both are seen from the chat', async ({ page }) => {
  await open(page, { fake: { download: 60_000 }, hash: '#/models' });
  await card(page, 'gemma-4-e2b').getByTestId('card-get').click();
  await card(page, 'gemma-4-12b').getByTestId('card-get').click();
  await expect(card(page, 'gemma-4-12b').getByTestId('download-words')).toContainText('Waiting its turn');
  await page.getByTestId('new-conversation').click();
  await expect(page.getByTestId('downloads-aside')).toContainText('%');
  await page.getByTestId('model-picker').click();
  await expect(page.getByTestId('model-fetching')).toHaveCount(2);
  await page.getByTestId('model-fetching').first().click();
  await expect(card(page, 'gemma-4-e2b').getByTestId('download')).toBeVisible();
});

test('waiting says what for, until when, and can be cut short', async ({ page }) => {
  await open(page, { fake: { download: 2000 }, hash: '#/models' });
  await order(page, {
    at: 0.2,
    waits: { reason: { why: 'offline', host: 'huggingface.co' }, milliseconds: 3_600_000 },
  });
  const mine = card(page, 'gemma-4-e2b');
  await mine.getByTestId('card-get').click();
  await expect(mine.getByTestId('download-words')).toContainText(
    said('huggingface.co can’t be reached · tries again at '),
  );
  await expect(page.getByTestId('downloads-aside')).toContainText('waiting');
  await expectAccessible(page, 'a waiting download');
  await mine.getByTestId('download-again').click();
  await expect(mine.getByTestId('card-use')).toBeVisible();
});

test('what has arrived is kept or deleted, as the person says', async ({ page }) => {
  await open(page, { fake: { download: 20_000 }, hash: '#/models' });
  const mine = card(page, 'gemma-4-e2b');
  await mine.getByTestId('card-get').click();
  await expect(mine.getByTestId('download-words')).toContainText('left');
  await mine.getByTestId('download-stop').click();
  await expect(page.getByTestId('stop-dialog')).toContainText('have arrived');
  await page.getByTestId('stop-no').click();
  await mine.getByTestId('download-stop').click();
  await page.getByTestId('stop-keep').click();
  await expect(mine.getByTestId('card-get')).toBeVisible();
  expect(await calls(page, 'cancelDownload')).toEqual([[expect.any(String), true]]);
  await hold(page, true);
  await mine.getByTestId('card-get').click();
  await expect(mine.getByTestId('download-words')).toContainText(/[1-9].* of .*3\.3 GB/);
});

for (const [code, step, args, words] of [
  ['token_missing', 'enter_token', {}, 'Enter a token'],
  ['terms_not_accepted_on_hub', 'accept_terms', {}, 'Open its page'],
  ['access_refused', 'choose_another', { detail: 'not on the list' }, 'ask the owner'],
] as const) {
  test(`a model that is not given out freely says what helps: ${code}`, async ({ page }) => {
    const repository = 'google/gemma-3-4b-it-qat-q4_0-gguf';
    const url = `https://huggingface.co/${repository}`;
    await open(page, { hash: '#/models' });
    await page.getByTestId('models-others').locator('summary').click();
    await order(page, {
      at: 0,
      fails: {
        error: { code, message: '', args: { repository, url, ...args } },
        next: step === 'choose_another' ? { step } : { step, url },
      },
    });
    const mine = card(page, 'gemma-3-4b');
    await expect(mine).toContainText('needs an account');
    await mine.getByTestId('card-get').click();
    await expect(mine.getByRole('alert')).toContainText(repository);
    await expect(mine.getByTestId('download')).toContainText(words);
    await expect(mine.getByTestId('download-by-hand')).toBeVisible();
    if (step === 'accept_terms') {
      await mine.getByTestId('download-step').click();
      expect(await calls(page, 'openLink')).toEqual([[url]]);
    }
    if (step !== 'enter_token') return;
    await mine.getByTestId('download-step').click();
    await page.getByTestId('token-terms').click();
    expect(await calls(page, 'openLink')).toEqual([[url]]);
    await page.getByTestId('token-field').fill('nonsense');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('token-dialog').getByRole('alert')).toContainText('hf_');
    await expect(page.getByTestId('token-field')).toHaveAttribute('type', 'password');
    await page.getByTestId('token-field').fill('hf_example');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('token-dialog')).toHaveCount(0);
    await expect(mine.getByTestId('card-use')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain('hf_example');
  });
}

test('a failure elsewhere is told once, and leads to the download', async ({ page }) => {
  await open(page, { fake: { download: 1500 }, hash: '#/models' });
  await order(page, {
    at: 0.9,
    fails: {
      error: { code: 'wrong_bytes', message: '', args: { path: 'a.gguf', kept: '/home/ada/a.gguf.wrong' } },
      next: { step: 'try_again' },
    },
  });
  await card(page, 'gemma-4-e2b').getByTestId('card-get').click();
  await page.getByTestId('new-conversation').click();
  const toast = page.getByTestId('toast').filter({ hasText: 'Gemma 4 E2B' });
  await toast.getByTestId('toast-action').click();
  await expect(card(page, 'gemma-4-e2b').getByRole('alert')).toContainText('/home/ada/a.gguf.wrong');
});

test('any other model is looked up by its name, chosen and downloaded', async ({ page }) => {
  await open(page, { fake: { download: 800 }, hash: '#/models' });
  await page.getByTestId('hub-address').fill('nobody/nothing');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('hub-failed')).toHaveAttribute('data-code', 'repository_unknown');
  await page.getByTestId('hub-address').fill('not an address');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('hub-failed')).toHaveAttribute('data-code', 'address_wrong');
  await page.getByTestId('hub-address').fill('ggml-org/gemma-3-4b-it-GGUF');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('hub-choice')).toHaveCount(4);
  await page.getByTestId('hub-choice').filter({ hasText: 'Recommended' }).getByTestId('hub-get').click();
  await expect(page.getByTestId('download')).toBeVisible();
  await expect(page.locator('[data-testid=model-card]').filter({ hasText: 'gemma-3-4b-it-Q4_K_M' })).toBeVisible();
});

test('the address of one file offers that file alone', async ({ page }) => {
  await open(page, { hash: '#/models' });
  await page
    .getByTestId('hub-address')
    .fill('https://huggingface.co/ggml-org/gemma-3-4b-it-GGUF/resolve/main/gemma-3-4b-it-Q8_0.gguf');
  await page.getByTestId('hub-look').click();
  await expect(page.getByTestId('hub-choice')).toHaveCount(1);
  await expect(page.getByTestId('hub-choice')).toContainText('Q8_0');
});

test('with the network off a look-up says where it is switched on', async ({ page }) => {
  await open(page, { fake: { network: false }, hash: '#/models' });
  await expect(page.getByTestId('local')).toContainText('network off');
  await page.getByTestId('hub-address').fill('ggml-org/gemma-3-4b-it-GGUF');
  await page.keyboard.press('Enter');
  await page.getByTestId('hub-step').click();
  await expect(page.getByTestId('network-on')).toBeInViewport();
});

test('a file dropped on the window is added, and used only when asked', async ({ page }) => {
  await open(page);
  await page.evaluate(() =>
    window.__fake?.emit({ type: 'file_drop', drop: { state: 'over', kind: 'models', count: 1 } }),
  );
  await expect(page.getByTestId('drop-here')).toBeVisible();
  await page.evaluate(() =>
    window.__fake?.emit({
      type: 'file_drop',
      drop: { state: 'refused', error: { code: 'model_not_gguf', message: '', args: { path: '/tmp/cat.jpg' } } },
    }),
  );
  await expect(page.getByTestId('drop-here')).toHaveCount(0);
  await expect(page.getByTestId('toast')).toContainText('/tmp/cat.jpg');
});
