/** Editing and deleting, and taking both back. */
import { expect, test } from './fixtures';
import { ChatPage } from './chat-page';

let chat: ChatPage;
test.beforeEach(async ({ page }) => {
  chat = new ChatPage(page);
  await chat.open({ answer: 'short', rate: 800 });
  await chat.ask('First question');
  await chat.ask('Second question');
});
test.afterEach(() => expect(chat.faults).toEqual([]));

test('an edited question is a new version with its own answer; the earlier one is kept with what followed', async () => {
  await chat.questions.first().hover();
  await chat.questions.first().getByTestId('edit').click();
  await chat.by('edit-input').fill('First question, better');
  await chat.setAnswer('chinese');
  await chat.by('edit-input').press('Enter');
  await chat.ended();
  await expect(chat.by('message')).toHaveCount(2);
  await expect(chat.by('question-text')).toHaveText('First question, better');
  await expect(chat.answerText).toContainText('自我介绍');
  await expect(chat.composer).toBeFocused();

  await expect(chat.questions.first().getByTestId('version-label')).toHaveText('2/2');
  await chat.questions.first().getByTestId('version-previous').click();
  await expect(chat.by('message')).toHaveCount(4);
  await expect(chat.by('question-text').first()).toHaveText('First question');
});

test('an edit that is left changes nothing', async () => {
  await chat.questions.last().hover();
  await chat.questions.last().getByTestId('edit').click();
  await chat.by('edit-input').fill('Something else');
  await chat.by('edit-input').press('Escape');
  await expect(chat.by('question-text').last()).toHaveText('Second question');
  expect(await chat.calls('sendMessage')).toHaveLength(2);
});

test('an empty edit can not be sent', async () => {
  await chat.questions.last().hover();
  await chat.questions.last().getByTestId('edit').click();
  await chat.by('edit-input').fill('   ');
  await expect(chat.by('edit-send')).toBeDisabled();
  await chat.by('edit-input').press('Enter');
  await expect(chat.by('edit-input')).toBeVisible();
});

test('a deleted answer comes back by undo', async () => {
  await chat.answer.getByTestId('delete-message').click();
  await expect(chat.by('message')).toHaveCount(3);
  await expect(chat.composer).toBeFocused();
  await chat.by('undo').click();
  await expect(chat.by('message')).toHaveCount(4);
});

test('a deleted question takes what followed with it, and brings it back', async () => {
  await chat.questions.first().hover();
  await chat.questions.first().getByTestId('delete-message').click();
  await expect(chat.by('message')).toHaveCount(0);
  await chat.by('undo').click();
  await expect(chat.by('message')).toHaveCount(4);
});
