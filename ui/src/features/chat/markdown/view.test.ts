import { describe, expect, it } from 'vitest';
import { PLAIN_PREVIEW } from './bounds';
import type { Words } from './html';
import { MarkdownView } from './view';

const WORDS: Words = {
  copy: 'Copy',
  copied: 'Copied',
  code: 'Code',
  table: 'Table',
  image: (alt) => `Image: ${alt}`,
  showAll: (count) => `Show all ${String(count)}`,
  tooLarge: 'Too large',
};

const ANSWER = `# Title

A paragraph with **bold**, *slanted*, \`code\`, a [link][1] and $x_1$.

1. one
2. two
   - nested

   \`\`\`js
   let inList = true;
   \`\`\`

| a | b |
|---|--:|
| 1 | **2** |

\`\`\`rust
fn main() {}

// done
\`\`\`

$$
a^2 + b^2
$$

> quoted

**重点：**内容。

[1]: https://example.com/

The end.`;

function view(): { root: HTMLElement; shown: MarkdownView } {
  const root = document.createElement('div');
  return { root, shown: new MarkdownView(root, WORDS) };
}

/** The rendered text without what only tells where it came from. */
function plain(root: HTMLElement): string {
  const copy = root.cloneNode(true) as HTMLElement;
  for (const element of copy.querySelectorAll('.live')) element.classList.remove('live');
  copy.normalize();
  return copy.innerHTML;
}

function whole(text: string): string {
  const { root, shown } = view();
  shown.update(text, false);
  return plain(root);
}

describe('an answer on the page', () => {
  it('is the same whether it grew or came at once', () => {
    for (const step of [1, 3, 7, 50]) {
      const { root, shown } = view();
      for (let end = step; end < ANSWER.length; end += step) shown.update(ANSWER.slice(0, end), true);
      shown.update(ANSWER, true);
      shown.update(ANSWER, false);
      expect(plain(root)).toBe(whole(ANSWER));
    }
  });

  it('keeps the elements of finished blocks while it grows', () => {
    const { root, shown } = view();
    shown.update('one\n\ntwo\n\nthree\n\nfo', true);
    const before = Array.from(root.querySelectorAll('.block'));
    shown.update('one\n\ntwo\n\nthree\n\nfour and five', true);
    const after = Array.from(root.querySelectorAll('.block'));
    expect(after).toEqual(before);
    expect(after[0]?.firstChild).toBe(before[0]?.firstChild);
  });

  it('keeps the text node that grows, and with it a selection', () => {
    const { root, shown } = view();
    shown.update('Some words', true);
    const text = root.querySelector('p')?.firstChild;
    shown.update('Some words and more', true);
    expect(root.querySelector('p')?.firstChild).toBe(text);
  });

  it('hides marks that are not closed yet', () => {
    const { root, shown } = view();
    shown.update('This is **very imp', true);
    expect(root.textContent).toBe('This is very imp');
    expect(root.querySelector('strong')).not.toBeNull();
    shown.update('This is **very imp', false);
    expect(root.textContent).toBe('This is **very imp');
  });

  it('names the language of code and offers to copy it', () => {
    const { root, shown } = view();
    shown.update('```rust\nfn main() {}\n```', false);
    expect(root.querySelector('.head span')?.textContent).toBe('rust');
    expect(root.querySelector('[data-action=copy-code]')?.textContent).toBe('Copy');
    expect(root.querySelector('code')?.textContent).toBe('fn main() {}');
  });

  it('applies a reference that is defined at the end', () => {
    const { root, shown } = view();
    const text = 'See [this][a].\n\nMore.\n\n[a]: https://example.com/\n\nEnd.\n\nEnd.';
    for (let end = 1; end <= text.length; end += 1) shown.update(text.slice(0, end), true);
    shown.update(text, false);
    expect(root.querySelector('a')?.getAttribute('data-href')).toBe('https://example.com/');
  });

  it('replaces everything when the text is another', () => {
    const { root, shown } = view();
    shown.update('one\n\ntwo\n\nthree', true);
    shown.update('uno', false);
    expect(root.textContent).toBe('uno');
  });

  it('shows the beginning of what is too large, and all of it on request', () => {
    const { root, shown } = view();
    const text = 'word '.repeat(30_000);
    shown.update(text, false);
    const pre = root.querySelector('pre');
    expect(pre?.textContent).toHaveLength(PLAIN_PREVIEW);
    const more = root.querySelector('button');
    expect(more?.textContent).toBe(`Show all ${String(text.trimEnd().length)}`);
    more?.click();
    expect(pre?.textContent).toBe(text.trimEnd());
    expect(root.querySelector('button')).toBeNull();
  });
});
