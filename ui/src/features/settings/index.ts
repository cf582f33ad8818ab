/** The settings screen: every choice that holds for all conversations, and what can be done with all that Carat keeps. */
export { default as SettingsScreen } from './SettingsScreen.svelte';
export { default as LanguageSelect } from './LanguageSelect.svelte';
