/// <reference types="vite/client" />
/// <reference types="svelte" />

/** True in builds that carry the in-memory backend: tests, screenshots and plain `vite`. */
declare const __FAKE__: boolean;
