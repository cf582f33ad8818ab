/** A person keeps documents in libraries: makes them, fills them, searches them, asks them, gives them up. */
import { ask, bring, drop, dragOver, LEASE } from './documents-page';
import { calls, expect, expectAccessible, expectFits, open, said, test } from './fixtures';

test('the list opens a library, and the way back leads to it', async ({ page }) => {
  await open(page);
  await page.getByTestId('libraries').click();
  await expect(page.getByTestId('library')).toHaveCount(2);
  await expect(page.getByTestId('library').first()).toContainText(said('3 documents'));
  await page.getByTestId('library').first().click();
  await expect(page.getByTestId('library-title')).toHaveText('House and flat');
  await expect(page).toHaveURL(/#\/libraries\/library-1$/);
  await expect(page.getByTestId('document-row')).toHaveCount(3);
  await page.reload();
  await expect(page.getByTestId('document-row')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('libraries-screen')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('composer')).toBeFocused();
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByTestId('libraries-screen')).toBeVisible();
});

test('pages that are pictures are named, with what can be done', async ({ page }) => {
  await open(page, { hash: '#/libraries/library-1' });
  await expect(page.getByTestId('document-row').filter({ hasText: 'Deed' })).toContainText(
    said('5 pages are pictures without text (2, 3, 4, 5, 6)'),
  );
});

test('a new library is made, filled by choosing and by dropping, and renamed', async ({ page }) => {
  await open(page, { fake: { libraries: 'none' }, hash: '#/libraries' });
  await expect(page.getByTestId('libraries-empty')).toBeVisible();
  await page.getByTestId('library-new').click();
  await page.getByTestId('library-name').fill('税务 2026');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('library-title')).toHaveText('税务 2026');
  await expect(page.getByTestId('library-empty')).toBeVisible();
  await bring(page, '会议纪要.docx');
  await page.getByTestId('library-add').click();
  await expect(page.getByTestId('document-row')).toHaveAttribute('data-state', 'indexed');
  await dragOver(page, 'documents', 2);
  await expect(page.getByTestId('drop-here')).toContainText(said('Drop 2 files to add them to “税务 2026”'));
  await drop(page, 'kitchen.md', { name: 'broken.pdf', fails: 'document_damaged' });
  await expect(page.getByTestId('document-row')).toHaveCount(3);
  await expect(page.getByTestId('document-row').filter({ hasText: 'broken' })).toHaveAttribute('data-state', 'failed');
  await page.getByTestId('library-more').click();
  await page.getByTestId('library-rename').click();
  await page.getByTestId('library-name').fill('Taxes');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('library-title')).toHaveText('Taxes');
});

test('a document is removed, and brought back', async ({ page }) => {
  await open(page, { hash: '#/libraries/library-1' });
  const row = page.getByTestId('document-row').filter({ hasText: 'kitchen.md' });
  await row.getByTestId('document-remove').click();
  await expect(row).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(row).toHaveCount(1);
});

test('with a document removed by key, the keyboard is at the next one, at last at the heading', async ({ page }) => {
  await open(page, { hash: '#/libraries/library-1' });
  const rows = page.getByTestId('document-row');
  await rows.first().getByTestId('document-remove').focus();
  for (const left of [2, 1]) {
    await page.keyboard.press('Enter');
    await expect(rows).toHaveCount(left);
    await expect(rows.first().getByTestId('document-remove')).toBeFocused();
  }
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('library-empty')).toBeVisible();
  await expect(page.getByTestId('library-title')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('libraries-screen')).toBeVisible();
});

test('a library is deleted, and brought back', async ({ page }) => {
  await open(page, { hash: '#/libraries/library-1' });
  await page.getByTestId('library-more').click();
  await page.getByTestId('library-delete').click();
  await expect(page.getByTestId('library')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(page.getByTestId('library')).toHaveCount(2);
});

test('a search finds passages, says how, and opens the document there', async ({ page }) => {
  await open(page, { hash: '#/libraries/library-1', size: { width: 1600, height: 1000 } });
  await page.getByTestId('library-search').fill('deposit');
  await expect(page.getByTestId('hits-count')).toContainText(said('Found by words and meaning (all-MiniLM-L6-v2)'));
  await expect(page.getByTestId('hit').first()).toContainText('The deposit is 2,480 euros.');
  await page.getByTestId('hit').first().click();
  await expect(page.getByTestId('viewer-place')).toContainText(said('page 2'));
  await expect(page.getByTestId('passage-box').first()).toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('hit').first()).toBeFocused();
  await page.getByTestId('library-search').fill('football');
  await expect(page.getByTestId('hits-count')).toContainText('Nothing found');
});

test('asking a library starts a conversation about it, which goes on being about it', async ({ page }) => {
  await open(page, { hash: '#/libraries' });
  await page.getByTestId('library-ask').first().click();
  await expect(page.getByTestId('desk-library')).toContainText('House and flat');
  await expect(page.getByTestId('composer')).toBeFocused();
  await ask(page, 'How high is the deposit?');
  await expect(page.getByTestId('source').first()).toContainText(LEASE);
  const [[request]] = (await calls(page, 'sendMessage')) as [[{ library: string }]];
  expect(request.library).toBe('library-1');
  await page.getByTestId('new-conversation').click();
  await expect(page.getByTestId('desk')).toBeHidden();
  await page.getByTestId('conversation-item').filter({ hasText: 'deposit' }).click();
  await expect(page.getByTestId('desk-library')).toContainText('House and flat');
  await page.getByTestId('desk-library-off').click();
  await expect(page.getByTestId('desk')).toBeHidden();
});

for (const dark of [false, true]) {
  test(`the libraries have no grave accessibility fault, ${dark ? 'dark' : 'light'}`, async ({ page }) => {
    await open(page, { hash: '#/libraries', dark, size: { width: 1600, height: 1000 } });
    await page.getByTestId('library').first().waitFor();
    await expectAccessible(page, 'the libraries');
    await page.getByTestId('library').first().click();
    await page.getByTestId('document-row').first().waitFor();
    await expectAccessible(page, 'a library');
    await page.getByTestId('library-search').fill('rent');
    await page.getByTestId('hit').first().waitFor();
    await expectAccessible(page, 'a search');
  });
}

for (const language of ['en', 'zh-Hans', 'ja']) {
  test(`the libraries fit a small window, in ${language}`, async ({ page }) => {
    await open(page, { hash: '#/libraries', fake: { language }, size: { width: 900, height: 600 } });
    await page.getByTestId('library').first().waitFor();
    await expectFits(page, 'the libraries');
    await page.getByTestId('library').first().click();
    await page.getByTestId('document-row').first().waitFor();
    await expectFits(page, 'a library');
    const ids = await page.evaluate(() => document.body.innerText.match(/\b(documents|place|app)(-[a-z]+)+\b/g) ?? []);
    expect(ids, 'no text may be missing').toEqual([]);
  });
}
