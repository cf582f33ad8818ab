/** The chat as the stories use it: what a person does, and what stands on the page. */
import { expect, type Locator, type Page } from '@playwright/test';

export class ChatPage {
  /** Dialogs that the page opened by itself, and what it asked of anything but its own server. */
  readonly faults: string[] = [];
  readonly foreign: string[] = [];

  constructor(readonly page: Page) {
    page.on('dialog', (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol !== 'data:' && protocol !== 'blob:' && hostname !== '127.0.0.1') this.foreign.push(request.url());
    });
  }

  /** Opens Carat on the in-memory backend, which behaves as `options` say. */
  async open(options: Record<string, string | number> = {}): Promise<void> {
    const query = new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)]));
    await this.page.goto(`/?${query.toString()}`);
    await expect(this.composer).toBeVisible();
  }

  by(id: string): Locator {
    return this.page.getByTestId(id);
  }
  get composer(): Locator {
    return this.by('composer');
  }
  get answers(): Locator {
    return this.page.locator('[data-testid=message][data-role=assistant]');
  }
  get questions(): Locator {
    return this.page.locator('[data-testid=message][data-role=user]');
  }
  get answer(): Locator {
    return this.answers.last();
  }
  get answerText(): Locator {
    return this.answer.getByTestId('answer-text');
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** The last answer has ended in this state. */
  async ended(state: 'complete' | 'stopped' | 'failed' = 'complete'): Promise<void> {
    await expect(this.answer).toHaveAttribute('data-state', state);
    await expect(this.by('stop')).toHaveCount(0);
  }

  async ask(text: string): Promise<void> {
    await this.send(text);
    await this.ended();
  }

  /** Some of the answer is there, and it is still being written. */
  async writing(): Promise<void> {
    await expect(this.answerText).toContainText(/\S{3}/);
    await expect(this.by('stop')).toBeVisible();
  }

  async openConversation(title: string): Promise<void> {
    await this.by('conversation-item').filter({ hasText: title }).click();
    await expect(this.by('message').first()).toBeVisible();
  }

  /** Calls of the backend so far. */
  calls(method: string): Promise<unknown[][]> {
    return this.page.evaluate(
      (name) => (window.__fake?.calls ?? []).filter((call) => call.method === name).map((call) => call.args),
      method,
    );
  }

  copied(): Promise<string[]> {
    return this.page.evaluate(() => window.__fake?.copied ?? []);
  }

  setRate(rate: number): Promise<void> {
    return this.page.evaluate((tokens) => {
      if (window.__fake) window.__fake.options.rate = tokens;
    }, rate);
  }

  setAnswer(name: string): Promise<void> {
    return this.page.evaluate((answer) => {
      if (window.__fake) window.__fake.options.answer = answer;
    }, name);
  }
}
