import svelte from 'eslint-plugin-svelte';
import { readdirSync } from 'node:fs';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const FEATURES = readdirSync(new URL('./src/features', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const TAURI = {
  group: ['@tauri-apps/*'],
  message: 'Only src/backend/tauri.ts knows Tauri; add what you need to the Backend interface.',
};

/** Which imports a part of the UI may not have, and where the code belongs instead. */
const forbid = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns: [TAURI, ...patterns] }] });

/** Words a person reads come from Fluent: text between tags, and the attributes that are shown or spoken. */
const LITERAL_TEXT = [
  {
    selector: 'SvelteText[value=/\\p{L}{2}/u]:not(SvelteStyleElement SvelteText)',
    message: 'Text a person reads belongs into src/locales; use t().',
  },
  {
    selector:
      'SvelteAttribute[key.name=/^(aria-label|aria-description|aria-roledescription|title|placeholder|alt|label|data-tip)$/] > SvelteLiteral[value=/\\p{L}{2}/u]',
    message: 'Text a person reads or hears belongs into src/locales; use t().',
  },
];

export default ts.config(
  { ignores: ['dist/', 'dist-fake/', 'node_modules/', 'test-results/', 'playwright-report/', 'src/backend/types.ts'] },
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: Object.fromEntries(
        [
          'window',
          'document',
          'navigator',
          'location',
          'history',
          'localStorage',
          'console',
          'performance',
          'process',
          'URL',
          'CSS',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: {
      'no-undef': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // A Map that is no state of a view stays a Map.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      'no-restricted-syntax': ['error', ...LITERAL_TEXT],
      // An inline style would need a wider content policy; `style:` directives go through the CSSOM.
      'svelte/no-inline-styles': ['error', { allowTransitions: true }],
      'svelte/no-at-html-tags': 'error',
      'svelte/prefer-const': 'off',
      'prefer-const': 'off',
      'svelte/require-each-key': 'error',
    },
  },
  // A bench's figures are what it prints.
  { files: ['bench/**'], rules: { 'no-console': 'off' } },
  { files: ['src/**'], rules: forbid() },
  { files: ['src/backend/tauri.ts', 'src/backend/tauri.test.ts'], rules: { 'no-restricted-imports': 'off' } },
  {
    files: ['src/backend/**'],
    ignores: ['src/backend/tauri.ts', 'src/backend/tauri.test.ts'],
    rules: forbid({
      group: ['**/features/**', '**/shared/**', '**/app/**'],
      message: 'The backend imports nothing of the views.',
    }),
  },
  {
    files: ['src/shared/**'],
    rules: forbid({
      group: ['**/features/**', '**/app/**'],
      message: 'src/shared knows no feature and not the app; pass in what it needs.',
    }),
  },
  ...FEATURES.map((feature) => ({
    files: [`src/features/${feature}/**`],
    rules: forbid(
      {
        regex: `^(\\.\\./)+(.*features/)?(${FEATURES.filter((other) => other !== feature).join('|')})(/|$)`,
        message: 'Features never import each other: compose them in src/app, or move what both need into src/shared.',
      },
      { group: ['**/app/**'], message: 'A feature does not know the app: take a callback.' },
    ),
  })),
);
