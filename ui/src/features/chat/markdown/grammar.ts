/**
 * The grammar of answers: Markdown as marked reads it, without HTML, with mathematics, and with an end to nesting.
 * Raw HTML has no tokens here at all: a tag is text like any other.
 */
import { Lexer, Tokenizer, type MarkedOptions, type Token, type Tokens, type TokenizerExtensionFunction } from 'marked';
import { DEPTH_LIMIT, INLINE_LIMIT, INLINE_MARKS, MATH_LIMIT } from './bounds';

/** A formula; `display` stands on a line of its own. An open one is still being written. */
export interface MathToken {
  type: 'math';
  raw: string;
  tex: string;
  display: boolean;
  /** It is a block of its own, not part of a paragraph. */
  block: boolean;
}

const WIDE_PUNCTUATION =
  /[\u2018-\u201F\u2026\u3001-\u3003\u3008-\u3011\u3014-\u301B\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF3D\uFF5B-\uFF65]/u;

class TextTokenizer extends Tokenizer {
  private depth = 0;

  /** No HTML: what would be a tag falls through to the text around it. */
  override html(): undefined {
    return undefined;
  }

  /** Only a line break, which models write in table cells, has no Markdown of its own. */
  override tag(source: string): Tokens.Tag | undefined {
    const match = /^<br ?\/?>/i.exec(source);
    return match ? ({ type: 'br', raw: match[0] } as unknown as Tokens.Tag) : undefined;
  }

  /** Two tildes strike out; one stands for a range in much of the world ("20~30"). */
  override del(source: string, masked: string, previous?: string): Tokens.Del | undefined {
    return source.startsWith('~~') ? super.del(source, masked, previous) : undefined;
  }

  /** A bare address ends where the full-width punctuation of the sentence around it begins. */
  override url(source: string): Tokens.Link | undefined {
    const found = super.url(source);
    const end = found ? found.raw.search(WIDE_PUNCTUATION) : -1;
    return end > 0 ? super.url(source.slice(0, end)) : found;
  }

  override list(source: string): Tokens.List | undefined {
    return this.nested(() => super.list(source));
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    return this.nested(() => super.blockquote(source));
  }

  private nested<T>(read: () => T | undefined): T | undefined {
    if (this.depth >= DEPTH_LIMIT) return undefined;
    this.depth += 1;
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }
}

/** A lexer whose inline work is bounded in length, in marks and in depth. */
class BoundedLexer extends Lexer {
  private inlineDepth = 0;

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (source.length > INLINE_LIMIT || this.inlineDepth >= DEPTH_LIMIT || marks(source) > INLINE_MARKS) {
      tokens.push({ type: 'text', raw: source, text: source, escaped: false });
      return tokens;
    }
    this.inlineDepth += 1;
    try {
      return super.inlineTokens(source, tokens);
    } finally {
      this.inlineDepth -= 1;
    }
  }
}

function marks(source: string): number {
  if (source.length <= INLINE_MARKS) return 0;
  let count = 0;
  for (let i = 0; i < source.length; i += 1) {
    const unit = source.charCodeAt(i);
    // [ ! * _ ` ~ < $ \
    if (
      unit === 91 ||
      unit === 42 ||
      unit === 95 ||
      unit === 96 ||
      unit === 126 ||
      unit === 60 ||
      unit === 36 ||
      unit === 92
    )
      count += 1;
  }
  return count;
}

const DISPLAY = /^ {0,3}(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n|$)/;
const OPEN_DISPLAY = /^ {0,3}(?:\$\$|\\\[)[ \t]*\n([\s\S]*)$/;

/** Formulas on lines of their own. While an answer streams, an opened one runs to the end, so that it never flickers through other forms. */
const displayMath =
  (streaming: boolean): TokenizerExtensionFunction =>
  (source) => {
    const match = DISPLAY.exec(source.length > MATH_LIMIT + 8 ? source.slice(0, MATH_LIMIT + 8) : source);
    if (match)
      return { type: 'math', raw: match[0], tex: (match[1] ?? match[2] ?? '').trim(), display: true, block: true };
    if (!streaming || source.length > MATH_LIMIT) return undefined;
    const open = OPEN_DISPLAY.exec(source);
    return open ? { type: 'math', raw: open[0], tex: (open[1] ?? '').trim(), display: true, block: true } : undefined;
  };

/**
 * Formulas in a line. A dollar opens one only before a character that is no space, and closes it only after one and
 * before no digit, so that "from $5 to $10" stays prose.
 */
const inlineMath: TokenizerExtensionFunction = (source) => {
  const first = source.charCodeAt(0);
  if (first !== 36 && first !== 92) return undefined;
  const near = source.length > MATH_LIMIT ? source.slice(0, MATH_LIMIT) : source;
  const match =
    first === 36
      ? (/^\$\$([^$]+?)\$\$/.exec(near) ??
        /^\$(?![\s$])((?:\\[\s\S]|[^$\\\n])*?(?:\\[\s\S]|[^\s$\\]))\$(?![\d$])/.exec(near))
      : (/^\\\(([\s\S]+?)\\\)/.exec(near) ?? /^\\\[([\s\S]+?)\\\]/.exec(near));
  if (!match?.[1]?.trim()) return undefined;
  return {
    type: 'math',
    raw: match[0],
    tex: match[1].trim(),
    display: match[0].startsWith('$$') || match[0].startsWith('\\['),
    block: false,
  };
};

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u;
const MARK = /[\p{P}\p{S}]/u;

/**
 * Bold in scripts that put no spaces between words. CommonMark closes `**重点：**内容` nowhere, since the mark stands
 * between punctuation and a letter; whoever writes it means bold.
 */
const wideStrong: TokenizerExtensionFunction = function (source, tokens) {
  if (!source.startsWith('**')) return undefined;
  const match = /^\*\*(?![\s*])((?:[^*\n\\`]|\\.)*?[^\s*\\])\*\*(?!\*)/.exec(source.slice(0, 2000));
  const inner = match?.[1];
  if (!match || !inner) return undefined;
  const before = Array.from(tokens.at(-1)?.raw.slice(-2) ?? '').at(-1) ?? ' ';
  const after = Array.from(source.slice(match[0].length, match[0].length + 2))[0] ?? ' ';
  const first = Array.from(inner.slice(0, 2))[0] ?? '';
  const last = Array.from(inner.slice(-2)).at(-1) ?? '';
  const stuck = (MARK.test(last) && WIDE.test(after)) || (MARK.test(first) && WIDE.test(before));
  if (!stuck) return undefined;
  return { type: 'strong', raw: match[0], text: inner, tokens: this.lexer.inlineTokens(inner) };
};

function firstOf(source: string, ...needles: string[]): number | undefined {
  let first = -1;
  for (const needle of needles) {
    const at = source.indexOf(needle);
    if (at >= 0 && (first < 0 || at < first)) first = at;
  }
  return first < 0 ? undefined : first;
}

/** A mark that stands for a passage. */
export interface CiteToken {
  type: 'cite';
  raw: string;
  n: number;
}

/** `[3]`, where there is a passage of that number. */
const citation =
  (cites: ReadonlyMap<number, unknown>): TokenizerExtensionFunction =>
  (source) => {
    const match = /^\[(\d{1,4})\](?![(:])/.exec(source);
    const n = Number(match?.[1]);
    return match && cites.has(n) ? { type: 'cite', raw: match[0], n } : undefined;
  };

const NO_CITES: ReadonlyMap<number, unknown> = new Map();

/** A fresh lexer; they keep state and are not shared. */
export function lexer(streaming: boolean, cites = NO_CITES): Lexer {
  const options: MarkedOptions = {
    gfm: true,
    breaks: false,
    tokenizer: new TextTokenizer(),
    extensions: {
      renderers: {},
      childTokens: {},
      block: [displayMath(streaming)],
      inline: [inlineMath, wideStrong, ...(cites.size > 0 ? [citation(cites)] : [])],
      startBlock: [
        (source) => {
          const at = firstOf(source, '\n$$', '\n\\[');
          return at === undefined ? undefined : at + 1;
        },
      ],
      startInline: [(source) => firstOf(source, '$')],
    },
  };
  return new BoundedLexer(options);
}
