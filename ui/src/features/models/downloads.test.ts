import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Backend } from '../../backend/backend';
import { Session } from '../../backend/session.svelte';
import type { AppState, Download, DownloadRequest, DownloadState, Model, WireError } from '../../backend/types';
import { setLocale } from '../../shared/i18n';
import { dismiss, toasts } from '../../shared/toasts.svelte';
import { Downloads, stepOf } from './downloads.svelte';

const REQUEST: DownloadRequest = { from: 'catalogue', card: 'gemma-3-4b', variant: 'q4_0', parts: ['weights'] };
const FAILED: DownloadState = {
  state: 'failed',
  error: { code: 'token_missing', message: '', args: {} },
  next: { step: 'enter_token', url: '' },
};

const one = (id: string, state: DownloadState): Download => ({
  id,
  name: `Model ${id}`,
  repo: 'a/b',
  files: [],
  card: null,
  variant: null,
  done: 0,
  total: null,
  attempt: 0,
  state,
});

function made(start: Backend['startDownload'], downloads: Download[] = []) {
  const backend = {
    startDownload: vi.fn(start),
    resumeDownload: vi.fn(async () => undefined),
  };
  const state = { settings: { model: null }, models: [], downloads, engine: { state: 'unloaded' }, notices: [] };
  const session = new Session(backend as unknown as Backend, state as unknown as AppState);
  const askTerms = vi.fn(async () => true);
  const use = vi.fn();
  return { backend, session, askTerms, use, downloads: new Downloads(session, askTerms, use, () => undefined) };
}

const terms: WireError = { code: 'terms_needed', message: '', args: { licence: 'gemma' } };

beforeAll(() => setLocale('en'));
beforeEach(() => toasts().forEach(({ id }) => dismiss(id)));

describe('starting a download', () => {
  it('asks for the terms it needs and goes on once they are accepted', async () => {
    let asked = 0;
    const { downloads, askTerms, backend } = made(async () => {
      asked += 1;
      if (asked === 1) throw terms;
      return one('d', { state: 'queued' });
    });
    await expect(downloads.start(REQUEST)).resolves.toBe(true);
    expect(askTerms).toHaveBeenCalledWith('gemma');
    expect(backend.startDownload).toHaveBeenCalledTimes(2);
  });

  it('lets it be where the terms are declined, without a word of reproach', async () => {
    const { downloads, askTerms, backend } = made(async () => {
      throw terms;
    });
    askTerms.mockResolvedValue(false);
    await expect(downloads.start(REQUEST)).resolves.toBe(false);
    expect(backend.startDownload).toHaveBeenCalledTimes(1);
    expect(toasts()).toEqual([]);
  });

  it('is not asked for twice at once', async () => {
    let go: (download: Download) => void = () => undefined;
    const { downloads, backend } = made(() => new Promise((resolve) => (go = resolve)));
    const first = downloads.start(REQUEST);
    await expect(downloads.start(REQUEST)).resolves.toBe(false);
    go(one('d', { state: 'queued' }));
    await expect(first).resolves.toBe(true);
    expect(backend.startDownload).toHaveBeenCalledTimes(1);
  });

  it('tells of what else is in the way', async () => {
    const { downloads } = made(async () => {
      throw { code: 'network_off', message: '', args: {} };
    });
    await expect(downloads.start(REQUEST)).resolves.toBe(false);
    expect(toasts().map((toast) => toast.code)).toEqual(['network_off']);
  });
});

describe('what has become of downloads', () => {
  it('is told once each, and not again at the next start', () => {
    const { downloads, session, use } = made(async () => one('d', { state: 'queued' }), [one('old', FAILED)]);
    downloads.tell(false);
    expect(toasts()).toEqual([]);
    session.downloads = [one('a', { state: 'queued' }), one('b', { state: 'queued' })];
    downloads.tell(false);
    session.models = [{ id: 'm' } as Model];
    session.downloads = [one('a', { state: 'ready', model: 'm' }), one('b', FAILED)];
    downloads.tell(false);
    downloads.tell(false);
    expect(toasts().map((toast) => toast.kind)).toEqual(['info', 'error']);
    toasts()[0]?.action?.run();
    expect(use).toHaveBeenCalledWith('m');
    expect(downloads.open.map(({ id }) => id)).toEqual(['b']);
  });

  it('is not told beside the place that shows it', () => {
    const { downloads, session } = made(async () => one('d', { state: 'queued' }), [one('a', { state: 'resolving' })]);
    session.downloads = [one('a', FAILED)];
    downloads.tell(true);
    expect(toasts()).toEqual([]);
  });

  it('goes on for all that wanted a token once there is one', () => {
    const { downloads, backend } = made(
      async () => one('d', { state: 'queued' }),
      [one('a', FAILED), one('b', { ...FAILED, next: { step: 'try_again' } }), one('c', { state: 'paused' })],
    );
    downloads.tryAgain('enter_token');
    expect(backend.resumeDownload).toHaveBeenCalledExactlyOnceWith('a');
  });
});

it('each step that helps has a name, and trying again needs none', () => {
  const steps = (['enter_token', 'accept_terms'] as const).map((step) => stepOf({ step, url: 'https://a' }));
  steps.push(stepOf({ step: 'free_disk', bytes: 1 }), stepOf({ step: 'check_folder' }));
  steps.push(stepOf({ step: 'check_network_settings' }));
  for (const step of steps) expect(step?.label).not.toMatch(/^action-|^$/);
  expect(stepOf({ step: 'try_again' })).toBe(null);
  expect(stepOf({ step: 'choose_another' })).toBe(null);
});
