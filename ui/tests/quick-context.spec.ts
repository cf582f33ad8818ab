/** A person asks about what they have selected or copied, or about a file. Nothing is taken that they did not take. */
import { calls, expect, test } from './fixtures';
import { QuickPage } from './quick-page';

test('what is offered is not read, and does not go with a question', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'false');
  await expect(quick.chip('clipboard')).toHaveAttribute('data-taken', 'false');
  await quick.ask('What is the capital of Japan?');
  expect(await calls(page, 'quickTakeContext')).toEqual([]);
  expect(await quick.sent()).toMatchObject({ context: [] });
});

test('a chip is taken, looked at, and removed again', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open();
  await quick.chip('selection').click();
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'true');
  await expect(quick.chip('selection')).toContainText(/42\D*words/);
  await expect(quick.input).toBeFocused();
  await quick.by('quick-chip-look').click();
  await expect(quick.by('quick-preview')).toContainText('still waiting on the replacement');
  await quick.by('quick-chip-remove').click();
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'false');
  await expect(quick.by('quick-preview')).toHaveCount(0);
});

test('by key, the selection is taken before the clipboard', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open();
  await page.keyboard.press('Control+i');
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'true');
  await page.keyboard.press('Control+i');
  await expect(quick.chip('clipboard')).toHaveAttribute('data-taken', 'true');
});

test('with nothing to take, it says so, and the line keeps the keyboard', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open();
  await page.evaluate(() =>
    window.__fake?.failCall('quickTakeContext', { code: 'selection_empty', message: 'Nothing.', args: {} }),
  );
  await quick.chip('selection').click();
  await expect(quick.by('quick-problem')).toContainText('Nothing is selected');
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'false');
  await expect(quick.input).toBeFocused();
});

test('what was taken goes with the question, once', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  await quick.chip('selection').click();
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'true');
  await quick.ask('Is this polite?');
  expect(((await quick.sent()).context as string[]).length).toBe(1);
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'false');
  await quick.ask('And now?');
  expect(await quick.sent()).toMatchObject({ context: [] });
});

test('an action acts at once on what was taken', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  await quick.chip('selection').click();
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'true');
  await quick.action('fix_grammar').click();
  await quick.ended();
  expect(await quick.sent()).toMatchObject({ action: 'fix_grammar', text: '' });
});

test('an action on what is only offered takes it first, shows it, and waits for Enter', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  await quick.action('summarise').click();
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'true');
  await expect(quick.action('summarise')).toHaveAttribute('aria-pressed', 'true');
  await expect(quick.input).toHaveAttribute('placeholder', /Summarise/);
  expect(await calls(page, 'quickSend')).toEqual([]);
  await quick.input.fill('in one sentence');
  await quick.input.press('Enter');
  await quick.ended();
  expect(await quick.sent()).toMatchObject({ action: 'summarise', text: 'in one sentence' });
});

test('dropped and pasted files become chips; one that can’t be read says so and stays out', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ offers: 'none', answer: 'short', rate: 4000 });
  await page.evaluate(() => window.__fake?.emit({ type: 'quick_drag', over: true }));
  await expect(quick.by('quick-drop')).toBeVisible();
  await page.evaluate(() => {
    window.__fake?.emit({ type: 'quick_drag', over: false });
    window.__fake?.quick.drop('Mietvertrag.pdf', 'setup.exe');
  });
  await expect(quick.by('quick-drop')).toBeHidden();
  await expect(quick.chip('file')).toHaveCount(2);
  await expect(quick.by('quick-chip-problem')).toHaveCount(1);
  await quick.input.focus();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['x'], 'x.pdf', { type: 'application/pdf' }));
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await expect(quick.chip('file')).toHaveCount(3);
  await quick.ask('What does it say?');
  expect(((await quick.sent()).context as string[]).length).toBe(2);
});

test('the answer takes the place of the selection, or goes to the caret', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  await quick.chip('selection').click();
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'true');
  await quick.action('rewrite').click();
  await quick.ended();
  await expect(quick.by('quick-replace')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const inserted = () => page.evaluate(() => window.__fake?.quick.inserted ?? []);
  await expect.poll(inserted).toEqual([{ mode: 'replace', text: expect.stringContaining('Tokyo') }]);
  expect(await quick.shown()).toBe(false);
  await quick.show();
  await page.keyboard.press('Control+Shift+Enter');
  await expect.poll(async () => (await inserted()).map(({ mode }) => mode)).toEqual(['replace', 'insert']);
});

test('without a selection there is nothing to replace', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  await quick.ask('Where?');
  await expect(quick.by('quick-replace')).toHaveCount(0);
  await expect(quick.by('quick-insert')).toBeVisible();
});

test('where nothing can be inserted, copying is what is offered', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, insert: 'copies' });
  await quick.ask('Where?');
  await expect(quick.by('quick-insert')).toHaveCount(0);
  await quick.by('quick-copy').click();
  await expect.poll(() => quick.copied()).toHaveLength(1);
});

test('own actions stand in the row, and their keys take them', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  await page.evaluate(() => {
    const settings = window.__fake?.settings();
    if (settings)
      window.__fake?.emit({
        type: 'settings',
        settings: Object.assign(structuredClone(settings), {
          quick_actions: [{ id: 'own-1', name: '三个要点', prompt: 'Three bullets.', shortcut: 'Alt+Digit3' }],
        }),
      });
  });
  await expect(quick.action('own-1')).toHaveText('三个要点');
  await page.keyboard.press('Alt+3');
  await expect(quick.action('own-1')).toHaveAttribute('aria-pressed', 'true');
  await quick.input.press('Enter');
  await quick.ended();
  expect(await quick.sent()).toMatchObject({ action: 'own-1' });
});

test('opened by an action’s own keys, it is the one that Enter takes', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open();
  await quick.hide();
  await quick.show('translate');
  await expect(quick.action('translate')).toHaveAttribute('aria-pressed', 'true');
  expect(await calls(page, 'quickTakeContext')).toEqual([]);
});

test('a pretrained model says that an instruction-tuned one does this better', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ models: 'starter' });
  await expect(quick.by('quick-pretrained')).toHaveCount(0);
  await quick.chip('selection').click();
  await expect(quick.by('quick-pretrained')).toContainText('instruction-tuned');
  await quick.open({ models: 'two' });
  await quick.chip('selection').click();
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'true');
  await expect(quick.by('quick-pretrained')).toHaveCount(0);
});
