/** The settings screen: every choice that holds for all conversations, and what can be done with all that Carat keeps. */
export const fetchSettingsScreen = () => import('./SettingsScreen.svelte');

/** Where a person gives Carat the hub's token. */
export const fetchTokenDialog = () => import('./TokenDialog.svelte');
