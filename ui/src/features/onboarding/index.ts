/** The first steps: what Carat is, how to get a model, the model's terms, what happened to the data since last time. */
export { default as Notices } from './Notices.svelte';
export { default as TermsDialog } from './TermsDialog.svelte';
export { default as Welcome } from './Welcome.svelte';
