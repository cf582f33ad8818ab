import hljs from 'highlight.js/lib/core';
import rust from 'highlight.js/lib/languages/rust';
import { describe, expect, it } from 'vitest';
import { runsOf } from './runs';

describe('runs of coloured code', () => {
  it('cover the code, with the innermost class', () => {
    expect(runsOf('a <span class="x">b<span class="y">c</span></span>d')).toEqual([
      ['', 2],
      ['x', 1],
      ['y', 1],
      ['', 1],
    ]);
  });

  it('count a character reference as one character', () => {
    expect(runsOf('&lt;a &amp;&amp; b&gt; &quot;&#x27;')).toEqual([['', 11]]);
  });

  it('are as long as the code that highlight.js was given', () => {
    hljs.registerLanguage('rust', rust);
    const code = `fn main() { let s = "<&'\\"> ${'\u{1F600}'} 東京"; /* ** */ println!("{s}"); }`;
    const runs = runsOf(hljs.highlight(code, { language: 'rust' }).value);
    expect(runs.reduce((sum, [, length]) => sum + length, 0)).toBe(code.length);
    expect(runs.length).toBeGreaterThan(5);
  });
});
