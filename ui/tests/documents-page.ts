/** Documents as the stories use them: what is dropped and chosen, and where a document stands. */
import type { Locator, Page } from '@playwright/test';
import type { FakeFile } from '../src/backend/fake/documents';
import type { DropKind } from '../src/backend/documents';
import { expect } from './fixtures';

export const LEASE = 'Lease Königsallee 12.pdf';
export const SURVEY = 'Heating survey 2025.pdf';

/** What the next dialog gives, and the next drop brings. */
export async function bring(page: Page, ...files: (FakeFile | string)[]): Promise<void> {
  const made = files.map((file) => (typeof file === 'string' ? { name: file } : file));
  await page.evaluate((wanted) => {
    if (window.__fake) window.__fake.documents.files = wanted;
  }, made);
}

export async function dragOver(page: Page, kind: DropKind, count = 1): Promise<void> {
  await page.evaluate(
    ([over, many]) => window.__fake?.emit({ type: 'file_drop', drop: { state: 'over', kind: over, count: many } }),
    [kind, count] as const,
  );
}

export async function drop(page: Page, ...files: (FakeFile | string)[]): Promise<void> {
  await bring(page, ...files);
  await dragOver(page, 'documents', files.length);
  await expect(page.getByTestId('drop-here')).toBeVisible();
  await page.evaluate(
    (count) => window.__fake?.emit({ type: 'file_drop', drop: { state: 'dropped', drop: 'drop-1', count } }),
    files.length,
  );
}

export function chip(page: Page, name: string): Locator {
  return page.getByTestId('document-chip').filter({ hasText: name });
}

/** Drops a document on the conversation and waits until it is read. */
export async function attached(page: Page, name: string): Promise<void> {
  await drop(page, name);
  await expect(chip(page, name)).toHaveAttribute('data-state', 'indexed');
}

export async function ask(page: Page, question: string): Promise<void> {
  await page.getByTestId('composer').fill(question);
  await page.getByTestId('composer').press('Enter');
  await expect(page.locator('[data-testid=message][data-role=assistant]').last()).toHaveAttribute(
    'data-state',
    'complete',
  );
}
