/** What can go wrong between a question and its answer, and the way on from each. */
import { expect, test } from './fixtures';
import { ChatPage } from './chat-page';

let chat: ChatPage;
test.beforeEach(({ page }) => {
  chat = new ChatPage(page);
});
test.afterEach(() => expect(chat.faults).toEqual([]));

test('an engine that dies amid an answer leaves what was written, the reason, and two ways on', async ({ page }) => {
  await chat.open({ answer: 'markdown', rate: 60 });
  await chat.send('How do I start?');
  await chat.writing();
  await page.evaluate(() => window.__fake?.crash('GGML_ASSERT(n_tokens <= n_batch) failed'));
  await chat.ended('failed');
  const mark = chat.by('message-error');
  await expect(mark).toHaveAttribute('data-code', 'crashed');
  await expect(mark).toContainText('Stopped: the engine failed');
  await expect(mark).toContainText('GGML_ASSERT(n_tokens <= n_batch)');
  await expect(chat.answerText).toContainText('Here is');
  await expect(mark.getByTestId('continue')).toBeVisible();

  await chat.setAnswer('short');
  await mark.getByTestId('retry').click();
  await chat.ended();
  await expect(chat.answerText).toContainText('Tokyo');
  await expect(chat.answer.getByTestId('version-label')).toHaveText('2/2');
  // The next question works as well.
  await chat.ask('And its largest park?');
  await expect(chat.by('message-error')).toHaveCount(0);
});

test('an answer that fails before its first word can be tried again', async ({ page }) => {
  await chat.open({ answer: 'short', rate: 500 });
  await page.evaluate(() =>
    window.__fake?.failTurn(
      { code: 'decode', message: 'The engine could not go on: no KV slot.', args: { detail: 'no KV slot' } },
      'reading',
    ),
  );
  await chat.send('Hello');
  await chat.ended('failed');
  await expect(chat.by('message-error')).toContainText('no KV slot');
  await expect(chat.by('continue')).toHaveCount(0);
  await chat.by('retry').click();
  await chat.ended();
});

test('a copy that failed is not called one, and one that was made by key is said once', async ({ page }) => {
  await chat.open({ answer: 'short', rate: 500 });
  await chat.ask('What is the capital of Japan?');
  const refuse = () =>
    page.evaluate(() => window.__fake?.failCall('copyText', { code: 'busy', message: '', args: {} }));
  const copy = chat.answer.getByTestId('copy');
  await refuse();
  await copy.click();
  await expect(chat.by('toast')).toHaveCount(1);
  await expect(copy).toHaveAccessibleName('Copy answer');
  await refuse();
  await page.keyboard.press('Control+Shift+C');
  await expect(chat.by('toast')).toHaveCount(2);
  for (const toast of await chat.by('toast').all()) await expect(toast).toHaveAttribute('data-kind', 'error');
  await page.keyboard.press('Control+Shift+C');
  await expect(chat.by('toast').last()).toContainText('Answer copied');
  expect(await chat.copied()).toHaveLength(1);
  await expect(chat.by('announcer')).not.toContainText(/copied/i);
});

const LONG = 'And when does the month end? '.repeat(12).trim();

test('a question that does not fit may leave out the oldest messages, and says that it did', async () => {
  await chat.open({ context: 220, answer: 'short', rate: 800 });
  await chat.openConversation('Notice periods in the lease');
  const before = await chat.by('message').count();
  await chat.send(LONG);
  await expect(chat.by('overflow-dialog')).toContainText('220');
  await chat.by('overflow-leave-out').click();
  await chat.ended();
  await expect(chat.by('overflow-dialog')).toHaveCount(0);
  await expect(chat.by('left-out')).toContainText('left out');
  await expect(chat.answerText).toContainText('Tokyo');
  await expect(chat.by('message')).toHaveCount(before + 2);
  await expect(chat.answer.getByTestId('versions')).toHaveCount(0);
  expect((await chat.calls('continueAnswer')).map(([, overflow]) => overflow)).toEqual(['leave_out_oldest']);
});

test('or go into a new conversation, its text as the draft', async () => {
  await chat.open({ context: 220, answer: 'short', rate: 800 });
  await chat.openConversation('Notice periods in the lease');
  const before = await chat.by('message').count();
  await chat.send(LONG);
  await chat.by('overflow-new').click();
  await expect(chat.by('empty-state')).toBeVisible();
  await expect(chat.composer).toHaveValue(LONG);
  await chat.composer.press('Enter');
  await chat.ended();
  await chat.openConversation('Notice periods in the lease');
  await expect(chat.by('message')).toHaveCount(before);
});

test('or become the draft again', async () => {
  await chat.open({ context: 220 });
  await chat.openConversation('Notice periods in the lease');
  const before = await chat.by('message').count();
  await chat.send(LONG);
  await chat.by('overflow-cancel').click();
  await expect(chat.by('message')).toHaveCount(before);
  await expect(chat.composer).toBeFocused();
  await expect(chat.composer).toHaveValue(LONG);
});

test('a single question that is too long is told so; there is nothing to leave out', async () => {
  await chat.open({ context: 100 });
  await chat.send('word '.repeat(400).trim());
  await expect(chat.by('overflow-dialog')).toContainText('Shorten it');
  await expect(chat.by('overflow-leave-out')).toHaveCount(0);
  await chat.by('overflow-cancel').click();
  await expect(chat.composer).toHaveValue(/^word word/);
});

test('terms are asked for before the first answer, and the question is kept whatever is said', async () => {
  await chat.open({ terms: 'needed', answer: 'short', rate: 500 });
  await chat.send('Hello');
  await expect(chat.by('terms-dialog')).toBeVisible();
  await chat.by('terms-decline').click();
  await expect(chat.composer).toHaveValue('Hello');
  await chat.composer.press('Enter');
  await chat.by('terms-accept').click();
  await chat.ended();
  await expect(chat.by('question-text')).toHaveText('Hello');
});

test('a question that the host refuses stays in the composer with the reason', async ({ page }) => {
  await chat.open({ answer: 'short', rate: 500 });
  await page.evaluate(() =>
    window.__fake?.failTurn({ code: 'busy', message: 'The database is busy.', args: {} }, 'begin'),
  );
  await chat.send('Hello');
  await expect(chat.by('refusal')).toHaveAttribute('data-code', 'busy');
  await expect(chat.composer).toHaveValue('Hello');
  await chat.by('refusal-again').click();
  await chat.ended();
  await expect(chat.by('refusal')).toHaveCount(0);
});

test('a conversation that can’t be opened says so and is tried again', async ({ page }) => {
  await chat.open();
  await page.evaluate(() =>
    window.__fake?.failCall('openConversation', { code: 'busy', message: 'The database is busy.', args: {} }),
  );
  await chat.by('conversation-item').filter({ hasText: 'Notice periods in the lease' }).click();
  await chat.by('open-again').click();
  await expect(chat.by('message')).toHaveCount(4);
});
