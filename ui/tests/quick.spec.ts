/** A person presses the shortcut anywhere, asks, reads, and is back where they were. */
import { calls, compose, expect, failFirst, pressComposing, said, test } from './fixtures';
import { QuickPage } from './quick-page';

test('asks with Enter, reads the answer as it is written, and asks more about it', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'markdown', rate: 60, offers: 'none' });
  await quick.input.fill('How do I start?');
  await quick.input.press('Enter');
  await quick.writing();
  await expect(quick.input).toHaveValue('');
  await expect(quick.input).toBeFocused();
  await page.evaluate(() => {
    if (window.__fake) Object.assign(window.__fake.options, { rate: 4000, answer: 'short' });
  });
  await quick.ended();
  await expect(quick.answer.locator('strong').first()).toHaveText('Measure first.');
  await expect(quick.answer.locator('table')).toBeVisible();
  const first = await quick.sent();
  expect(first).toMatchObject({ conversation: null, parent: null, text: 'How do I start?', action: null, context: [] });
  await quick.ask('And then?');
  await expect(quick.by('quick-answer')).toHaveCount(2);
  const second = await quick.sent();
  expect(second.conversation).not.toBeNull();
  expect(second.parent).not.toBeNull();
});

test('Shift and Enter begin a new line, and the window grows with it', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ offers: 'none' });
  const height = () => page.evaluate(() => window.__fake?.quick.height ?? 0);
  await expect.poll(height).toBeGreaterThan(0);
  const before = await height();
  await quick.input.press('a');
  await quick.input.press('Shift+Enter');
  await quick.input.press('b');
  await expect(quick.input).toHaveValue('a\nb');
  await expect.poll(height).toBe(before + 28);
  await quick.input.fill('line\n'.repeat(80));
  await expect.poll(height).toBeGreaterThan(before + 60);
  expect(await height()).toBeLessThan(400);
  expect(await calls(page, 'quickSend')).toEqual([]);
});

test('the wanted height is that of the card with its margins', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  await quick.ask('What is the capital of Japan?');
  const card = await quick.by('quick').boundingBox();
  await expect
    .poll(() => page.evaluate(() => window.__fake?.quick.height ?? 0))
    .toBe(Math.round(card?.height ?? 0) + 40);
});

test('a hidden window, which draws no frame, still tells its height', async ({ page }) => {
  await page.addInitScript(() => {
    window.requestAnimationFrame = () => 0;
    window.ResizeObserver = class {
      observe() {}
      unobserve() {}
      disconnect() {}
    };
  });
  const quick = new QuickPage(page);
  await quick.open({ offers: 'none' });
  const height = () => page.evaluate(() => window.__fake?.quick.height ?? 0);
  await expect.poll(height).toBeGreaterThan(60);
  const before = await height();
  await page.evaluate(() => {
    if (window.__fake) window.__fake.options.offers = 'both';
  });
  await quick.show();
  await expect.poll(height).toBeGreaterThan(before + 20);
});

test('a text that the window is opened with stands in the line', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ offers: 'none' });
  await page.evaluate(() => window.__fake?.quick.show(null, 'What is 兆?'));
  await expect(quick.input).toHaveValue('What is 兆?');
  await expect(quick.input).toBeFocused();
  expect(await calls(page, 'quickSend')).toEqual([]);
});

test('with a follow-up written, the keys that insert send it', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  await quick.ask('Where?');
  await quick.input.fill('And when?');
  await page.keyboard.press('Control+Enter');
  await expect(quick.by('quick-answer')).toHaveCount(2);
  expect(await page.evaluate(() => window.__fake?.quick.inserted)).toEqual([]);
});

test('Escape hides, but never while an input method composes', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open();
  await quick.input.focus();
  await compose(page, 'にほん');
  await pressComposing(page, 'Escape');
  await pressComposing(page, 'Enter');
  expect(await quick.shown()).toBe(true);
  expect(await calls(page, 'quickSend')).toEqual([]);
  await page.evaluate(() => window.__fake?.quick.show());
  await quick.input.fill('half a question');
  await page.keyboard.press('Escape');
  await expect.poll(() => quick.shown()).toBe(false);
  // What was begun is still there.
  await quick.show();
  await expect(quick.input).toHaveValue('half a question');
  await expect(quick.input).toBeFocused();
});

test('fifty times shown, typed into and hidden, the line has the keyboard every time', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open();
  await quick.hide();
  for (let round = 0; round < 50; round += 1) {
    // Something else had it last: a chip, the answer, nothing at all.
    if (round % 3 === 0) await quick.by('quick-keep').focus();
    else if (round % 3 === 1) await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await quick.show();
    await expect(quick.input).toBeFocused();
    await page.keyboard.type(`question ${round}`);
    await expect(quick.input).toHaveValue(`question ${round}`);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Escape');
    await expect.poll(() => quick.shown()).toBe(false);
  }
});

test('the arrow up brings earlier questions back, and down what was being written', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, offers: 'none' });
  await quick.ask('first');
  await quick.ask('second');
  await quick.input.press('ArrowUp');
  await expect(quick.input).toHaveValue('second');
  await quick.input.press('ArrowUp');
  await expect(quick.input).toHaveValue('first');
  await quick.input.press('ArrowDown');
  await quick.input.press('ArrowDown');
  await expect(quick.input).toHaveValue('');
  await quick.input.fill('mine');
  await quick.input.press('ArrowUp');
  await expect(quick.input).toHaveValue('mine');
});

test('an answer is stopped, and goes on', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'markdown', rate: 25, offers: 'none' });
  await quick.input.fill('Go');
  await quick.input.press('Enter');
  await quick.writing();
  await page.keyboard.press('Control+.');
  await quick.ended('stopped');
  await page.evaluate(() => {
    if (window.__fake) window.__fake.options.rate = 4000;
  });
  await quick.answer.getByTestId('continue').click();
  await quick.ended();
});

test('copying without a selection copies the answer; with one, the selection', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, offers: 'none' });
  await quick.ask('Where?');
  await page.keyboard.press('Control+c');
  await expect(quick.by('quick-said')).toHaveText('Answer copied');
  expect(await quick.copied()).toEqual([expect.stringContaining('Tokyo is the capital')]);
  await quick.input.fill('mine');
  await quick.input.selectText();
  await page.keyboard.press('Control+c');
  await quick.by('quick-copy').click();
  await expect.poll(() => quick.copied()).toHaveLength(2);
});

test('the conversation goes on in the main window, with the draft', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, offers: 'none' });
  await quick.ask('Where?');
  await quick.input.fill('and when');
  await page.keyboard.press('Control+o');
  await expect.poll(() => calls(page, 'quickContinueInMain')).toEqual([[expect.stringMatching(/.+/), 'and when']]);
});

test('an answer that is being written ends before the main window goes on with it, and is kept there', async ({
  page,
}) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'markdown', rate: 25, offers: 'none' });
  await quick.by('quick-keep').click();
  await expect(quick.by('quick-keep')).toHaveAttribute('aria-checked', 'false');
  await quick.input.fill('Go');
  await quick.input.press('Enter');
  await quick.writing();
  await quick.input.fill('and when');
  await page.keyboard.press('Control+o');
  await expect.poll(() => calls(page, 'quickContinueInMain')).toEqual([[expect.stringMatching(/.+/), 'and when']]);
  expect(await calls(page, 'stopTurn')).toHaveLength(1);
  await quick.ended('stopped');
  await expect(quick.by('quick-keep')).toHaveAttribute('aria-checked', 'true');
  // What was written went along.
  await expect(quick.input).toHaveValue('');
});

test('whether it is kept is seen before, chosen for the next, and settled once it has begun', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, offers: 'none' });
  await expect(quick.by('quick-keep')).toHaveAttribute('aria-checked', 'true');
  await quick.by('quick-keep').click();
  await expect(quick.by('quick-keep')).toContainText('Not kept');
  expect(await page.evaluate(() => window.__fake?.settings())).toMatchObject({ quick_keep: false });
  await quick.ask('Where?');
  expect(await quick.sent()).toMatchObject({ keep: false });
  await quick.by('quick-keep').click({ force: true });
  await expect(quick.by('quick-keep')).toHaveAttribute('aria-checked', 'false');
  expect(await page.evaluate(() => window.__fake?.settings())).toMatchObject({ quick_keep: false });
  await page.keyboard.press('Control+n');
  await expect(quick.by('quick-answer')).toHaveCount(0);
  await expect(quick.input).toBeFocused();
});

test('shown again soon the answer is still there; after a while the window begins anew', async ({ page }) => {
  await page.clock.install();
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, offers: 'none' });
  await quick.answeredByClock('Where?');
  await quick.hide();
  await page.clock.fastForward(30_000);
  await quick.show();
  await expect(quick.by('quick-answer')).toHaveCount(1);
  await quick.hide();
  await page.clock.fastForward(120_000);
  await quick.show();
  await expect(quick.by('quick-answer')).toHaveCount(0);
});

test('a half-written question is still there after a while, when the window begins anew', async ({ page }) => {
  await page.clock.install();
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, offers: 'none' });
  await quick.answeredByClock('Where?');
  await quick.input.fill('half a question');
  await quick.hide();
  await page.clock.fastForward(120_000);
  await quick.show();
  await expect(quick.by('quick-answer')).toHaveCount(0);
  await expect(quick.input).toHaveValue('half a question');
});

test('when everything is deleted the window begins anew and remembers nothing', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, offers: 'none' });
  await quick.ask('Where?');
  await expect(quick.by('quick-heard')).toContainText('Tokyo');
  await quick.input.fill('half a question');
  await page.evaluate(() => window.__fake?.quick.forget());
  await expect(quick.by('quick-answer')).toHaveCount(0);
  await expect(quick.input).toHaveValue('');
  await expect(quick.by('quick-heard')).toHaveText('');
  await quick.input.press('ArrowUp');
  await expect(quick.input).toHaveValue('');
});

test('the model loads as soon as something is written, and says how far it is', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ engine: 'unloaded', loading: 60_000, offers: 'none' });
  expect(await calls(page, 'prepareAnswer')).toEqual([]);
  await quick.input.press('W');
  await expect(quick.by('quick-loading')).toContainText(said('Loading Gemma'));
  expect(await calls(page, 'prepareAnswer')).toHaveLength(1);
});

test('without a model, or before its terms are accepted, it leads to the main window', async ({ page }) => {
  const quick = new QuickPage(page);
  for (const [options, why] of [
    [{ models: 'none' }, 'model'],
    [{ terms: 'needed', models: 'starter' }, 'terms'],
  ] as const) {
    await quick.open(options);
    await expect(quick.by('quick-unready')).toHaveAttribute('data-why', why);
    await quick.input.fill('Hello?');
    await quick.input.press('Enter');
    expect(await calls(page, 'quickSend')).toEqual([]);
    await quick.by('quick-to-main').click();
    await expect.poll(() => calls(page, 'quickContinueInMain')).toEqual([[null, 'Hello?']]);
  }
});

test('a refused question is not lost, and a failed answer offers the next step', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, offers: 'none' });
  await page.evaluate(() => window.__fake?.failTurn({ code: 'busy', message: 'Busy.', args: {} }, 'begin'));
  await quick.input.fill('Where?');
  await quick.input.press('Enter');
  await expect(quick.by('quick-refused')).toBeVisible();
  await expect(quick.input).toHaveValue('Where?');
  await quick.by('quick-again').click();
  await quick.ended();
  await expect(quick.by('quick-refused')).toHaveCount(0);
  await page.evaluate(() =>
    window.__fake?.failTurn({ code: 'crashed', message: 'x', args: { detail: 'GGML_ASSERT' } }, 'middle'),
  );
  await quick.input.fill('And then?');
  await quick.input.press('Enter');
  await quick.ended('failed');
  await quick.answer.getByTestId('retry').click();
  await quick.ended();
});

test('a failed answer is read out with its reason', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 60, offers: 'none' });
  await page.evaluate(() => window.__fake?.failTurn({ code: 'disk_full', message: '', args: {} }, 'middle'));
  await quick.input.fill('Where?');
  await quick.input.press('Enter');
  await quick.ended('failed');
  await expect(quick.by('quick-heard')).toContainText('The disk is full');
});

test('a host that can’t say how things stand is no window that never comes', async ({ page }) => {
  await failFirst(page, 'quickState', 'disk_full');
  await page.goto('/quick.html');
  await expect(page.getByTestId('start-failed')).toContainText('The disk is full');
  await expect.poll(() => calls(page, 'quickHeight')).toEqual([[320]]);
});

test('what the filter holds back shows as in the chat', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'blurred', rate: 4000, offers: 'none' });
  await quick.ask('Tell me');
  await expect(quick.by('withheld')).toHaveAttribute('data-action', 'blur');
  await quick.by('withheld-show').click();
  await expect(quick.by('withheld-text')).toContainText('whisper');
  await quick.open({ answer: 'care', rate: 4000, offers: 'none' });
  await quick.ask('I feel awful');
  await expect(quick.by('care-card')).toBeVisible();
  await quick.open({ answer: 'noted', rate: 4000, offers: 'none' });
  await quick.ask('How?');
  await quick.by('note-why').first().click();
  await expect(quick.by('reasons-dialog')).toBeVisible();
  // Escape closes the dialog and not the window.
  await page.keyboard.press('Escape');
  await expect(quick.by('reasons-dialog')).toHaveCount(0);
  expect(await quick.shown()).toBe(true);
});

test('a link of an answer is asked about, with room for the question', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'links', rate: 4000, offers: 'none' });
  await quick.ask('Where?');
  await quick.answer.locator('[data-href]').first().click();
  await expect(quick.by('link-dialog')).toBeVisible();
  await expect.poll(() => page.evaluate(() => window.__fake?.quick.height ?? 0)).toBeGreaterThanOrEqual(460);
  await quick.by('link-open').click();
  await expect.poll(() => calls(page, 'openLink')).toHaveLength(1);
});

test('what was open when the window went is closed when it is shown again', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'links', rate: 4000, offers: 'none' });
  await quick.ask('Where?');
  await quick.answer.locator('[data-href]').first().click();
  await expect(quick.by('link-dialog')).toBeVisible();
  await quick.hide();
  await quick.show();
  await expect(quick.by('link-dialog')).toHaveCount(0);
  await expect(quick.input).toBeFocused();
});

test('a question that does not fit comes back to be shortened', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ context: 60, answer: 'short', rate: 4000, offers: 'none' });
  const long = 'And when does the month end? '.repeat(20).trim();
  await quick.input.fill(long);
  await quick.input.press('Enter');
  await expect(quick.by('overflow-dialog')).toBeVisible();
  await quick.by('overflow-cancel').click();
  await expect(quick.input).toHaveValue(long);
  await expect(quick.by('quick-answer')).toHaveCount(0);
  await quick.ask('Short');
});

test('refused twice, a question is still there, and goes as it was changed', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000 });
  const refuse = () =>
    page.evaluate(() => window.__fake?.failCall('quickSend', { code: 'busy', message: 'Busy.', args: {} }));
  await quick.chip('selection').click();
  await expect(quick.chip('selection')).toHaveAttribute('data-taken', 'true');
  await refuse();
  await quick.action('explain').click();
  await expect(quick.by('quick-refused')).toBeVisible();
  await expect(quick.action('explain')).toHaveAttribute('aria-pressed', 'true');
  await refuse();
  await quick.by('quick-again').click();
  await expect.poll(() => calls(page, 'quickSend')).toHaveLength(2);
  await expect(quick.by('quick-refused')).toBeVisible();
  await quick.input.fill('in German');
  await quick.by('quick-again').click();
  await quick.ended();
  expect(await quick.sent()).toMatchObject({ action: 'explain', text: 'in German' });
});

test('the card is taken along by what is no control', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ answer: 'short', rate: 4000, offers: 'none' });
  await quick.input.click();
  await quick.by('quick-keep').click();
  expect(await calls(page, 'quickDrag')).toEqual([]);
  await page.mouse.move(34, 16);
  await page.mouse.down();
  await page.mouse.up();
  await expect.poll(() => calls(page, 'quickDrag')).toHaveLength(1);
});

test('a desktop that can’t show what is behind gets a ground to the corners', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ transparent: 0, offers: 'none' });
  const card = await quick.by('quick').boundingBox();
  expect(card).toMatchObject({ x: 0, y: 0, width: 728 });
});

test('the window begins with little: no Markdown, no other screen', async ({ page }) => {
  const sizes = new Map<string, number>();
  page.on('response', async (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) sizes.set(pathname, (await response.body().catch(() => '')).length);
  });
  await page.goto('/quick.html?offers=none');
  await page.getByTestId('quick').waitFor();
  await page.waitForLoadState('networkidle');
  const names = [...sizes.keys()];
  expect(names.filter((name) => /ChatView|ThreadView|SettingsScreen|ModelsScreen|Sidebar/.test(name))).toEqual([]);
  // The made-up backend is no part of what a person installs; the answer's view comes once the line is there.
  const begun = [...sizes].filter(([name]) => !/\/(fake|Answer)-/.test(name)).reduce((sum, [, size]) => sum + size, 0);
  expect(begun).toBeGreaterThan(50_000);
  expect(begun).toBeLessThan(240_000);
});

test('letters that are typed before the host’s word neither go nor are overwritten', async ({ page }) => {
  const quick = new QuickPage(page);
  await quick.open({ offers: 'none' });
  await quick.hide();
  await page.keyboard.type('he');
  await quick.show();
  await page.keyboard.type('llo');
  await expect(quick.input).toHaveValue('hello');
  await quick.hide();
  await page.keyboard.type('an');
  await quick.show();
  await page.keyboard.type('ew');
  await expect(quick.input).toHaveValue('anew');
});
