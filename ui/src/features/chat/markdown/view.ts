/**
 * An answer's text on the page. Blocks that are done are frozen elements; the one being written is patched in place,
 * and a fence being written only has text appended.
 */
import remend from 'remend';
import { Blocks, type Block } from './blocks';
import { MATH_COUNT, PLAIN_PREVIEW } from './bounds';
import { highlight } from './highlight';
import { escape, toHtml, type Cites, type Words } from './html';
import { renderMath } from './math';
import { patch } from './patch';
import { sanitise } from './sanitise';

/** Blocks that come and go together. */
const STRETCH = 12;

interface Shown {
  block: Block;
  element: HTMLElement;
  /** It was rendered as a whole, not as the end of a stream, with the links and marks of this version. */
  whole: boolean;
  referents: number;
  /** Colours and formulas were asked for. */
  finished: boolean;
}

export class MarkdownView {
  #blocks = new Blocks();
  #shown: Shown[] = [];
  #formulas = 0;
  #cites: Cites = new Map();
  /** Counts the changes of what marks stand for, together with those of the links. */
  #referents = { links: 0, version: 0 };

  constructor(
    private readonly root: HTMLElement,
    private readonly words: Words,
  ) {}

  update(text: string, streaming: boolean, cites: Cites = this.#cites): void {
    const blocks = this.#blocks;
    blocks.update(text, streaming);
    if (cites !== this.#cites || blocks.linksVersion !== this.#referents.links)
      this.#referents = { links: blocks.linksVersion, version: this.#referents.version + 1 };
    this.#cites = cites;
    const last = blocks.list.length - 1;
    blocks.list.forEach((block, index) => {
      this.#show(block, index, streaming && index === last, streaming);
    });
    for (const gone of this.#shown.splice(last + 1)) {
      const stretch = gone.element.parentElement;
      gone.element.remove();
      if (stretch?.childElementCount === 0) stretch.remove();
    }
  }

  #show(block: Block, index: number, tail: boolean, streaming: boolean): void {
    const { version } = this.#referents;
    let shown = this.#shown[index];
    const same =
      shown !== undefined &&
      (shown.block === block || equal(shown.block, block)) &&
      (shown.whole || tail) &&
      (shown.referents === version || !block.source.includes('['));
    if (!shown || !same) {
      const before = shown;
      const element = this.#render(block, tail, before);
      if (!before) this.#stretch(index, streaming).append(element);
      else if (element !== before.element) before.element.replaceWith(element);
      shown = { block, element, whole: !tail, referents: version, finished: false };
      this.#shown[index] = shown;
    } else {
      shown.block = block;
      shown.referents = version;
    }
    const closed = block.kind === 'code' ? block.closed || !streaming : !tail;
    if (closed && !shown.finished && block.kind !== 'rest' && block.kind !== 'plain') {
      shown.finished = true;
      this.#finish(shown.element);
    }
  }

  /**
   * Where a new block goes. While an answer grows, a stretch of blocks that has left the view is laid out no more; its
   * size is remembered from when it was seen.
   */
  #stretch(index: number, streaming: boolean): Element {
    const last = this.root.lastElementChild;
    if (last && index % STRETCH !== 0) return last;
    return this.root.appendChild(make('div', streaming ? 'stretch live' : 'stretch'));
  }

  #render(block: Block, tail: boolean, before: Shown | undefined): HTMLElement {
    switch (block.kind) {
      case 'code':
        return this.#code(block, before);
      case 'plain':
        return this.#plain(block.source, before);
      case 'rest': {
        const element = before?.block.kind === 'rest' ? before.element : make('div', 'block rest');
        element.dir = 'auto';
        element.textContent = block.source;
        return element;
      }
      case 'markdown': {
        const source = tail ? complete(block.source) : block.source;
        const fragment = this.#fragment(source, tail);
        for (const pre of Array.from(fragment.querySelectorAll('pre'))) {
          pre.replaceWith(codeBlock(pre.textContent ?? '', pre.getAttribute('data-language') ?? '', this.words));
        }
        // Where formulas or colours were put in, the old element no longer matches what was rendered.
        const element = before?.block.kind === 'markdown' && !before.finished ? before.element : make('div', 'block');
        patch(element, fragment);
        return element;
      }
    }
  }

  #fragment(source: string, tail: boolean): DocumentFragment {
    try {
      return sanitise(toHtml(source, tail, this.#blocks.links, this.words, this.#cites));
    } catch {
      // What the grammar stumbles over is text all the same.
      return sanitise(`<p dir="auto">${escape(source)}</p>`);
    }
  }

  #code(block: Extract<Block, { kind: 'code' }>, before: Shown | undefined): HTMLElement {
    const old = before?.block;
    const code = before?.element.querySelector('code');
    if (
      before &&
      !before.finished &&
      code &&
      old?.kind === 'code' &&
      old.language === block.language &&
      block.code.startsWith(old.code)
    ) {
      append(code, block.code.slice(old.code.length));
      return before.element;
    }
    const element = make('div', 'block');
    element.append(codeBlock(block.code, block.language, this.words));
    return element;
  }

  #plain(source: string, before: Shown | undefined): HTMLElement {
    const element = before?.block.kind === 'plain' ? before.element : make('div', 'block plain');
    let text = element.querySelector('pre');
    if (!text) {
      const note = make('p', 'note');
      note.textContent = this.words.tooLarge;
      text = document.createElement('pre');
      text.dir = 'auto';
      text.tabIndex = 0;
      element.append(note, text);
    }
    const all = element.hasAttribute('data-all') || source.length <= PLAIN_PREVIEW;
    let more = element.querySelector('button');
    if (all) {
      fill(text, source);
      more?.remove();
    } else fill(text, source.slice(0, PLAIN_PREVIEW));
    if (all) return element;
    more ??= element.appendChild(button('show-all', ''));
    more.textContent = this.words.showAll(source.length);
    more.onclick = () => {
      element.setAttribute('data-all', '');
      const shown = this.#shown.find((entry) => entry.element === element);
      if (shown) this.#plain(shown.block.source, shown);
    };
    return element;
  }

  #finish(element: HTMLElement): void {
    for (const code of Array.from(element.querySelectorAll<HTMLElement>('.code'))) {
      const text = code.querySelector('code');
      if (text) void highlight(text, code.getAttribute('data-language') ?? '');
    }
    if (this.#formulas >= MATH_COUNT) return;
    this.#formulas += element.querySelectorAll('.math[data-tex]').length;
    void renderMath(element);
  }
}

function equal(a: Block, b: Block): boolean {
  if (a.kind !== b.kind || a.source !== b.source) return false;
  return (
    a.kind !== 'code' || b.kind !== 'code' || (a.closed === b.closed && a.language === b.language && a.code === b.code)
  );
}

/** Closes what the end of a stream leaves open, so that marks do not show before their partners come. */
function complete(source: string): string {
  return remend(source, {
    linkMode: 'text-only',
    htmlTags: false,
    katex: false,
    inlineKatex: false,
    singleTilde: false,
    comparisonOperators: false,
  });
}

function append(code: Element, text: string): void {
  if (!text) return;
  const last = code.lastChild;
  // One ever-growing text node would be laid out as a whole; a few thousand characters each keeps that bounded.
  if (last instanceof Text && last.length < 4096) last.appendData(text);
  else code.append(text);
}

/** Puts a long text into pieces of whole lines, of which only those in view are laid out. */
function fill(pre: HTMLElement, text: string): void {
  const pieces: HTMLElement[] = [];
  for (let at = 0; at < text.length;) {
    const line = text.lastIndexOf('\n', at + PLAIN_PREVIEW - 1) + 1;
    const end = line > at && at + PLAIN_PREVIEW < text.length ? line : at + PLAIN_PREVIEW;
    const piece = make('div', 'piece');
    piece.textContent = text.slice(at, end);
    pieces.push(piece);
    at = end;
  }
  // What stands already keeps its place; a growing text only adds to it.
  pieces.forEach((piece, index) => {
    const old = pre.children[index];
    if (!old) pre.append(piece);
    else if (old.textContent !== piece.textContent) old.replaceWith(piece);
  });
  while (pre.children.length > pieces.length) pre.lastElementChild?.remove();
}

function make(tag: string, name: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

function button(action: string, label: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.textContent = label;
  element.setAttribute('data-action', action);
  return element;
}

/** Code with the name of its language and a button that copies it. */
function codeBlock(code: string, language: string, words: Words): HTMLElement {
  const element = make('div', 'code');
  element.setAttribute('data-language', language);
  const head = make('div', 'head');
  const label = document.createElement('span');
  label.textContent = language || words.code;
  head.append(label, button('copy-code', words.copy));
  const pre = document.createElement('pre');
  pre.dir = 'ltr';
  // A scrolling region has to be reachable by keyboard.
  pre.tabIndex = 0;
  const text = document.createElement('code');
  text.textContent = code;
  pre.append(text);
  element.append(head, pre);
  return element;
}
