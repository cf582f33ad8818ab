/** The quick prompt: one line above all other windows, its answer below it. */
export type { Exchange, Question } from './exchange';
export { default as QuickPrompt } from './QuickPrompt.svelte';
