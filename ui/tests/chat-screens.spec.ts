/** Every state of the chat, in both themes and all languages: nothing grave for a screen reader, nothing cut off. */
import { ChatPage } from './chat-page';
import { expect, expectBothThemes, expectFits, test } from './fixtures';

type Show = (chat: ChatPage) => Promise<void>;
interface State {
  name: string;
  options?: Record<string, string | number>;
  show: Show;
}

const LEASE = 'Notice periods in the lease';

const STATES: State[] = [
  {
    name: 'an answer of every kind of block, with versions',
    options: { answer: 'markdown', rate: 4000 },
    show: async (chat) => {
      await chat.ask('How do I start?');
      await chat.by('regenerate').click();
      await expect(chat.by('versions')).toBeVisible();
      await chat.ended();
      await expect(chat.answer.locator('.katex').first()).toBeVisible();
      await expect(chat.answer.locator('.hljs-keyword').first()).toBeVisible();
    },
  },
  {
    name: 'an answer being thought and written',
    options: { answer: 'long', rate: 40 },
    show: async (chat) => {
      await chat.by('thinking-switch').click();
      await chat.send('How do I start?');
      await chat.writing();
    },
  },
  {
    name: 'a model being loaded',
    options: { engine: 'unloaded', loading: 60_000 },
    show: async (chat) => {
      await chat.send('Hello');
      await expect(chat.by('turn-progress')).toHaveAttribute('data-stage', 'loading');
    },
  },
  {
    name: 'a stopped answer',
    options: { answer: 'long', rate: 20 },
    show: async (chat) => {
      await chat.send('How do I start?');
      await chat.writing();
      await chat.by('stop').click();
      await chat.ended('stopped');
    },
  },
  {
    name: 'a failed answer',
    options: { answer: 'long', rate: 60 },
    show: async (chat) => {
      await chat.send('How do I start?');
      await chat.writing();
      await chat.page.evaluate(() => window.__fake?.crash('GGML_ASSERT(n_tokens <= n_batch) failed'));
      await chat.ended('failed');
    },
  },
  {
    name: 'a question that does not fit',
    options: { context: 220 },
    show: async (chat) => {
      await chat.openConversation(LEASE);
      await chat.send('And when does the month end? '.repeat(12));
      await expect(chat.by('overflow-dialog')).toBeVisible();
    },
  },
  {
    name: 'a question that was refused',
    show: async (chat) => {
      await chat.page.evaluate(() => window.__fake?.failTurn({ code: 'busy', message: 'Busy.', args: {} }, 'begin'));
      await chat.send('Hello');
      await expect(chat.by('refusal')).toBeVisible();
    },
  },
  {
    name: 'an edit',
    show: async (chat) => {
      await chat.openConversation(LEASE);
      await chat.composer.press('ArrowUp');
      await expect(chat.by('edit-input')).toBeFocused();
    },
  },
  {
    name: 'what the context meter means',
    show: async (chat) => {
      await chat.openConversation(LEASE);
      await chat.by('context-meter').click();
      await expect(chat.by('context-more')).toBeVisible();
    },
  },
  {
    name: 'the options, with a wrong number',
    show: async (chat) => {
      await chat.by('options').click();
      await chat.by('options-top-p').fill('7');
    },
  },
  {
    name: 'a link to be opened',
    options: { answer: 'links', rate: 500 },
    show: async (chat) => {
      await chat.ask('Where?');
      await chat.answerText.getByRole('link').first().click();
      await expect(chat.by('link-dialog')).toBeVisible();
    },
  },
  {
    name: 'a very long question in the composer',
    show: async (chat) => {
      await chat.composer.fill('東京 and a very long word: ' + 'x'.repeat(600) + '\nline'.repeat(60));
    },
  },
  {
    name: 'a hostile answer',
    options: { answer: 'hostile', rate: 2000 },
    show: (chat) => chat.ask('Attack'),
  },
];

for (const { name, options = {}, show } of STATES) {
  test(`${name}, light and dark`, async ({ page }) => {
    await page.setViewportSize({ width: 1600, height: 1000 });
    const chat = new ChatPage(page);
    await chat.open(options);
    await show(chat);
    await expectBothThemes(page, name);
    await expectFits(page, name);
  });
  for (const [language, width, height] of [
    ['zh-Hans', 900, 600],
    ['ja', 900, 600],
    ['en', 640, 400],
  ] as const) {
    test(`${name}, in ${language}, fits ${String(width)} by ${String(height)}`, async ({ page }) => {
      const chat = new ChatPage(page);
      await page.setViewportSize({ width: 1200, height: 800 });
      await chat.open({ ...options, language });
      await show(chat);
      await page.setViewportSize({ width, height });
      // The list folds away a moment after the window has become narrow.
      await expect(() => expectFits(page, name)).toPass();
      const ids = await page.evaluate(() => document.body.innerText.match(/\bchat-[a-z-]+\b/g) ?? []);
      expect(ids, 'no text may be missing').toEqual([]);
    });
  }
}

test('a very long conversation opens at its end, and its beginning is a step away', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open({ data: 'long' });
  await chat.openConversation('A very long conversation');
  await expect(chat.by('message').last()).toBeInViewport();
  await expect(chat.by('message')).toHaveCount(100);
  const first = chat.by('message').first();
  await first.scrollIntoViewIfNeeded();
  const id = await first.getAttribute('data-message-id');
  await chat.by('show-earlier').click();
  await expect(chat.by('message')).toHaveCount(200);
  // What was read stays where it was.
  await expect(page.locator(`[data-message-id="${id ?? ''}"]`)).toBeInViewport();
  await chat.by('show-earlier').click();
  await expect(chat.by('message')).toHaveCount(240);
  await expect(chat.by('show-earlier')).toHaveCount(0);
});

test('a hit of a search is brought into view, however far back it is', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open({ data: 'long' });
  await chat.by('search').fill('Question 1:');
  await chat.by('search-result').first().click();
  await expect(page.getByText('Question 1: how does').first()).toBeInViewport();
});

test('a hit is brought into view once, and not again with every word of an answer', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open({ data: 'long', context: 1_000_000, answer: 'short', rate: 6 });
  await chat.by('search').fill('Question 1:');
  await chat.by('search-result').first().click();
  const hit = chat.questions.filter({ hasText: 'Question 1:' });
  await expect(hit).toBeInViewport();
  await chat.send('And now?');
  await chat.writing();
  await expect(chat.questions.last()).toBeInViewport();
  await chat.ended();
  await expect(chat.answer).toBeInViewport();
  await expect(hit).not.toBeInViewport();
  // Chosen again, it is wanted again.
  await chat.by('search-result').first().click();
  await expect(hit).toBeInViewport();
});

test('the place in a conversation is kept while another is read', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open({ data: 'long' });
  await chat.openConversation('A very long conversation');
  const seen = chat.by('message').nth(40);
  const id = await seen.getAttribute('data-message-id');
  await chat.by('thread').hover();
  await seen.scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, -20);
  await chat.openConversation(LEASE);
  await chat.openConversation('A very long conversation');
  await expect(page.locator(`[data-message-id="${id ?? ''}"]`)).toBeInViewport();
});
