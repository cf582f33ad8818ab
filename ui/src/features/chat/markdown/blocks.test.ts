import { Marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { Blocks, type Block } from './blocks';
import { BLOCK_LIMIT } from './bounds';

const DOCUMENTS: Record<string, string> = {
  prose: 'First paragraph\nwith two lines.\n\nSecond one.\n\n\n\nThird.',
  setext: 'A title\n===\n\nText\n---\n\nmore - text\n\n***\n\nend',
  lists:
    '1. one\n\n2. two\n\n   still two\n3. three\n\n- a\n- b\n  - c\n\n    para in c\n- d\n\n2 is no list\n\n* x\n\n+ y',
  fences:
    'Before\n```rust\nfn main() {}\n\n# not a heading\n```\nafter\n\n~~~\n```\n~~~\n\n````md\n```js\n1\n```\n````\nend',
  openFence: 'Text\n\n```python\nprint(1)\n\nprint(2)\n',
  table: 'Intro\n\n| a | b |\n|---|:-:|\n| 1 | `x|y` |\n| 2 | **z** |\n\nafter\n\na | b\n--|--\n1|2\nnot a row? | yes',
  quote: '> a\nlazy\n> - list\n>\n> ```\n> code\n> ```\n\n> another\n\nend',
  indented: 'para\n\n    code\n\n    more code\n\nback\n    not code',
  html: '<div>\n\n*text*\n\n</div>\n<script>alert(1)</script>\nfoo\n<b>bold</b>',
  math: 'Before\n$$\na = b\n\n+ c\n$$\nafter $x_1$ and \\(y\\)\n\n\\[\n\\frac12\n\\]\n\nend',
  references: 'See [one] and [two][2].\n\n[one]: https://example.com/1\n[2]: https://example.com/2\n\nend [one].',
  wide: '**重点：**内容在这里。\n\n1. 第一\n2. 第二\n\n日本語の**「強調」**です。\n\nنص عربي\n\n👩🏽‍🚀 emoji',
  edge: '#\n\n# \n\n-\n\n1.\n\n>\n\n|\n\n```',
};

function blocksOf(text: string, streaming = false): Block[] {
  const blocks = new Blocks();
  blocks.update(text, streaming);
  return blocks.list;
}

/** A small generator of the same numbers for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

/** The text in pieces of one to twelve units. */
function* grown(text: string, seed: number): Generator<string> {
  const next = random(seed);
  for (let end = 0; end < text.length;) {
    end = Math.min(text.length, end + 1 + Math.floor(next() * 12));
    yield text.slice(0, end);
  }
}

describe('blocks', () => {
  for (const [name, text] of Object.entries(DOCUMENTS)) {
    it(`of a growing text are those of the whole: ${name}`, () => {
      for (let seed = 1; seed <= 20; seed += 1) {
        const blocks = new Blocks();
        for (const part of grown(text, seed)) blocks.update(part, true);
        blocks.update(text, false);
        expect(blocks.list).toEqual(blocksOf(text));
      }
    });

    it(`while streaming are those of the text so far: ${name}`, () => {
      const blocks = new Blocks();
      for (const part of grown(text, 7)) {
        blocks.update(part, true);
        expect(blocks.list, JSON.stringify(part)).toEqual(blocksOf(part, true));
      }
    });
  }

  it('of any mix of documents are those of the whole', () => {
    const all = Object.values(DOCUMENTS);
    for (let seed = 1; seed <= 60; seed += 1) {
      const next = random(seed * 7919);
      const text = Array.from({ length: 6 }, () => all[Math.floor(next() * all.length)]).join(
        next() < 0.5 ? '\n' : '\n\n',
      );
      const blocks = new Blocks();
      for (const part of grown(text, seed)) blocks.update(part, true);
      blocks.update(text, false);
      expect(blocks.list).toEqual(blocksOf(text));
    }
  });

  it('are the blocks that marked finds, where there is no HTML and no mathematics', () => {
    for (const name of ['prose', 'setext', 'lists', 'fences', 'table', 'quote', 'indented', 'wide']) {
      const text = DOCUMENTS[name] ?? '';
      const expected = new Marked().lexer(text).filter((token) => token.type !== 'space' && token.type !== 'def');
      expect(blocksOf(text).map((block) => block.source)).toEqual(
        expected.map((token) => token.raw.replace(/\n+$/, '')),
      );
    }
  });

  it('keep the identity of what is settled', () => {
    const blocks = new Blocks();
    blocks.update('one\n\ntwo\n\nthree\n\nfour', true);
    const [first, second] = blocks.list;
    blocks.update('one\n\ntwo\n\nthree\n\nfour and more', true);
    expect(blocks.list[0]).toBe(first);
    expect(blocks.list[1]).toBe(second);
    expect(blocks.settled).toBe(2);
  });

  it('start over when the text is another', () => {
    const blocks = new Blocks();
    blocks.update('one\n\ntwo\n\nthree', true);
    blocks.update('uno\n\ndue', false);
    expect(blocks.list.map((block) => block.source)).toEqual(['uno', 'due']);
  });

  it('go on in the last paragraph when a stopped answer is continued', () => {
    const blocks = new Blocks();
    blocks.update('one\n\ntwo', false);
    blocks.update('one\n\ntwo', true);
    blocks.update('one\n\ntwo and a half', true);
    expect(blocks.list.map((block) => block.source)).toEqual(['one', 'two and a half']);
  });

  it('append to an open fence without reading it again', () => {
    const blocks = new Blocks();
    let text = '```js\n';
    for (let line = 0; line < 3000; line += 1) {
      text += `line ${String(line)};\n`;
      blocks.update(text, true);
    }
    expect(blocks.list).toHaveLength(1);
    expect(blocks.list[0]).toMatchObject({ kind: 'code', language: 'js', closed: false, code: text.slice(6) });
    blocks.update(`${text}\`\`\`\n\nafter`, true);
    expect(blocks.list[0]).toMatchObject({ kind: 'code', closed: true });
    expect(blocks.list[1]).toEqual({ kind: 'markdown', source: 'after' });
  });

  it('show what has just come in below a large open block, and lose none of it', () => {
    const blocks = new Blocks();
    let text = '';
    for (let item = 0; item < 1500; item += 1) {
      text += `- item number ${String(item)}\n`;
      blocks.update(text, true);
      expect(
        blocks.list
          .map((block) => block.source)
          .join('')
          .replaceAll('\n', ''),
      ).toBe(text.replaceAll('\n', ''));
    }
    blocks.update(text, false);
    expect(blocks.list).toHaveLength(1);
  });
});

describe('what is too large', () => {
  it('a table of two megabytes is one plain block', () => {
    const text = `| a | b |\n|---|---|\n${'| some cell | another cell |\n'.repeat(75_000)}\nafter`;
    expect(blocksOf(text).map((block) => [block.kind, block.source.length > BLOCK_LIMIT])).toEqual([
      ['plain', true],
      ['markdown', false],
    ]);
  });

  it('a word without end is one plain block', () => {
    expect(blocksOf('x'.repeat(300_000))).toEqual([{ kind: 'plain', source: 'x'.repeat(300_000) }]);
  });

  it('a fence longer than a window stays a fence, and what follows it is found', () => {
    const code = 'let x = 1;\n'.repeat(8_000);
    const blocks = blocksOf(`before\n\n\`\`\`js\n${code}\`\`\`\n\nafter`);
    expect(blocks.map((block) => block.kind)).toEqual(['markdown', 'code', 'markdown']);
    expect(blocks[1]).toMatchObject({ language: 'js', closed: true, code: code.trimEnd() });
  });

  it('a fence past the limit is one plain block, also while it grows', () => {
    const code = 'let x = 1;\n'.repeat(20_000);
    const text = `before\n\n\`\`\`js\n${code}\`\`\`\n\nafter`;
    expect(blocksOf(text).map((block) => block.kind)).toEqual(['markdown', 'plain', 'markdown']);
    const blocks = new Blocks();
    for (let end = 5000; end < text.length; end += 5000) blocks.update(text.slice(0, end), true);
    expect(blocks.list.map((block) => block.kind)).toEqual(['markdown', 'plain']);
    blocks.update(text, true);
    blocks.update(text, false);
    expect(blocks.list).toEqual(blocksOf(text));
  });

  it('many ordinary paragraphs stay ordinary', () => {
    const text = 'A paragraph of some length, as answers have them.\n\n'.repeat(8000);
    const blocks = blocksOf(text);
    expect(blocks).toHaveLength(8000);
    expect(new Set(blocks.map((block) => block.kind))).toEqual(new Set(['markdown']));
  });
});
