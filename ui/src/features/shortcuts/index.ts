/** The sheet of all shortcuts, opened by `?`. */
export { default as ShortcutsSheet } from './ShortcutsSheet.svelte';
