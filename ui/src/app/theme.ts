/** Light or dark, as the setting or the system says; it stands on the root, where the tokens look for it. */
import type { Settings } from '../backend/types';

const DARK = '(prefers-color-scheme: dark)';

/** Applies a theme and follows the system where the setting says so, until the returned function is called. */
export function applyTheme(theme: Settings['theme']): () => void {
  const system = window.matchMedia(DARK);
  const apply = () => {
    const dark = theme === 'dark' || (theme === 'system' && system.matches);
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  };
  apply();
  system.addEventListener('change', apply);
  return () => system.removeEventListener('change', apply);
}
