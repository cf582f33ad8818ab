/** Writing a question: keys, input methods, drafts, starting points, the options of a conversation. */
import { expect, test } from './fixtures';
import { ChatPage } from './chat-page';

let chat: ChatPage;
test.beforeEach(({ page }) => {
  chat = new ChatPage(page);
});
test.afterEach(() => expect(chat.faults).toEqual([]));

/** A key as an input method sends it while it composes. */
const composingKey = (key: string, some: Partial<KeyboardEventInit & { keyCode: number }>) => ({
  key,
  code: key,
  bubbles: true,
  cancelable: true,
  ...some,
});

test('Enter that ends a composition never sends', async () => {
  await chat.open({ answer: 'short', rate: 500 });
  await chat.composer.focus();
  await chat.composer.dispatchEvent('compositionstart', { data: '' });
  await chat.composer.fill('面试');
  await chat.composer.dispatchEvent('keydown', composingKey('Enter', { isComposing: true }));
  await chat.composer.dispatchEvent('compositionend', { data: '面试' });
  // WebKit ends the composition first and marks the key that ended it.
  await chat.composer.dispatchEvent('keydown', composingKey('Enter', { keyCode: 229 }));
  await expect(chat.composer).toHaveValue('面试');
  expect(await chat.calls('sendMessage')).toEqual([]);
  await chat.composer.press('Enter');
  await expect(chat.by('question-text')).toHaveText('面试');
});

test('Escape that ends a composition neither stops an answer nor leaves an edit', async () => {
  await chat.open({ answer: 'markdown', rate: 20 });
  await chat.send('How do I start?');
  await chat.writing();
  await chat.composer.dispatchEvent('keydown', composingKey('Escape', { isComposing: true }));
  await chat.composer.dispatchEvent('keydown', composingKey('Escape', { keyCode: 229 }));
  await chat.writing();
  expect(await chat.calls('stopTurn')).toEqual([]);
  await chat.composer.press('Escape');
  await chat.ended('stopped');

  await chat.questions.first().hover();
  await chat.by('edit').click();
  await chat.by('edit-input').dispatchEvent('keydown', composingKey('Escape', { isComposing: true }));
  await chat.by('edit-input').dispatchEvent('keydown', composingKey('Enter', { keyCode: 229 }));
  await expect(chat.by('edit-input')).toBeVisible();
  expect(await chat.calls('sendMessage')).toHaveLength(1);
});

test('Shift+Enter makes a line, and the field grows with its lines up to its limit', async () => {
  await chat.open();
  const height = async () => (await chat.composer.boundingBox())?.height ?? 0;
  const one = await height();
  await chat.composer.fill('one');
  await chat.composer.press('Shift+Enter');
  await chat.composer.pressSequentially('two');
  await expect(chat.composer).toHaveValue('one\ntwo');
  expect(await height()).toBeGreaterThan(one);
  await chat.composer.fill('line\n'.repeat(400));
  expect(await height()).toBeLessThanOrEqual(800 * 0.4 + 1);
  await chat.composer.fill('');
  expect(await height()).toBe(one);
  await expect(chat.by('send')).toBeDisabled();
});

test('with the other setting Enter makes a line and Ctrl+Enter sends', async () => {
  await chat.open({ answer: 'short', rate: 500 });
  await chat.by('settings').click();
  await chat.by('settings-send-with').selectOption('mod_enter');
  await chat.by('settings-close').click();
  await chat.composer.fill('one');
  await chat.composer.press('Enter');
  await chat.composer.pressSequentially('two');
  await expect(chat.composer).toHaveValue('one\ntwo');
  await chat.composer.press('Control+Enter');
  await expect(chat.by('question-text')).toHaveText('one\ntwo');
});

test('the up arrow in an empty field edits the last question', async () => {
  await chat.open({ answer: 'short', rate: 500 });
  await chat.ask('What is the capital of Japan?');
  await chat.composer.press('ArrowUp');
  await expect(chat.by('edit-input')).toBeFocused();
  await expect(chat.by('edit-input')).toHaveValue('What is the capital of Japan?');
  await chat.by('edit-input').press('Escape');
  await expect(chat.by('edit-input')).toHaveCount(0);
  await expect(chat.composer).toBeFocused();
});

test('drafts stay with their conversations', async () => {
  await chat.open();
  await chat.composer.fill('for a new one');
  await chat.openConversation('Notice periods in the lease');
  await expect(chat.composer).toHaveValue('');
  await chat.composer.fill('for the lease');
  await chat.openConversation('Measuring before tuning');
  await expect(chat.composer).toHaveValue('');
  await chat.by('settings').click();
  await chat.by('settings-close').click();
  await chat.openConversation('Notice periods in the lease');
  await expect(chat.composer).toHaveValue('for the lease');
  await chat.by('new-conversation').click();
  await expect(chat.composer).toHaveValue('for a new one');
});

test('a starting point fills the composer and leaves the rest to the person', async () => {
  await chat.open();
  await expect(chat.by('starting-point')).toHaveCount(4);
  await chat.by('starting-point').nth(1).click();
  await expect(chat.composer).toBeFocused();
  await expect(chat.composer).toHaveValue(/^Explain in plain words.* $/);
  expect(await chat.calls('sendMessage')).toEqual([]);
});

test('the chat speaks Chinese and Japanese', async () => {
  await chat.open({ language: 'zh-Hans' });
  await expect(chat.by('empty-state')).toContainText('有什么可以帮你？');
  await expect(chat.composer).toHaveAttribute('placeholder', '想问什么都可以');
  await chat.open({ language: 'ja' });
  await expect(chat.by('empty-state')).toContainText('何をお手伝いしましょうか？');
});

test('options are kept with the conversation, refuse what is no number, and go back to the model’s own', async () => {
  await chat.open({ answer: 'short', rate: 500 });
  await chat.by('options').click();
  await chat.by('options-system').fill('Answer in one sentence.');
  await chat.by('options-temperature').fill('warm');
  await expect(chat.by('options-dialog')).toContainText(/A number from \W?0\W? to \W?5\W?\./);
  await expect(chat.by('options-save')).toBeDisabled();
  await chat.by('options-temperature').fill('0,2');
  await chat.by('options-save').click();
  await chat.ask('What is the capital of Japan?');
  const [sent] = await chat.calls('sendMessage');
  expect(sent?.[0]).toMatchObject({
    options: { system_prompt: 'Answer in one sentence.', sampling: { temperature: 0.2, top_k: 64 } },
  });

  await chat.by('options').click();
  await expect(chat.by('options-temperature')).toHaveValue('0.2');
  await chat.by('options-reset').click();
  await chat.by('options-save').click();
  const kept = await chat.calls('setConversationOptions');
  expect(kept.at(-1)?.[1]).toEqual({ system_prompt: '', sampling: null, thinking: false });
});

test('the context meter says what it means, by keyboard too', async () => {
  await chat.open({ context: 1000 });
  await chat.openConversation('Notice periods in the lease');
  const meter = chat.by('context-meter');
  await expect(meter).toHaveAttribute('data-limit', '1000');
  await expect(meter).not.toHaveAttribute('data-used', '0');
  const before = Number(await meter.getAttribute('data-used'));
  await chat.composer.fill('many words in a draft '.repeat(20));
  await expect.poll(async () => Number(await meter.getAttribute('data-used'))).toBeGreaterThan(before);
  await meter.focus();
  await meter.press('Enter');
  await expect(chat.by('context-more')).toContainText('Nothing is deleted.');
  await meter.press('Escape');
  await expect(chat.by('context-more')).toHaveCount(0);
});

test('everything in the chat is reached by keyboard, from the thread to the send button', async ({ page }) => {
  await chat.open({ answer: 'short', rate: 500 });
  await chat.ask('What is the capital of Japan?');
  await chat.composer.fill('next');
  const reached = new Set<string>();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const id = await page.evaluate(
      () => document.activeElement?.closest('[data-testid]')?.getAttribute('data-testid') ?? '',
    );
    reached.add(id);
  }
  for (const id of [
    'copy',
    'edit',
    'regenerate',
    'delete-message',
    'statistics',
    'composer',
    'options',
    'thinking-switch',
    'context-meter',
    'send',
  ]) {
    expect([...reached], id).toContain(id);
  }
});
