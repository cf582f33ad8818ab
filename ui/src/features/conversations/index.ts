/** The list of conversations: grouped by day, searched, renamed, pinned, deleted and brought back. */
export { ConversationList } from './list.svelte';
export { default as Sidebar } from './Sidebar.svelte';
export { default as ConversationMenu } from './ConversationMenu.svelte';
