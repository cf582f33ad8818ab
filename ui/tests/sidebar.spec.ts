/** A person finds their conversations in the list, by day, and goes from one to another. */
import { ChatPage } from './chat-page';
import { calls, expect, failFirst, open, test, titles } from './fixtures';

test('the list is grouped by day, pinned conversations first', async ({ page }) => {
  await open(page);
  const headings = page.getByTestId('sidebar').getByRole('heading');
  await expect(headings.first()).toHaveText('Pinned');
  expect(await headings.allInnerTexts()).toEqual(expect.arrayContaining(['Pinned', 'Today', 'Yesterday']));
  expect((await titles(page))[0]).toBe('Measuring before tuning');
});

test('a conversation opens with a click and is marked as the open one', async ({ page }) => {
  await open(page);
  const item = page.getByTestId('conversation-item').filter({ hasText: 'Why is the sky blue?' });
  await item.click();
  await expect(item).toHaveAttribute('aria-current', 'true');
  await expect(page.getByTestId('message').first()).toContainText('Why is the sky blue?');
  await expect(page).toHaveTitle(/Why is the sky blue\?/);
  await page.getByTestId('new-conversation').click();
  await expect(page.locator('[data-testid=conversation-item][aria-current]')).toHaveCount(0);
  await expect(page.getByTestId('composer')).toBeFocused();
});

test('back and forward go through the conversations', async ({ page }) => {
  await open(page);
  await page.getByTestId('conversation-item').nth(1).click();
  await page.getByTestId('conversation-item').nth(3).click();
  await page.goBack();
  await expect(page.getByTestId('conversation-item').nth(1)).toHaveAttribute('aria-current', 'true');
  await page.goForward();
  await expect(page.getByTestId('conversation-item').nth(3)).toHaveAttribute('aria-current', 'true');
});

test('the first question of a new conversation puts it on top of the list, open', async ({ page }) => {
  await open(page, { fake: { answer: 'short', rate: 400 } });
  await page.getByTestId('composer').fill('What is the capital of Japan?');
  await page.keyboard.press('Enter');
  const item = page.locator('[data-testid=conversation-item][aria-current=true]');
  await expect(item).toHaveText('What is the capital of Japan?');
  await expect(page.getByTestId('answer-text').last()).toContainText('Tokyo');
  expect(new URL(page.url()).hash).toMatch(/^#\/c\//);
});

test('without conversations the list says what will be there', async ({ page }) => {
  await open(page, { fake: { data: 'empty' } });
  await expect(page.getByTestId('conversations-empty')).toBeVisible();
});

test('a list that could not be read offers to try again', async ({ page }) => {
  await failFirst(page, 'listConversations', 'busy');
  await open(page);
  await expect(page.getByTestId('toast')).toHaveAttribute('data-code', 'busy');
  await page.getByTestId('sidebar').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('conversation-item').first()).toBeVisible();
});

test('five thousand conversations scroll to the last, with few of them drawn', async ({ page }) => {
  await open(page, { fake: { data: 'many' } });
  await page.getByTestId('conversation-item').first().focus();
  await page.keyboard.press('End');
  const last = page.locator('[data-testid=conversation-item][data-position="5000"]');
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport();
  expect(await page.getByTestId('conversation-item').count()).toBeLessThan(120);
  await page.keyboard.press('Enter');
  await expect(last).toHaveAttribute('aria-current', 'true');
});

test('arrows move through the list and Enter opens', async ({ page }) => {
  await open(page);
  const items = page.getByTestId('conversation-item');
  await items.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(items.nth(2)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(items.nth(1)).toBeFocused();
  await page.keyboard.press('Home');
  await expect(items.first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(items.first()).toHaveAttribute('aria-current', 'true');
});

test('the list folds away and stays away until it is asked for', async ({ page }) => {
  await open(page, { size: { width: 1600, height: 1000 } });
  await page.getByTestId('sidebar-fold').click();
  await expect(page.getByTestId('sidebar')).toHaveCount(0);
  await page.reload();
  await expect(page.getByTestId('sidebar-show')).toBeVisible();
  await expect(page.getByTestId('sidebar')).toHaveCount(0);
  await page.getByTestId('header-new').click();
  await page.getByTestId('sidebar-show').click();
  await expect(page.getByTestId('sidebar')).toBeVisible();
});

test('in a narrow window the list lies over the conversation and leaves when one is chosen', async ({ page }) => {
  await open(page, { size: { width: 700, height: 600 } });
  await expect(page.getByTestId('sidebar')).toHaveCount(0);
  await page.getByTestId('sidebar-show').click();
  await page.getByTestId('conversation-item').filter({ hasText: 'Why is the sky blue?' }).click();
  await expect(page.getByTestId('sidebar')).toHaveCount(0);
  await expect(page.getByTestId('message').first()).toContainText('Why is the sky blue?');
  await page.getByTestId('sidebar-show').click();
  await expect(page.getByTestId('sidebar')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('sidebar')).toHaveCount(0);
});

test('Escape that puts away a list over the conversation does not stop its answer', async ({ page }) => {
  await page.setViewportSize({ width: 700, height: 600 });
  const chat = new ChatPage(page);
  await chat.open({ answer: 'markdown', rate: 10 });
  await chat.send('How do I start?');
  await chat.writing();
  await chat.by('sidebar-show').click();
  await expect(chat.by('sidebar')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chat.by('sidebar')).toHaveCount(0);
  expect(await chat.calls('stopTurn')).toEqual([]);
  await page.keyboard.press('Escape');
  await chat.ended('stopped');
});

test('a change made elsewhere shows up', async ({ page }) => {
  await open(page);
  await expect(page.getByTestId('conversation-item').first()).toBeVisible();
  const before = (await calls(page, 'listConversations')).length;
  await page.evaluate(() => window.__fake?.emit({ type: 'conversations' }));
  await expect.poll(async () => (await calls(page, 'listConversations')).length).toBeGreaterThan(before);
});

test('hostile titles are shown as text', async ({ page }) => {
  await open(page, { fake: { data: 'hostile' } });
  await expect(page.getByTestId('conversation-title').filter({ hasText: '<script>alert(1)</script>' })).toBeVisible();
  await expect(page.getByTestId('sidebar').locator('script')).toHaveCount(0);
});

test('an address of a conversation that is gone leads to a new one', async ({ page }) => {
  await open(page, { hash: '#/c/never-was' });
  await expect(page.getByTestId('empty-state')).toBeVisible();
  expect(new URL(page.url()).hash).toBe('#/');
});
