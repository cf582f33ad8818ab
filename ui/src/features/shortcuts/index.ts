/** The sheet of all shortcuts, opened by `?`. */
export const fetchShortcutsSheet = () => import('./ShortcutsSheet.svelte');
