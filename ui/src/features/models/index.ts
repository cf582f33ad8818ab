/** The models: which one answers, whether it is in memory, which others there are. */
export { default as ModelPicker } from './ModelPicker.svelte';
export { default as ModelsScreen } from './ModelsScreen.svelte';
export { Models } from './models.svelte';
