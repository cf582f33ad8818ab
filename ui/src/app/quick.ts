/** The start of the quick window: small, hidden until it is wanted, ready from then on. */
import { mount } from 'svelte';
import type { Backend } from '../backend/backend';
import { chooseBackend } from '../backend/choose';
import { Session } from '../backend/session.svelte';
import { wireError } from '../shared/errors';
import { chooseLocale, setLocale } from '../shared/i18n';
import { setPlatform } from '../shared/shortcuts';
import '../shared/styles/tokens.css';
import '../shared/styles/base.css';
import './quick.css';
import { logFaults } from './faults';
import Quick from './Quick.svelte';
import StartFailed from './StartFailed.svelte';
import { applyTheme } from './theme';

/** Room for the sentence that says why there is no quick prompt. */
const FAILED_HEIGHT = 320;

async function start(root: HTMLElement, backend: Backend): Promise<void> {
  logFaults(backend);
  const [state, quick] = await Promise.all([backend.appState(), backend.quickState()]);
  const session = new Session(backend, state);
  setPlatform(session.platform);
  applyTheme(session.settings.theme)();
  await setLocale(chooseLocale(session.settings.language, session.systemLocale));
  mount(Quick, { target: root, props: { session, quick } });
}

const root = document.getElementById('root');
if (!root) throw new Error('quick.html lacks #root');
const backend = await chooseBackend();
start(root, backend).catch(async (thrown: unknown) => {
  applyTheme('system');
  await setLocale(chooseLocale('system', navigator.language));
  document.documentElement.dataset.window = 'failed';
  mount(StartFailed, { target: root, props: { error: wireError(thrown) } });
  // The host shows the window once it is told a height, and what it has to say must be seen.
  await backend.quickHeight(FAILED_HEIGHT);
});
