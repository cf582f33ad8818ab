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

  it('never goes back to a conversation that is gone', () => {
    const router = new Router();
    router.openConversation('a');
    router.go({ view: 'settings', section: null });
    router.forget('a');
    router.back();
    expect(router.route).toEqual({ view: 'chat', conversation: null, message: null });
  });
});
