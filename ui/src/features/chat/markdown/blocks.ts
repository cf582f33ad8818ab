/**
 * An answer's blocks: the paragraphs, lists, tables and fences it is made of, found as its text grows. What can no
 * longer change is settled and never read again; only what comes after is lexed anew.
 */
import type { Links, Token, Tokens } from 'marked';
import { BLOCK_LIMIT, CODE_LIMIT, LIVE_LIMIT, TABLE_CELLS } from './bounds';
import { lexer } from './grammar';

export type Block =
  /** To be parsed and shown with its marks. */
  | { kind: 'markdown'; source: string }
  /** A fence on the outermost level; `closed` once its end was written. */
  | { kind: 'code'; source: string; language: string; code: string; closed: boolean }
  /** Too large to be laid out. */
  | { kind: 'plain'; source: string }
  /** Text that has just come in and will be parsed with more of it. */
  | { kind: 'rest'; source: string };

const FENCE = /^ {0,3}(`{3,}(?=[^`\n]*(?:\n|$))|~{3,})([^\n]*)(?:\n|$)/;

interface Fence {
  /** Where its content begins in the whole text. */
  start: number;
  closing: RegExp;
  /** Up to here no closing line was found. */
  scanned: number;
}

export class Blocks {
  list: Block[] = [];
  /** How many blocks at the beginning of `list` are final. */
  settled = 0;
  /** Definitions of reference links met so far, and a number that changes with them. */
  links: Links = Object.create(null) as Links;
  linksVersion = 0;

  #text = '';
  #settledLength = 0;
  #parsedLength = 0;
  #streaming = true;
  #fence: Fence | null = null;

  /** Takes the whole text as it stands now. Cheap where it merely grew. */
  update(whole: string, streaming: boolean): void {
    const text = whole.includes('\r') ? whole.replace(/\r\n?/g, '\n') : whole;
    if (text === this.#text && streaming === this.#streaming) return;
    // A text that was whole has no open end to go on from.
    if (!text.startsWith(this.#text) || (this.#text && !this.#streaming)) this.#reset();
    this.#streaming = streaming;
    const grown = this.#text.length;
    this.#text = text;
    if (streaming && this.#growFence(grown)) return;
    if (streaming && this.#waits()) return;
    this.#parse();
  }

  #reset(): void {
    this.list = [];
    this.settled = 0;
    this.links = Object.create(null) as Links;
    this.linksVersion += 1;
    this.#text = '';
    this.#settledLength = 0;
    this.#parsedLength = 0;
    this.#fence = null;
  }

  /** An open fence takes what comes without a look at what it has. */
  #growFence(grown: number): boolean {
    const fence = this.#fence;
    const last = this.list.at(-1);
    if (!fence || !last || (last.kind === 'code' && last.closed)) return false;
    fence.closing.lastIndex = fence.scanned;
    if (fence.closing.test(this.#text)) {
      this.#fence = null;
      return false;
    }
    const line = this.#text.lastIndexOf('\n') + 1;
    fence.scanned = Math.max(fence.start, line);
    const added = this.#text.slice(grown);
    const source = last.source + added;
    this.list[this.list.length - 1] =
      last.kind === 'code' ? bounded({ ...last, source, code: this.#text.slice(fence.start) }) : { ...last, source };
    return true;
  }

  /** A large open block is parsed again only when it has grown by a sixteenth; until then the new text stands below it, plain. */
  #waits(): boolean {
    const tail = this.#text.length - this.#settledLength;
    if (tail <= LIVE_LIMIT || this.#parsedLength <= this.#settledLength) return false;
    const fresh = this.#text.length - this.#parsedLength;
    if (fresh * 16 >= this.#parsedLength - this.#settledLength) return false;
    if (this.list.at(-1)?.kind === 'rest') this.list.pop();
    this.list.push({ kind: 'rest', source: this.#text.slice(this.#parsedLength) });
    return true;
  }

  #parse(): void {
    const end = this.#text.length;
    this.list.length = this.settled;
    this.#parsedLength = end;
    let at = this.#settledLength;
    while (at < end) {
      const whole = end - at <= BLOCK_LIMIT;
      const window = whole ? this.#text.slice(at) : lines(this.#text.slice(at, at + BLOCK_LIMIT));
      const read = whole || window ? lexBlocks(window, this.#streaming) : [];
      const solid = read.filter((piece) => piece.block !== null).length;
      if (whole) {
        // The last block may grow, and its first line may yet join the one before it: both stay open.
        const keep = this.#streaming ? solid - 2 : solid;
        this.#take(read, at, keep);
        return;
      }
      // What the window cut must not decide anything; a block that fills it alone is too large to be parsed.
      if (solid >= 2) {
        at = this.#take(read, at, solid > 2 ? solid - 2 : 1, true);
      } else {
        const last = this.#oversized(at);
        this.list.push(last.block);
        at = last.end;
        if (at < end || !this.#streaming) {
          this.settled = this.list.length;
          this.#settledLength = at;
        }
      }
    }
  }

  /** Appends blocks; the first `keep` of them are settled, and only those are taken where `only` says so. */
  #take(read: Piece[], from: number, keep: number, only = false): number {
    let at = from;
    let kept = 0;
    for (const piece of read) {
      if (only && kept >= keep && piece.block !== null) break;
      at += piece.length;
      if (piece.block === null) {
        if (kept <= keep && piece.link) this.#define(piece.link, kept < keep || !this.#streaming);
        continue;
      }
      this.list.push(piece.block);
      kept += 1;
      if (kept <= keep) {
        this.settled = this.list.length;
        this.#settledLength = at;
      }
    }
    this.#watchFence(at);
    return at;
  }

  #define(link: Tokens.Def, final: boolean): void {
    if (!final || this.links[link.tag]) return;
    this.links[link.tag] = { href: link.href, title: link.title };
    this.linksVersion += 1;
  }

  #watchFence(end: number): void {
    this.#fence = null;
    const last = this.list.at(-1);
    if (
      !this.#streaming ||
      !last ||
      last.kind === 'rest' ||
      (last.kind === 'code' && last.closed) ||
      end !== this.#text.length
    )
      return;
    const opening = FENCE.exec(last.source.slice(0, 400));
    if (!opening?.[0].endsWith('\n') || !opening[1] || last.source.startsWith(' ')) return;
    const start = end - last.source.length + opening[0].length;
    this.#fence = { start, scanned: start, closing: closing(opening[1]) };
  }

  /** A block that no window holds: a fence up to its end, anything else up to the next empty line. */
  #oversized(at: number): { block: Block; end: number } {
    const opening = FENCE.exec(this.#text.slice(at, at + 400));
    if (opening?.[1]) {
      const start = at + opening[0].length;
      const close = closing(opening[1]);
      close.lastIndex = start;
      const found = close.exec(this.#text);
      const end = found ? found.index + found[0].length : this.#text.length;
      const code = this.#text.slice(start, found ? found.index : end).replace(/\n$/, '');
      const block: Block = {
        kind: 'code',
        source: this.#text.slice(at, end),
        language: language(opening[2] ?? ''),
        code,
        closed: found !== null,
      };
      return { block: bounded(block), end };
    }
    const gap = this.#text.indexOf('\n\n', at + BLOCK_LIMIT / 2);
    const end = gap < 0 ? this.#text.length : gap + 2;
    return { block: { kind: 'plain', source: this.#text.slice(at, end).trimEnd() }, end };
  }
}

interface Piece {
  length: number;
  /** Null for empty lines and definitions, which show nothing. */
  block: Block | null;
  link?: Tokens.Def;
}

function tokens(source: string, streaming: boolean): Token[] {
  try {
    return lexer(streaming).blockTokens(source, []);
  } catch {
    // What the grammar stumbles over is text all the same.
    return [{ type: 'paragraph', raw: source, text: source, tokens: [] }];
  }
}

/** The blocks of a text, with their lengths in it. */
function lexBlocks(source: string, streaming: boolean): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const token of tokens(source, streaming)) {
    if (!source.startsWith(token.raw, at)) {
      // A form the lexer rewrote on its way. The rest is one block, which loses nothing but its grain.
      pieces.push({ length: source.length - at, block: { kind: 'markdown', source: source.slice(at).trimEnd() } });
      return pieces;
    }
    at += token.raw.length;
    pieces.push(piece(token));
  }
  return pieces;
}

function piece(token: Token): Piece {
  const length = token.raw.length;
  if (token.type === 'space') return { length, block: null };
  if (token.type === 'def') return { length, block: null, link: token as Tokens.Def };
  if (token.type === 'code' && token.codeBlockStyle !== 'indented') {
    const opening = FENCE.exec(token.raw);
    if (opening?.[1]) return { length, block: fence(token as Tokens.Code, opening[1], opening[2] ?? '') };
  }
  if (token.type === 'table') {
    const table = token as Tokens.Table;
    if ((table.rows.length + 1) * table.header.length > TABLE_CELLS)
      return { length, block: { kind: 'plain', source: token.raw.trimEnd() } };
  }
  return { length, block: { kind: 'markdown', source: token.raw.replace(/\n+$/, '') } };
}

function fence(token: Tokens.Code, mark: string, info: string): Block {
  const body = token.raw.slice((FENCE.exec(token.raw)?.[0] ?? '').length);
  const closed = closing(mark).test(body);
  // An open fence keeps the line end it has, so that text appended to it lands on the right line.
  const code = closed || token.raw.startsWith(' ') ? token.text : body;
  return bounded({
    kind: 'code',
    source: closed ? token.raw.replace(/\n+$/, '') : token.raw,
    language: language(info),
    code,
    closed,
  });
}

/** Code that is too long to be laid out as such. */
function bounded(block: Block): Block {
  return block.kind === 'code' && block.code.length > CODE_LIMIT ? { kind: 'plain', source: block.source } : block;
}

/** A line of at least as many marks as opened the fence. */
function closing(mark: string): RegExp {
  return new RegExp(`^ {0,3}${mark}${mark.charAt(0)}*[ \\t]*(?:\\n|$)`, 'gm');
}

function language(info: string): string {
  return (
    info
      .trim()
      .split(/[\s,{]/, 1)[0]
      ?.replace(/^\./, '')
      .toLowerCase()
      .slice(0, 24) ?? ''
  );
}

function lines(text: string): string {
  return text.slice(0, text.lastIndexOf('\n') + 1);
}
