export { has, locale, setLocale, t, type Args } from './i18n.svelte';
export { chooseLocale, LOCALE_NAMES, LOCALES, type Locale } from './locales';
export { formatBytes, formatDate, formatDateTime, formatDuration, formatNumber, formatTime } from './format';
