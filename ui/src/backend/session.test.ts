import { describe, expect, it } from 'vitest';
import type { Backend } from './backend';
import { Session } from './session.svelte';
import type { AppEvent, AppState, Settings } from './types';
import { createFake } from './fake';

async function sessionOf(some: Partial<Backend> = {}) {
  const fake = createFake('?theme=light');
  const backend = new Proxy(fake, { get: (target, name: keyof Backend) => some[name] ?? target[name] });
  const state: AppState = await backend.appState();
  return { session: new Session(backend, state), state };
}

describe('the session', () => {
  it('keeps every one of several changes made at once', async () => {
    const kept: Settings[] = [];
    const { session } = await sessionOf({
      setSettings: async (settings) => {
        // The first takes longest: a change that did not wait for it would be overwritten.
        await new Promise((resolve) => setTimeout(resolve, 30 - kept.length * 10));
        kept.push(settings);
        return settings;
      },
    });
    await Promise.all([
      session.change({ theme: 'dark' }),
      session.change({ thinking: true }),
      session.change({ context: 4096 }),
    ]);
    expect(kept.at(-1)).toMatchObject({ theme: 'dark', thinking: true, context: 4096 });
    expect(session.settings).toMatchObject({ theme: 'dark', thinking: true, context: 4096 });
  });

  it('shows a change at once and takes back only what was refused', async () => {
    const refusal = { code: 'disk_full', message: '', args: {} };
    const { session } = await sessionOf({
      setSettings: (settings) => (settings.theme === 'dark' ? Promise.reject(refusal) : Promise.resolve(settings)),
    });
    const refused = session.change({ theme: 'dark' });
    const taken = session.change({ thinking: true });
    expect(session.settings).toMatchObject({ theme: 'dark', thinking: true });
    await expect(refused).rejects.toEqual(refusal);
    await taken;
    expect(session.settings).toMatchObject({ theme: 'light', thinking: true });
  });

  it('is not set back by news of an older change', async () => {
    let tell: (event: AppEvent) => void = () => undefined;
    const { session, state } = await sessionOf({
      subscribe: (onEvent) => {
        tell = onEvent;
        return () => undefined;
      },
    });
    session.follow();
    const change = session.change({ theme: 'dark' });
    tell({ type: 'settings', settings: { ...state.settings, thinking: true } });
    expect(session.settings).toMatchObject({ theme: 'dark', thinking: true });
    await change;
    expect(session.settings.theme).toBe('dark');
  });
});
