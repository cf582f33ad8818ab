/** A person sees what models take of the disk and what went over the network, and changes both. */
import { calls, expect, expectAccessible, open, said, test } from './fixtures';

test('what takes which space is listed, and Carat deletes only its own', async ({ page }) => {
  await open(page, { fake: { found: true }, hash: '#/settings/storage' });
  await expect(page.getByTestId('storage-move')).toBeInViewport();
  const own = page.locator('[data-testid=stored-model][data-model-id=own-gemma-4-e4b]');
  await expect(own).toContainText('in memory now');
  await expect(own).toContainText('5.2 GB');
  await page.locator('[data-model-id=found-ollama]').getByTestId('stored-more').click();
  await expect(page.getByTestId('stored-remove')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await own.getByTestId('stored-more').click();
  await page.getByTestId('stored-remove').click();
  await expect(page.getByTestId('confirm-no')).toBeFocused();
  await page.getByTestId('confirm-yes').click();
  await expect(own).toHaveCount(0);
  await expect(page.getByTestId('toast')).toContainText(said('5.2 GB are free again'));
  await expect(page.getByTestId('model-picker')).toContainText('Gemma 3 270M');
});

test('what is left of downloads is deleted with one press', async ({ page }) => {
  await open(page, { hash: '#/settings/storage' });
  await expect(page.getByTestId('leftover')).toHaveCount(2);
  await page.locator('[data-kind=quarantined]').getByTestId('leftover-remove').click();
  await expect(page.getByTestId('leftover')).toHaveCount(1);
  await expect(page.getByTestId('leftover-remove')).toBeFocused();
});

test('models move to another disk, with progress, and can stay after all', async ({ page }) => {
  await open(page, { fake: { download: 1000 }, hash: '#/settings/storage' });
  await page.evaluate(() => window.__fake?.cancelDialog());
  await page.getByTestId('storage-move').click();
  await expect(page.getByTestId('storage-move')).toBeEnabled();
  await page.getByTestId('storage-move').click();
  await expect(page.getByTestId('file-work')).toContainText('Große Platte');
  await expect(page.getByTestId('file-work')).toHaveCount(0);
  await expect(page.locator('[data-section=storage]')).toContainText('/media/ada/Große Platte/模型');
});

test('a model’s bytes are checked, and checking can be stopped', async ({ page }) => {
  await open(page, { fake: { download: 1500 }, hash: '#/settings/storage' });
  const own = page.locator('[data-testid=stored-model][data-model-id=own-gemma-4-e4b]');
  await own.getByTestId('stored-more').click();
  await page.getByTestId('stored-verify').click();
  await page.getByTestId('file-work-stop').click();
  await expect(page.getByTestId('toast')).toContainText('stopped');
  await own.getByTestId('stored-more').click();
  await page.getByTestId('stored-verify').click();
  await expect(page.getByTestId('toast').last()).toContainText('byte for byte');
});

test('every connection is listed with its host and bytes', async ({ page }) => {
  await open(page);
  await page.getByTestId('local').click();
  await expect(page.getByTestId('local-dialog')).toContainText('only to download models');
  await page.getByTestId('local-connections').click();
  const list = page.getByTestId('connections');
  await expect(list).toBeInViewport();
  await list.locator('summary').click();
  await expect(page.getByTestId('connection')).toHaveCount(3);
  await expect(page.getByTestId('connection').first()).toContainText('cas-bridge.xethub.hf.co');
  await expectAccessible(page, 'the connections');
});

test('mirror, proxy, certificates and speed are kept as they are typed', async ({ page }) => {
  await open(page, { hash: '#/settings/network' });
  await page.getByTestId('network-mirror').fill(' https://hf-mirror.com ');
  await page.keyboard.press('Tab');
  await page.getByTestId('network-proxy').selectOption('address');
  await page.getByTestId('network-proxy-address').fill('socks5://127.0.0.1:1080');
  await page.keyboard.press('Tab');
  await page.getByTestId('network-speed').selectOption('2000000');
  await page.getByTestId('certificates-add').click();
  await expect(page.getByTestId('certificate')).toContainText('company-root.pem');
  await expect
    .poll(() => page.evaluate(() => window.__fake?.settings().network))
    .toEqual({
      on: true,
      mirror: 'https://hf-mirror.com',
      proxy: { kind: 'address', address: 'socks5://127.0.0.1:1080' },
      certificates: ['/home/ada/company-root.pem'],
      speed_limit: 2_000_000,
    });
  await page.getByTestId('certificate-remove').click();
  // With its last row gone the keyboard is at the heading, and Escape still leaves.
  await expect(page.getByTestId('settings-screen').getByRole('heading', { level: 1 })).toBeFocused();
  await page.getByTestId('network-proxy').selectOption('direct');
  await expect
    .poll(() => page.evaluate(() => window.__fake?.settings().network))
    .toMatchObject({ proxy: { kind: 'direct' }, certificates: [] });
});

test('what is still being typed when the screen is left is kept', async ({ page }) => {
  await open(page, { hash: '#/settings/network' });
  const settings = page.getByTestId('settings-screen');
  const kept = () => page.evaluate(() => window.__fake?.settings());
  await page.getByTestId('network-mirror').fill('https://hf-mirror.com');
  await page.keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
  await expect.poll(kept).toMatchObject({ network: { mirror: 'https://hf-mirror.com' } });
  await page.keyboard.press('Control+,');
  await page.getByTestId('network-proxy').selectOption('address');
  await page.getByTestId('network-proxy-address').fill('socks5://127.0.0.1:1080');
  await page.keyboard.press('Control+n');
  await expect(settings).toHaveCount(0);
  await expect
    .poll(kept)
    .toMatchObject({ network: { proxy: { kind: 'address', address: 'socks5://127.0.0.1:1080' } } });
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-threads').fill('3');
  await page.goBack();
  await expect(settings).toHaveCount(0);
  await expect.poll(kept).toMatchObject({ threads: 3 });
});

test('a mirror that the host refuses is said, and the old one stays', async ({ page }) => {
  await open(page, { hash: '#/settings/network' });
  await page.evaluate(() =>
    window.__fake?.failCall('setSettings', {
      code: 'setting_wrong',
      message: '',
      args: { field: 'mirror', detail: 'no address' },
    }),
  );
  await page.getByTestId('network-mirror').fill('nonsense');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('toast')).toContainText('mirror');
  await expect(page.getByTestId('network-mirror')).toHaveValue('');
});

test('a token is kept for the session where there is no keychain, and taken back', async ({ page }) => {
  await open(page, { fake: { keychain: false }, hash: '#/settings/network' });
  await page.getByTestId('token-enter').click();
  await expect(page.getByTestId('token-field')).toBeFocused();
  await page.getByTestId('token-field').fill('hf_example');
  await page.getByTestId('token-keep').click();
  await expect(page.locator('[data-section=network]')).toContainText('Kept until Carat ends');
  await page.getByTestId('token-clear').click();
  await expect(page.locator('[data-section=network]')).toContainText('Only models that need an account');
  expect(await calls(page, 'clearHubToken')).toHaveLength(1);
});

test('accepted terms stand with their date and version, and can be read', async ({ page }) => {
  await open(page, { hash: '#/settings/about' });
  const about = page.locator('[data-section=about]');
  await expect(about).toContainText(said('version of 2025-03-24'));
  await about.getByTestId('accepted-read').click();
  await expect(page.getByTestId('terms-text')).toBeFocused();
});
