/** A person finds a conversation by what its title or its text says, in any script. */
import { compose, expect, open, pressComposing, test } from './fixtures';

test('a word in an answer is found and marked, and opens its conversation', async ({ page }) => {
  await open(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('search')).toBeFocused();
  await page.keyboard.type('successor');
  const result = page.getByTestId('search-result');
  await expect(result).toHaveCount(1);
  await expect(result.locator('mark')).toHaveText('successor');
  await expect(result).toContainText('Notice periods in the lease');
  await expect(page.getByTestId('sidebar').getByRole('status')).toHaveText('1 result');
  await result.click();
  await expect(page.getByTestId('message').first()).toContainText('notice period');
  await expect(page.getByTestId('search')).toHaveValue('successor');
});

test('several hits in one conversation stand together under its title', async ({ page }) => {
  await open(page);
  await page.getByTestId('search').fill('lease');
  const results = page.getByTestId('search-result');
  await expect(results.first()).toHaveAttribute('data-message-id', '');
  await expect(results.first()).toContainText('Notice periods in the lease');
  expect(await results.count()).toBeGreaterThan(2);
  const ids = await results.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-conversation-id')));
  const starts = ids.filter((id, index) => id !== ids[index - 1]);
  expect(new Set(starts).size, 'a conversation appears at one place only').toBe(starts.length);
});

for (const [name, query, title] of [
  ['Chinese', '面试', '面试自我介绍修改'],
  ['Japanese', '金沢', '金沢三日間の旅'],
  ['Arabic', 'الاجتماع', 'تأجيل موعد الاجتماع'],
] as const) {
  test(`${name} titles are found`, async ({ page }) => {
    await open(page);
    await page.getByTestId('search').fill(query);
    const result = page.getByTestId('search-result').first();
    await expect(result).toContainText(title);
    await expect(result.locator('mark').first()).toHaveText(query);
  });
}

test('a search that finds nothing says so, and clearing it brings the list back', async ({ page }) => {
  await open(page);
  await page.getByTestId('search').fill('no such thing');
  await expect(page.getByTestId('search-none')).toContainText('no such thing');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('search')).toHaveValue('');
  await expect(page.getByTestId('conversation-item').first()).toBeVisible();
});

test('arrows go from the field into the results and back', async ({ page }) => {
  await open(page);
  await page.getByTestId('search').fill('the');
  const results = page.getByTestId('search-result');
  await expect(results.first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(results.first()).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(results.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('search')).toBeFocused();
});

test('Enter opens the first result', async ({ page }) => {
  await open(page);
  await page.getByTestId('search').fill('borrow');
  await expect(page.getByTestId('search-result').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('message').first()).toContainText('knows C');
});

test('Enter and Escape of an input method stay with it', async ({ page }) => {
  await open(page);
  await page.getByTestId('search').focus();
  await compose(page, '面试');
  await expect(page.getByTestId('search-result').first()).toBeVisible();
  const before = page.url();
  await pressComposing(page, 'Enter');
  await pressComposing(page, 'Escape');
  expect(page.url()).toBe(before);
  await expect(page.getByTestId('search')).toHaveValue('面试');
});

test('a search that fails keeps the window usable', async ({ page }) => {
  await open(page);
  await page.evaluate(() =>
    window.__fake?.failCall('search', { code: 'database', message: 'x', args: { detail: 'disk I/O error' } }),
  );
  await page.getByTestId('search').fill('the');
  await expect(page.getByTestId('toast')).toContainText('disk I/O error');
  await page.getByTestId('search').fill('sky');
  await expect(page.getByTestId('search-result').first()).toBeVisible();
});
