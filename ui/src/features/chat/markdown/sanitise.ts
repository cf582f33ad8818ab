/** The second wall: whatever a renderer or the grammar might get wrong, only these elements reach the page. */
import createDOMPurify, { type Config } from 'dompurify';

const ALLOWED: Config = {
  ALLOWED_TAGS: [
    'p',
    'h3',
    'h4',
    'h5',
    'h6',
    'blockquote',
    'ul',
    'ol',
    'li',
    'hr',
    'br',
    'pre',
    'code',
    'div',
    'span',
    'strong',
    'em',
    'del',
    'a',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  ALLOWED_ATTR: [
    'class',
    'dir',
    'start',
    'role',
    'tabindex',
    'aria-label',
    'data-href',
    'data-tex',
    'data-language',
    'data-cite',
  ],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

const purify = createDOMPurify(window);

export function sanitise(html: string): DocumentFragment {
  return purify.sanitize(html, { ...ALLOWED, RETURN_DOM_FRAGMENT: true });
}
