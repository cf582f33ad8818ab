/** A question, its streamed answer, and what can be done with it. */
import { expect, test } from './fixtures';
import { ChatPage } from './chat-page';

let chat: ChatPage;
test.beforeEach(({ page }) => {
  chat = new ChatPage(page);
});
test.afterEach(() => {
  expect(chat.faults).toEqual([]);
  expect(chat.foreign).toEqual([]);
});

test('a question gets a streamed answer and a conversation', async ({ page }) => {
  // Slow enough to be seen growing on a busy machine.
  await chat.open({ answer: 'short', rate: 6 });
  await expect(chat.by('empty-state')).toBeVisible();
  await chat.send('What is the capital of Japan?');
  await expect(chat.composer).toHaveValue('');
  await expect(chat.by('question-text')).toHaveText('What is the capital of Japan?');
  await chat.writing();
  await expect(chat.by('conversation-item').filter({ hasText: 'What is the capital' })).toHaveAttribute(
    'aria-current',
    'true',
  );
  await chat.ended();
  await expect(chat.answerText).toHaveText(
    'Tokyo is the capital of Japan. It has been since 1868, when the emperor moved there from Kyoto.',
  );
  // Said once, when it is whole.
  await expect(chat.by('announcer')).toContainText('Tokyo is the capital of Japan.');
  await expect(chat.by('thread')).toHaveAttribute('data-conversation-id', /\w/);
  await expect(chat.composer).toBeFocused();
  await page.reload();
  await expect(chat.composer).toBeVisible();
});

test('stopping keeps what was written, and continuing goes on in the same message', async () => {
  await chat.open({ answer: 'markdown', rate: 20 });
  await chat.send('How do I start?');
  await chat.writing();
  await chat.by('stop').click();
  await chat.ended('stopped');
  await expect(chat.composer).toBeFocused();
  await expect(chat.by('stopped-mark')).toBeVisible();
  const before = (await chat.answerText.innerText()).trim();
  expect(before.length).toBeGreaterThan(3);
  const id = await chat.answer.getAttribute('data-message-id');

  await chat.setAnswer('short');
  await chat.setRate(500);
  await chat.by('continue').click();
  await chat.ended();
  await expect(chat.answer).toHaveAttribute('data-message-id', id ?? '');
  await expect(chat.answers).toHaveCount(1);
  await expect(chat.answerText).toContainText(before.slice(0, 12));
  await expect(chat.answerText).toContainText('moved there from Kyoto.');
});

test('Escape in the composer stops the answer', async () => {
  await chat.open({ answer: 'markdown', rate: 20 });
  await chat.send('How do I start?');
  await chat.writing();
  await chat.composer.press('Escape');
  await chat.ended('stopped');
});

test('a regenerated answer is a new version, and both can be read', async () => {
  await chat.open({ answer: 'short', rate: 500 });
  await chat.ask('What is the capital of Japan?');
  await expect(chat.by('versions')).toHaveCount(0);
  await chat.setAnswer('chinese');
  await chat.by('regenerate').click();
  await chat.ended();
  await expect(chat.answers).toHaveCount(1);
  const versions = chat.answer.getByTestId('versions');
  await expect(versions).toHaveAttribute('data-index', '2');
  await expect(versions).toHaveAttribute('data-count', '2');
  await expect(chat.answerText).toContainText('自我介绍');

  await chat.by('version-previous').click();
  await expect(versions).toHaveAttribute('data-index', '1');
  await expect(chat.answerText).toContainText('Tokyo');
  // The keyboard's place stays with the versions, so that they can be leafed through.
  await expect(chat.by('version-next')).toBeFocused();
  await chat.page.keyboard.press('Enter');
  await expect(versions).toHaveAttribute('data-index', '2');
  await expect(chat.by('version-label')).toHaveText('2/2');
});

test('an answer in the middle can be regenerated; what followed it stays with the old version', async () => {
  await chat.open({ answer: 'short', rate: 500 });
  await chat.ask('First');
  await chat.ask('Second');
  await expect(chat.by('message')).toHaveCount(4);
  await chat.answers.first().hover();
  await chat.answers.first().getByTestId('regenerate').click();
  await chat.ended();
  await expect(chat.by('message')).toHaveCount(2);
  await chat.by('version-previous').click();
  await expect(chat.by('message')).toHaveCount(4);
});

test('an answer is copied as it was written', async () => {
  await chat.open({ answer: 'markdown', rate: 4000 });
  await chat.ask('How do I start?');
  await chat.answer.getByTestId('copy').click();
  await chat.answer.locator('[data-action=copy-code]').click();
  await expect.poll(() => chat.copied()).toHaveLength(2);
  const [whole, code] = await chat.copied();
  expect(whole).toContain('1. **Measure first.**');
  expect(code).toMatch(/^def median[\s\S]*\/ 2$/);
  await expect(chat.answer.locator('[data-action=copy-code]')).toHaveText('Copied');
});

test('code gets its colours, formulas their form, tables their rows', async () => {
  await chat.open({ answer: 'markdown', rate: 4000 });
  await chat.ask('How do I start?');
  await expect(chat.answer.locator('.hljs-keyword').first()).toHaveText('def');
  await expect(chat.answer.locator('.katex')).toHaveCount(1);
  await expect(chat.answer.getByRole('table')).toBeVisible();
  await expect(chat.answer.getByRole('row')).toHaveCount(4);
  await expect(chat.answer.locator('[style]:not(.katex *)')).toHaveCount(0);
});

test('statistics are there for the eye and for a screen reader', async () => {
  await chat.open({ answer: 'short', rate: 200 });
  await chat.ask('What is the capital of Japan?');
  const statistics = chat.answer.getByTestId('statistics');
  await expect(statistics).toHaveAttribute('data-tokens', /^[1-9]\d*$/);
  await expect(statistics).toHaveAccessibleName(/Gemma 4 E4B.*tokens.*tokens a second.*first token after/);
  await statistics.hover();
  await expect(chat.by('tooltip')).toContainText('first token after');
});

test('where a model runs, how fast and what was given up for it is told', async () => {
  await chat.open({ answer: 'short', rate: 200, tight: 1, engine: 'unloaded', loading: 1500 });
  const asking = chat.ask('What is the capital of Japan?');
  await expect(chat.by('load-steps')).toContainText(/Context shortened from .8,192. to .4,096. tokens/);
  await asking;
  const statistics = chat.answer.getByTestId('statistics');
  await expect(statistics).toHaveAccessibleName(
    /RTX 4060.*21.* of .*43.* layers.*reads .*61.*, writes .*7\.4.* tokens/s,
  );
  await expect(statistics).toHaveAccessibleName(/no faster than.*Context shortened.*21.* instead of .*43.* layers/s);
  await expect(chat.by('load-steps')).toHaveCount(0);
});

test('a thought folds, and opening it does not move it', async () => {
  await chat.open({ answer: 'short', rate: 60 });
  await chat.by('thinking-switch').click();
  await expect(chat.by('thinking-switch')).toHaveAttribute('aria-checked', 'true');
  await chat.ask('What is the capital of Japan?');
  const thought = chat.by('thought');
  await expect(thought).not.toHaveAttribute('open', /.*/);
  await thought.locator('summary').click();
  await expect(thought).toContainText('The person wants a plan');
  const [sent] = await chat.calls('sendMessage');
  expect(sent?.[0]).toMatchObject({ options: { thinking: true } });
});

test('loading a model is told, with its name and how to stop it', async () => {
  await chat.open({ engine: 'unloaded', loading: 4000, answer: 'short' });
  await chat.send('Hello');
  const progress = chat.by('turn-progress');
  await expect(progress).toHaveAttribute('data-stage', 'loading');
  // Fluent keeps inserted words apart from the sentence's direction by invisible marks.
  await expect(progress).toContainText(/Loading \W?Gemma 4 E4B/);
  await expect(progress).toContainText('Esc');
});

test('two conversations are answered at once, and each goes on while the other is read', async () => {
  await chat.open({ answer: 'markdown', rate: 20 });
  await chat.send('First question');
  await chat.writing();
  await chat.by('new-conversation').click();
  await expect(chat.by('empty-state')).toBeVisible();
  await chat.setAnswer('short');
  await chat.send('Second question');
  await chat.writing();
  await chat.by('conversation-item').filter({ hasText: 'First question' }).click();
  await expect(chat.by('question-text')).toHaveText('First question');
  const length = (await chat.answerText.innerText()).length;
  await expect.poll(async () => (await chat.answerText.innerText()).length).toBeGreaterThan(length);
  await chat.setRate(4000);
  await chat.ended();
  await expect(chat.answerText).toContainText('Shall I write the comparison as a script?');
  await chat.by('conversation-item').filter({ hasText: 'Second question' }).click();
  await expect(chat.answerText).toContainText('moved there from Kyoto.');
});

test('a stream goes on while the settings are shown', async () => {
  await chat.open({ answer: 'markdown', rate: 30 });
  await chat.send('How do I start?');
  await chat.writing();
  await chat.by('settings').click();
  await expect(chat.by('settings-screen')).toBeVisible();
  await chat.setRate(4000);
  await chat.by('settings-close').click();
  await chat.ended();
  await expect(chat.answerText).toContainText('Shall I write the comparison as a script?');
});

test('a conversation that begins behind the settings is there when they close', async ({ page }) => {
  // Slow enough for the settings to be there first.
  await chat.open({ answer: 'short', rate: 400, delay: 1500 });
  await chat.send('What is the capital of Japan?');
  await page.keyboard.press('Control+,');
  await expect(chat.by('settings-screen')).toBeVisible();
  await expect(chat.by('conversation-item').filter({ hasText: 'What is the capital' })).toBeVisible();
  await chat.by('settings-close').click();
  await expect(chat.by('question-text')).toHaveText('What is the capital of Japan?');
  await chat.ended();
  expect(new URL(page.url()).hash).toMatch(/^#\/c\//);
});

test('what is being read does not move while the answer grows below', async ({ page }) => {
  await chat.open({ answer: 'long', rate: 400 });
  await chat.send('A long one');
  const thread = chat.by('thread');
  const position = () => thread.evaluate((element) => [element.scrollTop, element.scrollHeight - element.clientHeight]);
  await expect.poll(async () => (await position())[1]).toBeGreaterThan(1500);
  // A reader who does nothing is kept at the end.
  await expect
    .poll(async () => {
      const [top = 0, end = 0] = await position();
      return end - top;
    })
    .toBeLessThan(60);
  await thread.hover();
  await page.mouse.wheel(0, -600);
  await expect(chat.by('jump-to-latest')).toBeVisible();
  const seen = chat.answer.locator('.block').nth(3);
  await seen.scrollIntoViewIfNeeded();
  const before = await seen.boundingBox();
  const height = (await position())[1] ?? 0;
  await expect.poll(async () => (await position())[1]).toBeGreaterThan(height + 800);
  expect((await seen.boundingBox())?.y).toBe(before?.y);
  await chat.by('jump-to-latest').click();
  await expect(chat.by('jump-to-latest')).toHaveCount(0);
  await expect
    .poll(async () => {
      const [top = 0, end = 0] = await position();
      return end - top;
    })
    .toBeLessThan(60);
});

test('an answer of twenty thousand tokens is written to its end', async () => {
  await chat.open({ answer: 'long', rate: 20_000 });
  await chat.ask('A very long one');
  await expect(chat.answer.getByRole('heading', { name: 'Part 60' })).toBeAttached();
  await expect(chat.answer.locator('.code')).toHaveCount(60);
  await expect(chat.answer.getByRole('table')).toHaveCount(60);
});

test('a right-to-left answer runs from the right, a Chinese one keeps its marks', async () => {
  await chat.open({ rate: 2000 });
  await chat.ask('اكتب لي رسالة قصيرة لتأجيل اجتماع');
  const paragraph = chat.answerText.locator('p').first();
  expect(await paragraph.evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
  expect(await chat.by('question-text').evaluate((element) => getComputedStyle(element).direction)).toBe('rtl');
  await chat.ask('帮我修改面试自我介绍');
  await expect(chat.answerText.locator('strong')).toHaveText('自我介绍（约一分钟）');
  expect(
    await chat.answerText
      .locator('p')
      .first()
      .evaluate((element) => getComputedStyle(element).direction),
  ).toBe('ltr');
});
