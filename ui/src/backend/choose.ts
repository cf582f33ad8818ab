/** Which host this window has. */
import type { Backend } from './backend';
import { insideTauri, tauriBackend } from './tauri';

export async function chooseBackend(): Promise<Backend> {
  if (insideTauri()) return tauriBackend;
  if (__FAKE__) return (await import('./fake')).createFake();
  throw new Error('Carat runs in its own window; start the app instead of opening its pages in a browser.');
}
