/** Answers that a model should not write: nothing of them runs, leaves the window, or holds it up. */
import { expect, test } from './fixtures';
import { ChatPage } from './chat-page';

let chat: ChatPage;
test.beforeEach(({ page }) => {
  chat = new ChatPage(page);
});
test.afterEach(async () => {
  expect(await chat.page.evaluate(() => (window as unknown as { __owned?: unknown }).__owned)).toBeUndefined();
  expect(chat.faults).toEqual([]);
  expect(chat.foreign).toEqual([]);
});

test('scripts, handlers, frames, styles and pictures are text', async () => {
  await chat.open({ answer: 'hostile', rate: 300 });
  await chat.ask('Attack');
  await expect(chat.answerText).toContainText('<script>window.__owned = 1</script>');
  await expect(chat.answerText).toContainText('<iframe src="https://example.com"></iframe>');
  await expect(chat.answerText).toContainText(/Image, not loaded: \W?remote/);
  await expect(chat.answerText).toContainText('plain text after it all');
  await expect(
    chat.answerText.locator('script, iframe, img, style, svg:not(.katex svg), [onerror], [onload], [href], [src]'),
  ).toHaveCount(0);
  await expect(chat.answerText.locator('[data-href]')).toHaveCount(0);
  await expect(chat.composer).toBeVisible();
});

test('a link is opened by the host alone, after its address was shown', async ({ page }) => {
  await chat.open({ answer: 'links', rate: 500 });
  await chat.ask('Where can I read more?');
  const address = page.url();
  const links = chat.answerText.getByRole('link');
  await expect(links).toHaveCount(3);
  await expect(chat.answerText).toContainText('the guide (example.com)');

  await links.first().click();
  await expect(chat.by('link-address')).toHaveText('https://example.com/guide?a=b');
  await chat.by('link-cancel').click();
  expect(await chat.calls('openLink')).toEqual([]);

  await links.first().press('Enter');
  await chat.by('link-open').click();
  expect(await chat.calls('openLink')).toEqual([['https://example.com/guide?a=b']]);

  // Mail is none of Carat's business: the address can be taken along.
  await links.nth(1).click();
  await expect(chat.by('link-open')).toHaveCount(0);
  await chat.by('link-copy').click();
  expect(await chat.copied()).toEqual(['person@example.com']);

  await links.last().click({ button: 'middle' });
  expect(page.url()).toBe(address);
  expect(page.context().pages()).toHaveLength(1);
});

test('a fence of thirty kilobytes gets its colours', async () => {
  await chat.open({ answer: 'fence', rate: 100_000 });
  await chat.ask('Write it out');
  await expect(chat.answer.locator('.hljs-keyword')).toHaveCount(1200);
  await expect(chat.answerText).toContainText('The end.');
});

for (const [name, what] of [
  ['nested', 'ten thousand lists in lists'],
  ['table', 'a table of two megabytes'],
] as const) {
  test(`${what} end, and the window answers after them`, async () => {
    await chat.open({ answer: name, rate: 2_000_000, context: 100_000_000 });
    await chat.ask('Go on');
    await chat.send('And then?');
    await expect(chat.by('question-text').last()).toHaveText('And then?');
    const depth = await chat.answers.first().evaluate((root) => {
      const depths = (element: Element): number => Math.max(0, ...Array.from(element.children, depths)) + 1;
      return depths(root);
    });
    expect(depth).toBeLessThan(60);
    expect(await chat.answers.first().locator('*').count()).toBeLessThan(10_000);
    await expect(chat.answers.first().locator('[data-action=show-all]')).toContainText('Show all');
  });
}
