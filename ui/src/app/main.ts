/** The start of the main window: asks the host how things stand, speaks its language, shows the app. */
import { mount, tick } from 'svelte';
import type { Backend } from '../backend/backend';
import { chooseBackend } from '../backend/choose';
import { Session } from '../backend/session.svelte';
import { wireError } from '../shared/errors';
import { chooseLocale, setLocale } from '../shared/i18n';
import { setPlatform } from '../shared/shortcuts';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';
import App from './App.svelte';
import { logFaults } from './faults';
import StartFailed from './StartFailed.svelte';
import { applyTheme } from './theme';

async function start(root: HTMLElement, backend: Backend): Promise<void> {
  logFaults(backend);
  const session = new Session(backend, await backend.appState());
  setPlatform(session.platform);
  applyTheme(session.settings.theme)();
  await setLocale(chooseLocale(session.settings.language, session.systemLocale));
  mount(App, { target: root, props: { session } });
  await tick();
  // No frame is waited for: the window is hidden until the host knows that it can be used, and a hidden one draws none.
  await backend.uiReady(true);
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks #root');
const backend = await chooseBackend();
start(root, backend).catch(async (thrown: unknown) => {
  // The settings are not known: the page speaks the browser's language and follows the system's colours.
  applyTheme('system');
  await setLocale(chooseLocale('system', navigator.language));
  mount(StartFailed, { target: root, props: { error: wireError(thrown) } });
  // The window is hidden until now, and what it has to say must be seen.
  await backend.uiReady(false);
});
