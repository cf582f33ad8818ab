/** Documents: what the next question is about, the libraries, and the viewer that a citation opens. */
export { Desk } from './desk/desk.svelte';
export { default as AttachMenu } from './desk/AttachMenu.svelte';
export { default as DeskBar } from './desk/DeskBar.svelte';
export { default as DropZone } from './DropZone.svelte';
export { Libraries } from './libraries/libraries.svelte';

/** Fetched when they are first shown; the viewer brings a reader of PDF, larger than all the rest. */
export const fetchViewer = () => import('./viewer/Viewer.svelte');
export const fetchLibrariesScreen = () => import('./libraries/LibrariesScreen.svelte');
