/**
 * What another door to the chat is made of: a thread with its turns, and the view of an answer. It brings none of the
 * chat's own screen, and the answer with its Markdown only when it is fetched.
 */
export type { ChatActions } from './actions';
export { Thread, type ThreadListener } from './state/thread.svelte';
export { textOf } from './state/turn';

/** An answer with all that may stand in it. */
export const fetchAnswer = () => import('./thread/Answer.svelte');

/** What is asked before a link of an answer is opened. */
export const fetchLinkDialog = () => import('./thread/LinkDialog.svelte');

/** How an answer was screened. */
export const fetchReasonsDialog = () => import('./thread/ReasonsDialog.svelte');
