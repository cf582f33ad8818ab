/** A person drops, chooses or pastes documents, sees how far reading them is, and goes on with the rest meanwhile. */
import { attached, bring, chip, drop, dragOver, LEASE, SURVEY } from './documents-page';
import { calls, expect, open, said, test } from './fixtures';

test('a drop zone says what letting go would do', async ({ page }) => {
  await open(page);
  const zone = page.getByTestId('drop-here');
  for (const [kind, count, words] of [
    ['documents', 1, 'Drop the file to ask about it'],
    ['documents', 3, 'Drop 3 files to ask about them'],
    ['folders', 1, 'Drop the folder to ask about the documents in it'],
    ['models', 1, 'Drop the file to add the model'],
    ['mixed', 2, 'Documents are read, models are added.'],
  ] as const) {
    await dragOver(page, kind, count);
    await expect(zone).toContainText(said(words));
  }
  await page.evaluate(() => window.__fake?.emit({ type: 'file_drop', drop: { state: 'left' } }));
  await expect(zone).toBeHidden();
});

test('a dropped document is read while the person goes on', async ({ page }) => {
  await open(page, { fake: { reading: 4000 } });
  await drop(page, SURVEY);
  await expect(page.getByTestId('drop-here')).toBeHidden();
  await expect(chip(page, SURVEY)).toHaveAttribute('data-state', 'reading');
  await expect(chip(page, SURVEY).getByTestId('document-state')).toContainText(said('of 37 pages'));
  await page.getByTestId('composer').fill('How many');
  await expect(page.getByTestId('send')).toBeEnabled();
  await expect(chip(page, SURVEY)).toHaveAttribute('data-state', 'searchable');
  await expect(chip(page, SURVEY)).toHaveAttribute('data-state', 'indexed');
  await expect(chip(page, SURVEY).getByTestId('document-notice')).toContainText('Hidden text');
});

test('reading can be stopped, and leaves nothing', async ({ page }) => {
  await open(page, { fake: { reading: 60_000 } });
  await drop(page, SURVEY);
  await expect(chip(page, SURVEY)).toHaveAttribute('data-state', 'reading');
  await page.getByTestId('document-remove').click();
  await expect(page.getByTestId('desk')).toBeHidden();
  await expect(page.getByTestId('toast')).toBeHidden();
  expect(await calls(page, 'cancelDocument')).toHaveLength(1);
  await expect(page.getByTestId('composer')).toBeFocused();
});

test('a document that was read is taken off with an undo', async ({ page }) => {
  await open(page);
  await attached(page, LEASE);
  await page.getByTestId('document-remove').click();
  await expect(page.getByTestId('desk')).toBeHidden();
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect(chip(page, LEASE)).toBeVisible();
});

test('each way to fail has its own sentence, and a second try', async ({ page }) => {
  await open(page);
  const failures = {
    document_encrypted: 'It has a password.',
    document_damaged: 'It is damaged',
    document_empty: 'There is nothing in it.',
    document_unknown: 'Carat can’t read this kind of file (ZIP).',
    document_too_large: 'more than 512 MB',
    document_bomb: 'archives within archives',
    document_too_slow: 'longer than',
    document_too_much_memory: 'of memory',
    document_crashed: 'Carat itself is unharmed',
  };
  await drop(page, ...Object.keys(failures).map((fails) => ({ name: `${fails}.bin`, fails })));
  for (const [code, words] of Object.entries(failures)) {
    const own = chip(page, code);
    await expect(own).toHaveAttribute('data-state', 'failed');
    await expect(own.getByTestId('document-state')).toContainText(said(words));
  }
});

test('a failed one is read again', async ({ page }) => {
  await open(page);
  await drop(page, { name: 'notes.txt', fails: 'document_crashed', times: 1 });
  await expect(chip(page, 'notes.txt')).toHaveAttribute('data-state', 'failed');
  await page.getByTestId('document-again').click();
  await expect(chip(page, 'notes.txt')).toHaveAttribute('data-state', 'indexed');
});

test('a file that is there already is named and not added twice', async ({ page }) => {
  await open(page);
  await attached(page, LEASE);
  await drop(page, LEASE, 'kitchen.md');
  await expect(page.getByTestId('toast')).toContainText(said(`“${LEASE}” is here already.`));
  await expect(page.getByTestId('document-chip')).toHaveCount(2);
});

test('the paper clip and its shortcut ask for files; a cancelled dialog adds none', async ({ page }) => {
  await open(page);
  await page.evaluate(() => window.__fake?.cancelDialog());
  await page.getByTestId('attach').click();
  await page.getByTestId('attach-files').click();
  await expect.poll(() => calls(page, 'chooseDocuments')).toHaveLength(1);
  await expect(page.getByTestId('desk')).toBeHidden();
  await bring(page, 'kitchen.md');
  await page.getByTestId('composer').press('Control+o');
  await expect(chip(page, 'kitchen.md')).toBeVisible();
});

test('a folder, or a library, is chosen from the paper clip', async ({ page }) => {
  await open(page);
  await page.getByTestId('attach').click();
  await page.getByTestId('attach-folder').click();
  await expect.poll(() => calls(page, 'chooseDocuments')).toEqual([[{ in: 'draft' }, true]]);
  await page.getByTestId('attach').click();
  await page.getByTestId('attach-library').filter({ hasText: '市场调研' }).click();
  await expect(page.getByTestId('desk-library')).toContainText('市场调研');
  await page.getByTestId('attach').click();
  await page.getByTestId('attach-library').filter({ hasText: '市场调研' }).click();
  await expect(page.getByTestId('desk-library')).toBeHidden();
});

test('a pasted file is taken in, and pasted text stays text', async ({ page }) => {
  await open(page);
  await page.getByTestId('composer').focus();
  const paste = (withText: boolean) =>
    page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File(['one, two'], 'pasted.csv', { type: 'text/csv' }));
      if (text) data.setData('text/plain', 'one, two');
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, withText);
  await paste(true);
  await paste(false);
  await expect(chip(page, 'pasted.csv')).toHaveAttribute('data-state', 'indexed');
  expect(await calls(page, 'pasteDocument')).toHaveLength(1);
});

test('the documents of a conversation are there again when it is opened', async ({ page }) => {
  await open(page);
  await attached(page, 'kitchen.md');
  await page.getByTestId('composer').fill('When does the carpenter come?');
  await page.getByTestId('composer').press('Enter');
  await expect(page.getByTestId('stop')).toHaveCount(0);
  await expect(page.getByTestId('question-document')).toContainText('kitchen.md');
  await page.getByTestId('new-conversation').click();
  await expect(page.getByTestId('desk')).toBeHidden();
  await page.getByTestId('conversation-item').filter({ hasText: 'carpenter' }).click();
  await expect(chip(page, 'kitchen.md')).toBeVisible();
});
