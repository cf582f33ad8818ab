/**
 * How much work one answer may cause. A model can write anything, so every step from its text to the screen has an end:
 * past these sizes text is shown as it is, plain, and past the last one only its beginning until the reader asks for all.
 */

/** The most a lexer is given at once, in UTF-16 units. A block that is longer is shown as plain text. */
export const BLOCK_LIMIT = 64 * 1024;

/** Emphasis and links are looked for in runs up to this length; their search is quadratic in the worst case. */
export const INLINE_LIMIT = 16 * 1024;

/** More opening marks than this in one run is not prose. */
export const INLINE_MARKS = 1500;

/** Lists in lists and quotes in quotes; no screen shows more. */
export const DEPTH_LIMIT = 12;

/** Cells of one table; a larger one is shown as plain text, since laying it out would hold up the window. */
export const TABLE_CELLS = 4000;

/** An open block up to this length is parsed again on every frame that brings text. */
export const LIVE_LIMIT = 8 * 1024;

/** What is shown of an oversized plain block before "show all". */
export const PLAIN_PREVIEW = 8 * 1024;

/** The longest formula, and how many one answer may have. */
export const MATH_LIMIT = 2000;
export const MATH_COUNT = 300;

/** A longer fence is shown as plain text too. */
export const CODE_LIMIT = 128 * 1024;

/** Code up to this length gets colours. */
export const HIGHLIGHT_LIMIT = 100 * 1024;
