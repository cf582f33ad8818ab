/** A person reads a document beside the conversation: at the passage, through it, and back. */
import { ask, attached, chip, LEASE, SURVEY } from './documents-page';
import { calls, expect, expectAccessible, expectFits, open, said, test } from './fixtures';

const marks = '[data-testid=answer-text] [data-cite]';
const LARGE = { width: 1600, height: 1000 };

test('next and previous go through the passages of the answer', async ({ page }) => {
  await open(page, { size: LARGE });
  await attached(page, SURVEY);
  await ask(page, 'Summarise the survey');
  await page.locator(marks).first().click();
  const place = page.getByTestId('viewer-place');
  const count = page.getByTestId('viewer-count');
  await expect(count).toHaveText(said('1 of 5'));
  const first = await place.innerText();
  await page.getByTestId('viewer-next').click();
  await expect(count).toHaveText(said('2 of 5'));
  await expect(place).not.toHaveText(first);
  await expect(page.getByTestId('passage-box').first()).toBeInViewport();
  await page.keyboard.press('F3');
  await expect(count).toHaveText(said('3 of 5'));
  await expect(page.getByTestId('passage-box').first()).toBeInViewport();
  await page.keyboard.press('Shift+F3');
  await page.keyboard.press('Shift+F3');
  await page.keyboard.press('Shift+F3');
  await expect(count).toHaveText(said('5 of 5'));
  await expect(page.getByTestId('passage-box').first()).toBeInViewport();
  await expect(page.getByTestId('viewer-heard')).toContainText('Marked passage');
});

test('Escape closes the search first, then the document, and the keyboard is back where it was', async ({ page }) => {
  await open(page, { size: LARGE });
  await attached(page, LEASE);
  await ask(page, 'How high is the deposit?');
  const mark = page.locator(marks).first();
  await mark.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('viewer')).toBeVisible();
  await expect(page.getByTestId('citation-card')).toBeHidden();
  await page.keyboard.press('Control+f');
  await expect(page.getByTestId('viewer-field')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('viewer-field')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('viewer')).toBeHidden();
  await expect(mark).toBeFocused();
});

test('words are found in a PDF, counted, and marked where they stand', async ({ page }) => {
  await open(page, { size: LARGE });
  await attached(page, SURVEY);
  await chip(page, SURVEY).getByTestId('document-open').click();
  await page.getByTestId('pdf').waitFor();
  await page.keyboard.press('Control+f');
  await page.getByTestId('viewer-field').fill('Heat Pump');
  await expect(page.getByTestId('viewer-matches')).toHaveText(said('1 of 37 places'));
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByTestId('viewer-matches')).toHaveText(said('37 of 37 places'));
  await expect(page.locator('[data-page="37"] [data-testid=match-current]')).toBeInViewport();
  await page.getByTestId('viewer-field').fill('nothing of the kind');
  await expect(page.getByTestId('viewer-matches')).toHaveText('Nothing found');
});

test('a page in Chinese is drawn with the character maps that Carat brings', async ({ page }) => {
  const foreign: string[] = [];
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol !== 'blob:' && protocol !== 'data:') foreign.push(request.url());
  });
  await open(page, { size: LARGE });
  await attached(page, LEASE);
  await chip(page, LEASE).getByTestId('document-open').click();
  await page.getByTestId('pdf').waitFor();
  await page.keyboard.press('Control+f');
  await page.getByTestId('viewer-field').fill('垃圾须分类投放');
  await expect(page.getByTestId('viewer-matches')).toHaveText(said('1 of 1 places'));
  await expect(page.getByTestId('match-current')).toBeInViewport();
  expect(foreign).toEqual([]);
});

test('other formats open as text, with headings, lists, code and tables, and the passage marked', async ({ page }) => {
  await open(page, { size: LARGE });
  await attached(page, 'kitchen.md');
  await ask(page, 'Which worktop is oak?');
  await page.locator(marks).first().click();
  const viewer = page.getByTestId('viewer');
  await expect(page.getByTestId('passage-piece')).toHaveText('The worktop is oak, oiled, 38 mm.');
  await expect(page.getByTestId('passage-piece')).toBeInViewport();
  await expect(viewer.getByTestId('viewer-place')).toContainText('Kitchen rebuild › Open points');
  await expect(viewer.locator('pre code')).toContainText('print(total)');
  expect(await calls(page, 'documentBytes')).toHaveLength(0);
  await page.keyboard.press('Control+f');
  await page.getByTestId('viewer-field').fill('the');
  await expect(page.getByTestId('viewer-matches')).toHaveText(said('1 of 4 places'));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await attached(page, 'Bakery budget.xlsx');
  await chip(page, 'Bakery budget.xlsx').getByTestId('document-open').click();
  await expect(viewer.locator('td')).toHaveCount(12);
});

test('another citation of the same document does not open it anew, and it can be opened again', async ({ page }) => {
  await open(page, { size: LARGE });
  await attached(page, LEASE);
  await ask(page, 'How high is the deposit and the monthly rent of the tenant?');
  await page.locator(marks).first().click();
  await expect(page.getByTestId('viewer-count')).toHaveText(said('1 of 3'));
  await page.locator(marks).nth(2).click();
  await expect(page.getByTestId('viewer-count')).toHaveText(said('3 of 3'));
  await expect(page.locator('[data-page="1"] [data-testid=passage-box]').first()).toBeInViewport();
  expect(await calls(page, 'documentBytes')).toHaveLength(1);
  await page.getByTestId('viewer-close').click();
  await page.locator(marks).first().click();
  await expect(page.locator('[data-page="2"] [data-testid=passage-box]').first()).toBeInViewport();
  await expect(page.locator('[data-page="2"]')).toHaveAttribute('data-drawn', 'true');
});

test('a document that was opened before the first question is read on after it, from the same place', async ({
  page,
}) => {
  await open(page, { size: LARGE });
  await attached(page, 'Diary.txt');
  await chip(page, 'Diary.txt').getByTestId('document-open').click();
  const reader = page.getByTestId('reader');
  await expect(reader).toContainText('Day 200:');
  await ask(page, 'What was on day 7?');
  await expect(page.getByTestId('composer')).toBeFocused();
  await expect(async () => {
    await reader.evaluate((scroller) => {
      scroller.scrollTop = scroller.scrollHeight;
    });
    await expect(reader).toContainText('Day 450:', { timeout: 1000 });
  }).toPass();
  const asked = await calls(page, 'documentContent');
  expect(asked.map(([, from]) => from)).toEqual([0, 200, 400]);
  expect(asked.at(-1)?.[0]).toMatch(/\.conversation\./);
});

test('a scanned page is drawn with the decoders that Carat brings', async ({ page }) => {
  await open(page, { size: LARGE, hash: '#/libraries/library-1' });
  await page.getByTestId('document-row').filter({ hasText: 'Deed' }).getByTestId('document-open').click();
  const second = page.locator('[data-page="2"]');
  await second.scrollIntoViewIfNeeded();
  await expect(second).toHaveAttribute('data-drawn', 'true');
  const darkest = () =>
    second.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [255] };
      return Math.min(
        ...Array.from({ length: data.length / 4 }, (_, at) => data[4 * at] ?? 255).filter((_, at) => at % 97 === 0),
      );
    });
  await expect.poll(darkest).toBeLessThan(20);
});

test('a PDF whose pages can’t be drawn is shown as text', async ({ page }) => {
  await open(page, { size: LARGE });
  await attached(page, 'cut.pdf');
  await chip(page, 'cut.pdf').getByTestId('document-open').click();
  await expect(page.getByTestId('viewer-plain')).toBeVisible();
  await expect(page.getByTestId('reader')).toContainText('one paragraph about cut');
});

test('a document that is gone says so', async ({ page }) => {
  await open(page, { size: LARGE });
  await attached(page, LEASE);
  await page.evaluate(() =>
    window.__fake?.failCall('documentContent', { code: 'document_missing', message: '', args: {} }),
  );
  await chip(page, LEASE).getByTestId('document-open').click();
  await expect(page.getByTestId('viewer-failed')).toContainText('no longer here');
  await page.getByTestId('viewer-failed').getByRole('button').click();
  await expect(page.getByTestId('pdf')).toBeVisible();
});

for (const dark of [false, true]) {
  test(`the viewer has no grave accessibility fault, ${dark ? 'dark' : 'light'}`, async ({ page }) => {
    await open(page, { size: LARGE, dark });
    await attached(page, LEASE);
    await ask(page, 'How high is the deposit?');
    await expectAccessible(page, 'an answer with sources');
    await page.locator(marks).first().click();
    await expect(page.locator('[data-page="2"]')).toHaveAttribute('data-drawn', 'true');
    await page.keyboard.press('Control+f');
    await expectAccessible(page, 'a PDF');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await attached(page, 'kitchen.md');
    await chip(page, 'kitchen.md').getByTestId('document-open').click();
    await page.getByTestId('reader').waitFor();
    await expectAccessible(page, 'a text');
  });
}

test('in a small window the document covers the conversation', async ({ page }) => {
  await open(page, { size: { width: 900, height: 600 } });
  await attached(page, LEASE);
  await ask(page, 'How high is the deposit?');
  await page.locator(marks).first().click();
  await expect(page.getByTestId('passage-box').first()).toBeInViewport();
  await expect(page.getByTestId('composer')).toBeHidden();
  await expectFits(page, 'the viewer');
  await page.getByTestId('viewer-close').click();
  await expect(page.getByTestId('composer')).toBeVisible();
});

test('a document that gives orders to an assistant says so where it lies and where it is read', async ({ page }) => {
  await open(page, { size: LARGE });
  await attached(page, 'Offer.eml');
  await expect(chip(page, 'Offer.eml').getByTestId('document-notice')).toContainText('reads like an order');
  await ask(page, 'What does the kitchen cost?');
  await page.locator(marks).first().click();
  await expect(page.getByTestId('viewer-orders')).toContainText('not followed');
  await expectAccessible(page, 'a document with orders');
});
