/** Tells the host of faults of the UI: what failed and where, never the words of an error, which may quote a person. */
import type { Backend } from '../backend/backend';

export function logFaults(backend: Backend): void {
  const log = (kind: string, thrown: unknown) => {
    const where =
      thrown instanceof Error
        ? `${thrown.name} ${(thrown.stack ?? '').split('\n').slice(1, 6).join(' ')}`
        : typeof thrown;
    backend.logFromUi('error', `${kind}: ${where}`).catch(() => undefined);
  };
  window.addEventListener('error', (event) => {
    // The browser's notice that an observer changed sizes again within a frame carries no error, and is none.
    if (event.error !== null) log('error', event.error);
  });
  window.addEventListener('unhandledrejection', (event) => log('unhandled rejection', event.reason));
}
