/** The models: which one answers, whether it is in memory, which others there are, here and at the hub. */
export { default as DownloadsAside } from './DownloadsAside.svelte';
export { Downloads } from './downloads.svelte';
export { default as ModelPicker } from './ModelPicker.svelte';
export { Models } from './models.svelte';

/** Fetched when it is first shown, as every screen is that a start can do without. */
export const fetchModelsScreen = () => import('./ModelsScreen.svelte');
