/** A person sees where an answer comes from: marks, passages, sources, and the place in the document. */
import { ask, attached, LEASE, SURVEY } from './documents-page';
import { calls, expect, expectAccessible, open, said, test } from './fixtures';

const marks = '[data-testid=answer-text] [data-cite]';

test('a mark shows its passage on hover and on focus, and Escape puts it away', async ({ page }) => {
  await open(page);
  await attached(page, LEASE);
  await ask(page, 'How high is the deposit?');
  const mark = page.locator(marks).first();
  await expect(mark).toHaveAccessibleName(said(`Source 1: ${LEASE}, page 2`));
  await mark.hover();
  const card = page.getByTestId('citation-card');
  await expect(card).toContainText('The deposit is 2,480 euros.');
  await expect(card).toContainText('3. Rent and deposit');
  await card.hover();
  await expect(card).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  await page.keyboard.press('Shift+Tab');
  await mark.focus();
  await expect(card).toBeVisible();
  await expect(mark).toHaveAttribute('aria-describedby', (await card.getAttribute('id')) ?? '');
  await expectAccessible(page, 'a passage beside its mark');
});

test('the document opens at the page, with the passage marked and in view', async ({ page }) => {
  await open(page, { size: { width: 1600, height: 1000 } });
  await attached(page, LEASE);
  await ask(page, 'How high is the deposit?');
  await page.locator(marks).first().click();
  const viewer = page.getByTestId('viewer');
  await expect(viewer.getByTestId('viewer-place')).toContainText(said('page 2'));
  await expect(page.locator('[data-page="2"]')).toHaveAttribute('data-drawn', 'true');
  await expect(page.getByTestId('passage-box').first()).toBeInViewport();
  // The box lies on the words that it is about.
  const box = await page.getByTestId('passage-box').first().boundingBox();
  const words = await page.locator('[data-page="2"] .textLayer span', { hasText: 'The deposit is' }).boundingBox();
  expect(Math.abs((box?.y ?? 0) - (words?.y ?? 99))).toBeLessThan(6);
  expect(Math.abs((box?.width ?? 0) - (words?.width ?? 99))).toBeLessThan(14);
  await expect(page.getByTestId('chat-view')).toBeVisible();
});

test('sources stand below the answer, and how they were found', async ({ page }) => {
  await open(page);
  await attached(page, LEASE);
  await ask(page, 'How high is the deposit?');
  await expect(page.getByTestId('source').first()).toContainText(said(`${LEASE}, page 2`));
  await expect(page.getByTestId('search-used')).toContainText(said('Found by words and meaning (all-MiniLM-L6-v2)'));
  await page.getByTestId('passages').locator('summary').click();
  await expect(page.getByTestId('passages').locator('li').first()).toBeVisible();
});

test('without an encoder the answer says that words alone were compared', async ({ page }) => {
  await open(page, { fake: { encoder: '' } });
  await attached(page, LEASE);
  await ask(page, 'How high is the deposit?');
  await expect(page.getByTestId('search-used')).toContainText('Found by words alone');
});

test('weak support is marked as such', async ({ page }) => {
  await open(page);
  await attached(page, LEASE);
  await ask(page, 'How high is the deposit and the monthly rent of the tenant?');
  const weak = page.locator(`${marks}.weak`).first();
  await expect(weak).toHaveAccessibleName(/weak/);
  await weak.hover();
  await expect(page.getByTestId('citation-weak')).toBeVisible();
  await expect(page.getByTestId('source').filter({ hasText: 'weak' })).toHaveCount(1);
});

test('an answer about something absent has no mark and says that the document does not say', async ({ page }) => {
  await open(page);
  await attached(page, LEASE);
  await ask(page, 'Which football club won yesterday?');
  await expect(page.getByTestId('document-silent')).toContainText('The document does not say.');
  await expect(page.locator(marks)).toHaveCount(0);
  await expect(page.getByTestId('sources')).toHaveCount(0);
});

test('numbers in brackets that no passage stands for are text', async ({ page }) => {
  await open(page, { fake: { answer: 'links' } });
  await ask(page, 'Anything [1]?');
  await expect(page.locator(marks)).toHaveCount(0);
});

test('an answer is saved with its sources', async ({ page }) => {
  await open(page);
  await attached(page, LEASE);
  await ask(page, 'How high is the deposit?');
  await page.getByTestId('export-answer').click();
  await expect(page.getByTestId('toast')).toContainText('.md');
  expect(await calls(page, 'exportAnswer')).toHaveLength(1);
});

test('a question that passages can’t answer reads everything, and says so', async ({ page }) => {
  await open(page, { fake: { reading: 2500, models: 'starter' } });
  await attached(page, SURVEY);
  await page.getByTestId('composer').fill('Summarise the survey');
  await expect(page.getByTestId('route')).toHaveAttribute('data-way', 'everything');
  await expect(page.getByTestId('route-choose')).toContainText(said('Reads everything: 37 pages'));
  await expect(page.getByTestId('route-pretrained')).toContainText('tuned for instructions');
  await page.getByTestId('composer').press('Enter');
  await expect(page.getByTestId('turn-progress')).toContainText(/Reading everything: .*of .*37\W* pages/);
  await expect(page.getByTestId('read-all')).toContainText(said('Read everything: 37 of 37 pages'));
  await expect(page.getByTestId('read-pretrained')).toBeVisible();
});

test('the way can be chosen, for one question', async ({ page }) => {
  await open(page);
  await attached(page, SURVEY);
  await page.getByTestId('composer').fill('What was found in region 7?');
  const route = page.getByTestId('route');
  await expect(route).toHaveAttribute('data-way', 'search');
  await expect(page.getByTestId('context-documents')).toContainText(said('6 of 74 passages'));
  await page.getByTestId('route-choose').click();
  await page.getByTestId('route-everything').click();
  await expect(route).toHaveAttribute('data-way', 'everything');
  await expect(route).toHaveAttribute('data-why', 'chosen');
  await page.getByTestId('composer').press('Enter');
  await expect(page.getByTestId('read-all')).toBeVisible();
  const [[request]] = (await calls(page, 'sendMessage')) as [[{ route: string; documents: string[] }]];
  expect(request).toMatchObject({ route: 'everything' });
  expect(request.documents).toHaveLength(1);
  await page.getByTestId('composer').fill('And region 8?');
  await expect(route).toHaveAttribute('data-way', 'search');
});

test('the meter shows that the whole of a small document is in', async ({ page }) => {
  await open(page);
  await attached(page, LEASE);
  await expect(page.getByTestId('context-documents')).toContainText('whole document');
  await page.getByTestId('context-meter').click();
  await expect(page.getByTestId('context-more')).toContainText('Of your documents');
});
