/** The quick window as the stories use it. */
import { expect, type Locator, type Page } from '@playwright/test';
import { calls } from './fixtures';

export class QuickPage {
  constructor(readonly page: Page) {}

  /** Opens the page as the host does: made once, hidden until the shortcut is pressed. */
  async open(options: Record<string, string | number | boolean> = {}, { dark = false } = {}): Promise<void> {
    await this.page.setViewportSize({ width: 728, height: 620 });
    await this.page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    const query = new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)]));
    await this.page.goto(`/quick.html?${query.toString()}`);
    await this.by('quick').waitFor();
    await this.show();
  }

  by(id: string): Locator {
    return this.page.getByTestId(id);
  }
  get input(): Locator {
    return this.by('quick-input');
  }
  get answer(): Locator {
    return this.by('quick-answer').last();
  }
  chip(kind: string): Locator {
    return this.page.locator(`[data-testid=quick-chip][data-kind=${kind}]`);
  }
  action(id: string): Locator {
    return this.page.locator(`[data-testid=quick-action][data-action=${id}]`);
  }

  show(action: string | null = null): Promise<void> {
    return this.page.evaluate((wanted) => window.__fake?.quick.show(wanted), action);
  }
  hide(): Promise<void> {
    return this.page.evaluate(() => window.__fake?.quick.hide());
  }
  shown(): Promise<boolean> {
    return this.page.evaluate(() => window.__fake?.quick.shown ?? false);
  }

  /** Asks and lets the page's clock, which stands still, run until the answer is whole. */
  async answeredByClock(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
    await expect(async () => {
      await this.page.clock.runFor(500);
      await expect(this.answer).toHaveAttribute('data-state', 'complete', { timeout: 100 });
    }).toPass();
  }

  async ask(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
    await this.ended();
  }
  async ended(state: 'complete' | 'stopped' | 'failed' = 'complete'): Promise<void> {
    await expect(this.answer).toHaveAttribute('data-state', state);
    await expect(this.by('quick-stop')).toHaveCount(0);
  }
  async writing(): Promise<void> {
    await expect(this.answer.getByTestId('answer-text').first()).toContainText(/\S{3}/);
    await expect(this.by('quick-stop')).toBeVisible();
  }
  /** The last question as the host got it. */
  async sent(): Promise<Record<string, unknown>> {
    return ((await calls(this.page, 'quickSend')).at(-1)?.[0] ?? {}) as Record<string, unknown>;
  }
  copied(): Promise<string[]> {
    return this.page.evaluate(() => window.__fake?.copied ?? []);
  }
}
