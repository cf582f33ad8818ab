import { describe, expect, it } from 'vitest';
import { address, toHtml, type Words } from './html';
import { sanitise } from './sanitise';

const WORDS: Words = {
  copy: 'Copy',
  copied: 'Copied',
  code: 'Code',
  table: 'Table',
  image: (alt) => `[image: ${alt}]`,
  showAll: (count) => `Show all ${String(count)}`,
  tooLarge: 'Too large',
};

function rendered(source: string, streaming = false): HTMLElement {
  const element = document.createElement('div');
  element.append(sanitise(toHtml(source, streaming, {}, WORDS)));
  return element;
}

describe('raw HTML', () => {
  const HOSTILE: [source: string, text?: string][] = [
    ['<script>window.ran = true</script>'],
    ['<img src=x onerror="window.ran = true">'],
    ['<svg><script>window.ran = true</script></svg>'],
    ['<iframe src="https://example.com"></iframe>', '<iframe src="https://example.com"></iframe>'],
    ['<style>body { display: none }</style>'],
    ['<a href="javascript:alert(1)" style="position:fixed">x</a>'],
    ['<form action="/x"><input name=a></form>'],
    ['<!-- comment --> <?php echo 1 ?> <![CDATA[x]]>'],
    ['- <b onclick=alert(1)>in a list</b>', '<b onclick=alert(1)>in a list</b>'],
    ['| <img src=x> |\n|---|\n| <script>1</script> |', '<img src=x><script>1</script>'],
    ['a\n<div>\n\n<details open ontoggle=alert(1)>', 'a<div><details open ontoggle=alert(1)>'],
    ['`<b>` <code><b>', '<b><code><b>'],
  ];
  for (const [source, text = source] of HOSTILE) {
    it(`is shown as text: ${source.split('\n', 1)[0] ?? ''}`, () => {
      const element = rendered(source);
      expect(
        element.querySelector(
          'script, img, svg, iframe, style, form, input, b, details, [href], [style], [onclick], [onerror]',
        ),
      ).toBeNull();
      expect(element.textContent.replace(/\s+/g, '')).toContain(text.replace(/\s+/g, ''));
    });
  }

  it('has one exception, the line break of table cells', () => {
    expect(rendered('| a |\n|---|\n| x<br>y |').querySelector('td')?.innerHTML).toBe('x<br>y');
  });

  it('keeps character references as characters', () => {
    expect(rendered('a &amp; b &lt;i&gt; &#x41;').textContent).toBe('a & b <i> A');
  });
});

describe('links', () => {
  it('never have an address that the window itself would follow', () => {
    const link = rendered('[here](https://example.com/a?b=c)').querySelector('a');
    expect(link?.hasAttribute('href')).toBe(false);
    expect(link?.getAttribute('data-href')).toBe('https://example.com/a?b=c');
  });

  it('say where they lead unless they are their own address', () => {
    expect(rendered('[here](https://www.example.com/a)').textContent).toBe('here (example.com)');
    expect(rendered('https://example.com/a').textContent).toBe('https://example.com/a');
    expect(rendered('[example.com](https://evil.test/)').textContent).toBe('example.com (evil.test)');
    expect(rendered('[https://example.com/](https://evil.test/?https://example.com/)').textContent).toContain(
      '(evil.test)',
    );
    expect(rendered('[https://example.com](https://example.com.evil.test/)').textContent).toContain(
      '(example.com.evil.test)',
    );
    expect(rendered('www.example.com').textContent).toBe('www.example.com');
    expect(rendered('<person@example.com>').textContent).toBe('person@example.com');
  });

  it('of other kinds are text', () => {
    for (const href of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      'vbscript:x',
      '/relative',
      'tauri://localhost',
      'JaVaScRiPt:alert(1)',
      'https:',
      'java\nscript:x',
    ]) {
      expect(address(href), href).toBeNull();
      expect(rendered(`[x](<${href}>)`).querySelector('a'), href).toBeNull();
    }
    expect(address('HTTPS://Example.com')).toBe('https://example.com/');
  });

  it('end before full-width punctuation', () => {
    expect(rendered('见 https://example.com/东京。然后').querySelector('a')?.getAttribute('data-href')).toBe(
      encodeURI('https://example.com/东京'),
    );
  });
});

describe('marks', () => {
  it('in scripts without spaces close where their writer meant', () => {
    expect(rendered('**重点：**内容').innerHTML).toBe('<p dir="auto"><strong>重点：</strong>内容</p>');
    expect(rendered('日本語の**「強調」**です').querySelector('strong')?.textContent).toBe('「強調」');
    expect(rendered('2 ** 3 ** 4').querySelector('strong')).toBeNull();
  });

  it('a single tilde is a range', () => {
    expect(rendered('20~30 or 40~50').querySelector('del')).toBeNull();
    expect(rendered('~~gone~~').querySelector('del')).not.toBeNull();
  });

  it('pictures are words', () => {
    const element = rendered('![a cat](https://example.com/cat.png)');
    expect(element.textContent).toBe('[image: a cat]');
    expect(element.querySelector('img')).toBeNull();
  });
});

describe('formulas', () => {
  const formulas = (source: string, streaming = false): (string | null)[] =>
    Array.from(rendered(source, streaming).querySelectorAll('.math')).map((element) =>
      element.getAttribute('data-tex'),
    );

  it('are found in their four forms', () => {
    expect(formulas('$x_1*y*$ and \\(a_b\\)')).toEqual(['x_1*y*', 'a_b']);
    expect(formulas('$$\na\n\nb\n$$')).toEqual(['a\n\nb']);
    expect(formulas('\\[\n\\frac{1}{2}\n\\]')).toEqual(['\\frac{1}{2}']);
    expect(formulas('so $$x$$ it is')).toEqual(['x']);
    expect(formulas('- item\n\n  $$y$$')).toEqual(['y']);
  });

  it('are not made of prices and variables', () => {
    expect(formulas('from $5 to $10, or $PATH and $HOME')).toEqual([]);
    expect(formulas('`$x$` and\n\n```\n$y$\n```')).toEqual([]);
    expect(formulas('US$20/US$30')).toEqual([]);
  });

  it('on lines of their own stay open while they are written', () => {
    expect(formulas('$$\na + b\n\n= c', true)).toEqual(['a + b\n\n= c']);
    expect(formulas('$$\na + b\n\n= c', false)).toEqual([]);
  });
});

describe('work without end', () => {
  // Each of these would take minutes or the whole stack if it were not bounded; a test that hangs has failed.
  const ENDLESS: Record<string, string> = {
    'lists in lists on lines': Array.from(
      { length: 2000 },
      (_, depth) => `${' '.repeat(Math.min(depth * 2, 60))}- x`,
    ).join('\n'),
    'lists in lists on one line': '- '.repeat(10_000) + 'x',
    'numbered lists on one line': '1. '.repeat(10_000) + 'x',
    'quotes in quotes': '>'.repeat(10_000) + ' x',
    'lists in quotes in lists': '- > '.repeat(5000) + 'x',
    'opening brackets': '['.repeat(16_000),
    'brackets and parentheses': '[a]('.repeat(4000),
    stars: 'a' + '*'.repeat(16_000),
    'stars and words': '**a *b '.repeat(2000),
    'underscores and words': '_a __b '.repeat(2000),
    backticks: Array.from({ length: 170 }, (_, count) => '`'.repeat(count + 1)).join(' '),
    tildes: '~~a '.repeat(4000),
    dollars: '$a '.repeat(5000),
    backslashes: '\\('.repeat(8000),
    tags: '<a '.repeat(5000),
    comments: '<!--'.repeat(4000),
    pipes: '|'.repeat(60_000) + '\n' + '|-'.repeat(30_000),
    images: '![a]('.repeat(3000),
    entities: '&'.repeat(16_000),
  };
  for (const [name, source] of Object.entries(ENDLESS)) {
    it(`ends: ${name}`, () => {
      const element = rendered(source.slice(0, 64 * 1024));
      expect(element.textContent.length).toBeGreaterThan(0);
      let depth = 0;
      for (let inner: Element | null = element; inner; inner = inner.lastElementChild) depth += 1;
      expect(depth).toBeLessThan(60);
    });
  }
});
