/** Tokens to HTML that holds nothing of the model's own making but text: every tag and attribute here is Carat's. */
import { Parser, Renderer, type Links, type Tokens } from 'marked';
import { TABLE_CELLS } from './bounds';
import { lexer, type CiteToken, type MathToken } from './grammar';

/** The words that a rendered answer needs, in the language now spoken. */
export interface Words {
  copy: string;
  copied: string;
  code: string;
  table: string;
  image(alt: string): string;
  showAll(characters: number): string;
  tooLarge: string;
}

/** A passage that a mark in the text stands for. */
export interface Cite {
  /** Heard in place of the number. */
  label: string;
  strong: boolean;
}
export type Cites = ReadonlyMap<number, Cite>;

const OPENABLE = /^(?:https?:\/\/|mailto:)/i;

/** The address as it will be opened, or null where it is none that may be. */
export function address(href: string): string | null {
  if (!OPENABLE.test(href) || href.length > 2000) return null;
  try {
    const url = new URL(href);
    return url.protocol === 'mailto:' || url.hostname ? url.href : null;
  } catch {
    return null;
  }
}

/** Whose address it is: the host, or the person. */
function placeOf(to: string): string {
  if (to.startsWith('mailto:')) return to.slice(7).split('?', 1)[0] ?? '';
  return URL.canParse(to) ? new URL(to).hostname.replace(/^www\./, '') : '';
}

export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${String(mark.charCodeAt(0))};`);
}

/** Prose keeps its character references (`&nbsp;`), which make characters and never tags. */
function escapeProse(text: string): string {
  return text.replace(
    /[<>"']|&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][\da-z]{1,31});)/gi,
    (mark) => `&#${String(mark.charCodeAt(0))};`,
  );
}

class AnswerRenderer extends Renderer {
  constructor(private readonly words: Words) {
    super();
  }

  override paragraph({ tokens }: Tokens.Paragraph): string {
    return `<p dir="auto">${this.parser.parseInline(tokens)}</p>`;
  }

  /** The page's own headings stand above those of an answer. */
  override heading({ tokens, depth }: Tokens.Heading): string {
    const level = String(Math.min(6, depth + 2));
    return `<h${level} dir="auto" class="h${String(depth)}">${this.parser.parseInline(tokens)}</h${level}>`;
  }

  override blockquote({ tokens }: Tokens.Blockquote): string {
    return `<blockquote dir="auto">${this.parser.parse(tokens)}</blockquote>`;
  }

  override list({ ordered, start, items }: Tokens.List): string {
    const tag = ordered ? 'ol' : 'ul';
    const first = ordered && start !== '' && start !== 1 ? ` start="${String(start)}"` : '';
    return `<${tag} dir="auto"${first}>${items.map((item) => this.listitem(item)).join('')}</${tag}>`;
  }

  override listitem(item: Tokens.ListItem): string {
    return `<li${item.task ? ' class="task"' : ''}>${this.parser.parse(item.tokens)}</li>`;
  }

  override checkbox({ checked }: Tokens.Checkbox): string {
    return checked ? '☑ ' : '☐ ';
  }

  override code({ text, lang }: Tokens.Code): string {
    const language = (lang ?? '').trim().split(/\s/, 1)[0] ?? '';
    return `<pre data-language="${escape(language.slice(0, 24))}"><code>${escape(text)}</code></pre>`;
  }

  override table(token: Tokens.Table): string {
    if ((token.rows.length + 1) * token.header.length > TABLE_CELLS)
      return `<pre><code>${escape(token.raw)}</code></pre>`;
    const row = (cells: Tokens.TableCell[]): string => `<tr>${cells.map((cell) => this.tablecell(cell)).join('')}</tr>`;
    const body = token.rows.length > 0 ? `<tbody>${token.rows.map(row).join('')}</tbody>` : '';
    const label = escape(this.words.table);
    return `<div class="table" role="group" tabindex="0" aria-label="${label}"><table><thead>${row(token.header)}</thead>${body}</table></div>`;
  }

  override tablecell({ tokens, header, align }: Tokens.TableCell): string {
    const tag = header ? 'th' : 'td';
    return `<${tag} dir="auto"${align ? ` class="${align}"` : ''}>${this.parser.parseInline(tokens)}</${tag}>`;
  }

  override hr(): string {
    return '<hr>';
  }

  override codespan({ text }: Tokens.Codespan): string {
    return `<code>${escape(text)}</code>`;
  }

  /** A link carries its address as data: nothing a click, a drag or a middle button does can leave the window by itself. */
  override link({ href, tokens, text }: Tokens.Link): string {
    const inner = this.parser.parseInline(tokens);
    const to = address(href);
    if (!to) return inner;
    const link = `<a role="link" tabindex="0" data-href="${escape(to)}">${inner}</a>`;
    const place = placeOf(to);
    return place &&
      place !== text.trim() &&
      place !== placeOf(address(text.trim()) ?? address(`http://${text.trim()}`) ?? '')
      ? `${link}<span class="place"> (${escape(place)})</span>`
      : link;
  }

  /** Nothing is fetched for an answer; the text that stands for the picture is shown. */
  override image({ text }: Tokens.Image): string {
    return `<span class="image">${escape(this.words.image(text))}</span>`;
  }

  override html({ text }: Tokens.HTML | Tokens.Tag): string {
    return escape(text);
  }

  override text(token: Tokens.Text | Tokens.Escape): string {
    return 'tokens' in token && token.tokens ? this.parser.parseInline(token.tokens) : escapeProse(token.text);
  }
}

/** The HTML of one block. */
export function toHtml(
  source: string,
  streaming: boolean,
  links: Links,
  words: Words,
  cites: Cites = new Map(),
): string {
  const reader = lexer(streaming, cites);
  reader.tokens.links = Object.assign(Object.create(null) as Links, links);
  const renderer = new AnswerRenderer(words);
  const parser = new Parser({
    renderer,
    extensions: {
      childTokens: {},
      renderers: {
        cite: (token) => {
          const { n } = token as unknown as CiteToken;
          const { label = '', strong = false } = cites.get(n) ?? {};
          return `<span class="cite${strong ? '' : ' weak'}" role="button" tabindex="0" data-cite="${String(n)}" aria-label="${escape(label)}">${String(n)}</span>`;
        },
        math: (token) => {
          const { raw, tex, display, block } = token as unknown as MathToken;
          // Inside a paragraph a display formula is a span, which may stand there.
          const tag = block ? 'div' : 'span';
          return `<${tag} class="math${display ? ' display' : ''}" data-tex="${escape(tex)}">${escape(raw.trim())}</${tag}>`;
        },
      },
    },
  });
  return parser.parse(reader.lex(source));
}
