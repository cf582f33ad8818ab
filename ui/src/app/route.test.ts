import { beforeEach, describe, expect, it } from 'vitest';
import { hashOf, Router, routeOf, type Route } from './route.svelte';

describe('routes', () => {
  const places: Route[] = [
    { view: 'chat', conversation: null, message: null },
    { view: 'chat', conversation: '0191-a', message: null },
    { view: 'chat', conversation: 'a/b #é', message: 'm/1' },
    { view: 'settings', section: null },
    { view: 'settings', section: 'network' },
    { view: 'models' },
    { view: 'libraries', library: null },
    { view: 'libraries', library: 'library 1' },
    { view: 'safety' },
  ];
  it('come back from the address they were written to', () => {
    for (const place of places) expect(routeOf(hashOf(place))).toEqual(place);
  });

  it('take an address they do not know for a new conversation', () => {
    for (const hash of ['', '#', '#/nowhere', '#/c/', '#/c/%E0%A4%A']) {
      expect(routeOf(hash), hash).toEqual({ view: 'chat', conversation: null, message: null });
    }
  });
});

describe('the router', () => {
  beforeEach(() => history.replaceState(null, '', '#/'));

  it('goes back from a screen to the conversation it covered', () => {
    const router = new Router();
    router.openConversation('a');
    router.go({ view: 'settings', section: null });
    router.go({ view: 'models' });
    router.back();
    expect(router.conversation).toBe('a');
  });

  it('goes back to a conversation that began while a screen covered it', () => {
    const router = new Router();
    router.go({ view: 'settings', section: null });
    expect(router.lastConversation).toBeNull();
    router.became('a');
    expect(router.route.view).toBe('settings');
    expect(location.hash).toBe('#/settings');
    router.back();
    expect(router.conversation).toBe('a');
  });

  it('leaves a field before its screen goes, and none where a screen stays', () => {
    const field = document.body.appendChild(document.createElement('input'));
    const router = new Router();
    for (const [to, left] of [
      [{ view: 'settings', section: null }, false],
      [{ view: 'settings', section: 'network' }, false],
      [{ view: 'chat', conversation: null, message: null }, true],
      [{ view: 'chat', conversation: 'a', message: null }, false],
    ] satisfies [Route, boolean][]) {
      field.focus();
      router.go(to);
      expect(document.activeElement !== field, hashOf(to)).toBe(left);
    }
    field.remove();
  });

  it('never goes back to a conversation that is gone', () => {
    const router = new Router();
    router.openConversation('a');
    router.go({ view: 'settings', section: null });
    router.forget('a');
    router.back();
    expect(router.route).toEqual({ view: 'chat', conversation: null, message: null });
  });
});
