/** What is said before the first answer: the welcome, the terms, and what happened to the data since last time. */
export { default as Notices } from './Notices.svelte';

export const fetchTermsDialog = () => import('./TermsDialog.svelte');
