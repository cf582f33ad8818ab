/** Where the window is, kept in the address's hash: back and forward work, and a reload stays where it was. */

export type Route =
  /** A conversation; null is one that has not begun. `message` is brought into view. */
  | { view: 'chat'; conversation: string | null; message: string | null }
  /** `section` is brought into view. */
  | { view: 'settings'; section: string | null }
  | { view: 'safety' }
  | { view: 'models' }
  /** `library` is the open one. */
  | { view: 'libraries'; library: string | null };

type ChatRoute = Extract<Route, { view: 'chat' }>;

export function routeOf(hash: string): Route {
  const [view = '', place = '', message = ''] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map(decoded);
  if (view === 'settings') return { view, section: place || null };
  if (view === 'libraries') return { view, library: place || null };
  if (view === 'models' || view === 'safety') return { view };
  return { view: 'chat', conversation: view === 'c' && place ? place : null, message: message || null };
}

export function hashOf(route: Route): string {
  if (route.view === 'settings') return route.section === null ? '#/settings' : `#/settings/${route.section}`;
  if (route.view === 'models' || route.view === 'safety') return `#/${route.view}`;
  if (route.view === 'libraries')
    return route.library === null ? '#/libraries' : `#/libraries/${encodeURIComponent(route.library)}`;
  if (route.conversation === null) return '#/';
  const message = route.message === null ? '' : `/${encodeURIComponent(route.message)}`;
  return `#/c/${encodeURIComponent(route.conversation)}${message}`;
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return '';
  }
}

export class Router {
  route: Route = $state.raw(routeOf(location.hash));
  /** Where a screen goes back to when it is closed. */
  private lastChat: ChatRoute = { view: 'chat', conversation: null, message: null };

  constructor() {
    this.remember();
  }

  /** Follows the address until the returned function is called. */
  follow(): () => void {
    const onchange = () => this.take(routeOf(location.hash));
    window.addEventListener('hashchange', onchange);
    return () => window.removeEventListener('hashchange', onchange);
  }

  /** The open conversation; null also where a screen covers it. */
  get conversation(): string | null {
    return this.route.view === 'chat' ? this.route.conversation : null;
  }

  /** The conversation that is open, or that a screen covers. */
  get lastConversation(): string | null {
    return this.lastChat.conversation;
  }

  go(route: Route): void {
    this.take(route);
    const hash = hashOf(route);
    if (location.hash !== hash && !(hash === '#/' && location.hash === '')) history.pushState(null, '', hash);
  }

  openConversation(conversation: string | null, message: string | null = null): void {
    this.go({ view: 'chat', conversation, message });
  }

  /** The new conversation got its name: the same place, not a step in the history, also where a screen covers it. */
  became(conversation: string): void {
    const route: ChatRoute = { view: 'chat', conversation, message: null };
    if (this.route.view !== 'chat') {
      this.lastChat = route;
      return;
    }
    this.take(route);
    history.replaceState(null, '', hashOf(route));
  }

  /** Leaves a screen for the conversation it covered. */
  back(): void {
    this.go(this.lastChat);
  }

  /** The conversation is gone: nothing may lead back to it. */
  forget(conversation: string | null): void {
    if (conversation === null || this.lastChat.conversation === conversation) {
      this.lastChat = { view: 'chat', conversation: null, message: null };
    }
  }

  private take(route: Route): void {
    // A field that is saved when it is left has to be left before its screen goes.
    const field = document.activeElement;
    if (this.route.view !== 'chat' && this.route.view !== route.view && field instanceof HTMLElement) field.blur();
    this.route = route;
    this.remember();
  }

  private remember(): void {
    if (this.route.view === 'chat') this.lastChat = this.route;
  }
}
