/** Formulas. KaTeX sets its styles through the object model, which the window's policy allows; it is fetched with the first formula. */
import { MATH_COUNT, MATH_LIMIT } from './bounds';

type Katex = typeof import('katex').default;

let loading: Promise<Katex> | null = null;

function katex(): Promise<Katex> {
  loading ??= Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([module]) => module.default);
  return loading;
}

/** Sets every formula below `root` that is not set yet. What KaTeX cannot read stays as it was written. */
export async function renderMath(root: Element, allowed = MATH_COUNT): Promise<number> {
  const formulas = Array.from(root.querySelectorAll<HTMLElement>('.math[data-tex]')).slice(0, allowed);
  if (formulas.length === 0) return 0;
  const { render } = await katex();
  for (const formula of formulas) {
    const tex = formula.getAttribute('data-tex') ?? '';
    if (!formula.isConnected || tex.length > MATH_LIMIT) continue;
    const set = document.createElement('span');
    let refused = false;
    try {
      render(tex, set, {
        displayMode: formula.classList.contains('display'),
        // Links, pictures and classes: such a formula is shown as it was written.
        trust: () => {
          refused = true;
          return false;
        },
        strict: 'ignore',
        maxExpand: 200,
        maxSize: 20,
        throwOnError: true,
      });
    } catch {
      continue;
    }
    if (refused) continue;
    formula.removeAttribute('data-tex');
    formula.setAttribute('dir', 'ltr');
    formula.replaceChildren(...set.childNodes);
  }
  return formulas.length;
}
