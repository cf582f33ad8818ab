/// <reference types="vitest/config" />
import { readFileSync } from 'node:fs';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig, type Plugin } from 'vite';

const tauri = JSON.parse(readFileSync(new URL('../src-tauri/tauri.conf.json', import.meta.url), 'utf8'));

/** What the packaged window allows, but for its bridge to the host; the preview server sends it too, so that the tests
 * meet the same walls. */
const CONTENT_SECURITY_POLICY = Object.entries<string>({ ...tauri.app.security.csp, 'connect-src': "'self'" })
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');

/** KaTeX brings every font three times over; every engine Carat meets reads the smallest. */
const woff2Only: Plugin = {
  name: 'woff2-only',
  enforce: 'pre',
  transform(code, id) {
    if (!/katex[^?]*\.css/.test(id)) return null;
    return { code: code.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\([^)]*\)/g, ''), map: null };
  },
};

/** pdf.js imports the decoders of scanned pages by their own names, in their form without WebAssembly. */
const pdfDecoders: Plugin = {
  name: 'pdf-decoders',
  apply: 'build',
  generateBundle() {
    for (const name of ['jbig2_nowasm_fallback.js', 'openjpeg_nowasm_fallback.js']) {
      const source = readFileSync(new URL(`./node_modules/pdfjs-dist/wasm/${name}`, import.meta.url));
      this.emitFile({ type: 'asset', fileName: `pdfjs/${name}`, source });
    }
  },
};

export default defineConfig(({ mode }) => ({
  plugins: [svelte(), woff2Only, pdfDecoders, ...(mode === 'test' ? [svelteTesting()] : [])],
  // The in-memory backend is left out of what a person installs.
  define: { __FAKE__: JSON.stringify(mode !== 'production') },
  build: {
    // WKWebView of macOS 13 and WebKitGTK 2.40 are the oldest engines Carat meets.
    target: ['safari16', 'chrome110'],
    outDir: mode === 'fake' ? 'dist-fake' : 'dist',
    emptyOutDir: true,
    // A data: URL would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The main window and the quick one.
    rolldownOptions: { input: ['index.html', 'quick.html'] },
    chunkSizeWarningLimit: 700,
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', port: 1420, strictPort: true },
  preview: {
    host: '127.0.0.1',
    port: 4173,
    strictPort: true,
    headers: { 'Content-Security-Policy': CONTENT_SECURITY_POLICY },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/test-setup.ts'],
    restoreMocks: true,
    // Slow machines are allowed; no test waits for a time to pass.
    testTimeout: 120_000,
  },
}));
