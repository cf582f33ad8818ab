import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Backend } from '../../../backend/backend';
import { createFake } from '../../../backend/fake';
import { setLocale } from '../../../shared/i18n';
import { dismiss, toasts } from '../../../shared/toasts.svelte';
import { Desk } from './desk.svelte';

let backend: Backend;
let desk: Desk;
let stop: () => void;

beforeAll(() => setLocale('en'));
beforeEach(async () => {
  toasts().forEach(({ id }) => dismiss(id));
  backend = createFake('?reading=0');
  desk = new Desk(backend);
  stop = desk.follow();
  await desk.show(null);
});
afterEach(() => stop());

const bring = (...files: { name: string; fails?: string }[]) => {
  if (window.__fake) window.__fake.documents.files = files;
};
const read = () => vi.waitFor(() => expect(desk.documents.every(({ state }) => state.state === 'indexed')).toBe(true));

it('what was put on the desk goes with the question, but for what can’t be read', async () => {
  bring({ name: 'kitchen.md' }, { name: 'locked.pdf', fails: 'document_encrypted' });
  await desk.choosing();
  await vi.waitFor(() => expect(desk.documents.map(({ state }) => state.state)).toEqual(['indexed', 'failed']));
  expect(desk.asked().documents).toEqual([desk.documents[0]?.id]);
});

it('a way that was chosen holds for one question', async () => {
  bring({ name: 'kitchen.md' });
  await desk.choosing();
  desk.choose('everything');
  expect(desk.asked().route).toBe('everything');
  expect(desk.asked().route).toBe('auto');
});

it('the way is planned once there is something to answer from, and no longer when it is gone', async () => {
  expect(desk.share).toBeNull();
  bring({ name: 'kitchen.md' });
  await desk.choosing();
  await vi.waitFor(() => expect(desk.share).toMatchObject({ words: 'whole document' }));
  const [document] = desk.documents;
  if (document) await desk.remove(document);
  expect(desk.share).toBeNull();
});

it('another conversation has other documents, and one that has begun keeps its own', async () => {
  bring({ name: 'kitchen.md' });
  await desk.choosing();
  await read();
  await desk.show('c-000001');
  expect(desk.empty).toBe(true);
  await desk.show(null);
  expect(desk.documents.map(({ name }) => name)).toEqual(['kitchen.md']);
});

it('the library of the last question counts until the person takes it off', async () => {
  desk.earlier(null, 'library-1');
  await vi.waitFor(() => expect(desk.library?.name).toBe('House and flat'));
  desk.ask(null);
  desk.earlier(null, 'library-1');
  expect(desk.library).toBeNull();
});

it('a late answer of another conversation’s library changes nothing', async () => {
  desk.ask('library-1');
  await desk.show('c-000001');
  expect(desk.library).toBeNull();
});

it('files that were still taken in when another conversation was opened are not put on its desk', async () => {
  bring({ name: 'kitchen.md' });
  const adding = desk.choosing();
  await desk.show('c-000001');
  await adding;
  expect(desk.empty).toBe(true);
  await desk.show(null);
  expect(desk.documents.map(({ name }) => name)).toEqual(['kitchen.md']);
});

it('when everything is deleted the desk is bare, and remembers no library', async () => {
  bring({ name: 'kitchen.md' });
  await desk.choosing();
  desk.ask('library-1');
  await vi.waitFor(() => expect(desk.library).not.toBeNull());
  desk.clear();
  expect([desk.empty, desk.plan]).toEqual([true, null]);
  await backend.deleteEverything();
  await desk.show(null);
  expect(desk.empty).toBe(true);
});
