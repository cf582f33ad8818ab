/** The page about the filter: what it does, what the person chose, what was measured, what it found. */
export const fetchSafetyScreen = () => import('./SafetyScreen.svelte');
