/** A person without a model of any size gets one: from nothing to an answer, and past everything that may be in the way. */
import type { Page } from '@playwright/test';
import type { Fault } from '../src/backend/fake/hub';
import { calls, expect, expectAccessible, failFirst, open, said, test, type Opening } from './fixtures';

const FRESH: Opening['fake'] = { onboarded: false, data: 'empty', models: 'starter', rate: 400, answer: 'short' };
const order = (page: Page, fault: Fault) => page.evaluate((made) => void window.__fake?.hub.faults.push(made), fault);

test('the recommended model comes while the starter answers, and is taken with one press', async ({ page }) => {
  await open(page, { fake: { ...FRESH, download: 3000 } });
  const offer = page.getByTestId('offer');
  await expect(offer.getByTestId('fit')).toHaveAttribute('data-fit', 'runs_well');
  await offer.getByTestId('card-get').click();
  await expect(offer.getByTestId('download')).toBeVisible();
  await expect(page.getByTestId('downloads-aside')).toBeVisible();
  await page.getByTestId('composer').fill('What is the capital of Japan?');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer-text').last()).toContainText('Tokyo');
  const toast = page.getByTestId('toast').filter({ hasText: said('Gemma 4 12B is ready') });
  await toast.getByTestId('toast-action').click();
  await expect(page.getByTestId('model-picker')).toContainText('Gemma 4 12B');
  await expect(page.getByTestId('downloads-aside')).toHaveCount(0);
});

test('without a starter the downloaded model answers at once', async ({ page }) => {
  await open(page, { fake: { ...FRESH, models: 'none', download: 600 } });
  await page.getByTestId('offer').getByTestId('card-get').click();
  await expect(page.getByTestId('model-picker')).toContainText('Gemma 4 12B');
  await page.getByTestId('composer').fill('What is the capital of Japan?');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('answer-text').last()).toContainText('Tokyo');
});

test('a weak machine is recommended what it can run, with its terms before the download', async ({ page }) => {
  await open(page, { fake: { ...FRESH, models: 'none', memory: 2, terms: 'needed', download: 400 } });
  const offer = page.getByTestId('offer');
  await expect(offer).toContainText('Gemma 3 270M');
  await offer.getByTestId('card-get').click();
  await expect(page.getByTestId('terms-text')).toBeFocused();
  await page.getByTestId('terms-decline').click();
  await expect(offer.getByTestId('download')).toHaveCount(0);
  await offer.getByTestId('card-get').click();
  await page.getByTestId('terms-accept').click();
  await expect(page.getByTestId('model-picker')).toContainText('Gemma 3 270M');
});

test('without a network it waits, says why, and a file from the disk still does', async ({ page }) => {
  await open(page, { fake: { ...FRESH, models: 'none', network: false } });
  const offer = page.getByTestId('offer');
  await offer.getByTestId('card-get').click();
  await expect(offer.getByTestId('download-words')).toContainText('switched off');
  await expect(page.getByTestId('no-model-add')).toBeEnabled();
  await offer.getByTestId('download-step').click();
  await page.getByTestId('network-on').click();
  await page.getByTestId('settings-close').click();
  await expect(page.getByTestId('offer').getByTestId('download')).toHaveAttribute('data-state', 'downloading');
});

for (const [code, step, args, words] of [
  ['token_missing', 'enter_token', {}, 'Enter a token'],
  ['terms_not_accepted_on_hub', 'accept_terms', {}, 'Open its page'],
  ['access_refused', 'choose_another', { detail: 'not on the list' }, 'ask the owner'],
] as const) {
  test(`a first model that is not given out freely says what helps: ${code}`, async ({ page }) => {
    const repository = 'google/gemma-4-12B-it-qat-q4_0-gguf';
    const url = `https://huggingface.co/${repository}`;
    await open(page, { fake: { ...FRESH, models: 'none', download: 600 } });
    await order(page, {
      at: 0,
      fails: {
        error: { code, message: '', args: { repository, url, ...args } },
        next: step === 'choose_another' ? { step } : { step, url },
      },
    });
    const offer = page.getByTestId('offer');
    await offer.getByTestId('card-get').click();
    await expect(offer.getByRole('alert')).toContainText(repository);
    await expect(offer.getByTestId('download')).toContainText(words);
    await expectAccessible(page, `the first run with ${code}`);
    if (step === 'enter_token') {
      await offer.getByTestId('download-step').click();
      await page.getByTestId('token-field').fill('hf_example');
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('model-picker')).toContainText('Gemma 4 12B');
    } else if (step === 'accept_terms') {
      await offer.getByTestId('download-step').click();
      expect(await calls(page, 'openLink')).toEqual([[url]]);
      // The terms are accepted by now, on the hub's page.
      await offer.getByTestId('download-again').click();
      await expect(page.getByTestId('model-picker')).toContainText('Gemma 4 12B');
    } else {
      await offer.getByTestId('download-by-hand').click();
      await expect(page.getByTestId('model-picker')).toContainText('gemma-3-4b-it-Q4_K_M');
    }
  });
}

test('a full disk is told before anything is fetched, with the way to the storage', async ({ page }) => {
  await open(page, { fake: { ...FRESH, disk: 2 } });
  const offer = page.getByTestId('offer');
  await offer.getByTestId('card-get').click();
  await expect(offer.getByTestId('download-words')).toContainText(said('5 GB are lacking'));
  await offer.getByTestId('download-step').click();
  await expect(page.getByTestId('storage-move')).toBeInViewport();
});

test('a download that is given up is offered again', async ({ page }) => {
  await open(page, { fake: { ...FRESH, download: 60_000 } });
  const offer = page.getByTestId('offer');
  await offer.getByTestId('card-get').click();
  await expect(offer.getByTestId('download-words')).toContainText('left');
  await offer.getByTestId('download-stop').click();
  await page.getByTestId('stop-delete').click();
  await expect(offer.getByTestId('card-get')).toBeVisible();
  expect(await calls(page, 'cancelDownload')).toEqual([[expect.any(String), false]]);
});

test('a catalogue that can’t be read leaves a file from the disk and another try', async ({ page }) => {
  await failFirst(page, 'catalogue', 'internal', { detail: 'x' });
  await open(page, { fake: { ...FRESH, models: 'none' } });
  const offer = page.getByTestId('offer');
  await expect(offer.getByRole('alert')).toBeVisible();
  await expect(page.getByTestId('no-model-add')).toBeEnabled();
  await offer.getByRole('button', { name: 'Try again' }).click();
  await expect(offer.getByTestId('card-get')).toBeVisible();
});

test('the first run is readable and reachable while a download runs', async ({ page }) => {
  await open(page, { fake: { ...FRESH, download: 60_000 } });
  await page.getByTestId('card-get').click();
  await page.getByTestId('download-pause').waitFor();
  await expectAccessible(page, 'the first run with a download');
});
