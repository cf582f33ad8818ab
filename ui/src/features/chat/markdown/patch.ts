/**
 * Makes one element's children equal to another's with the fewest changes, so that a selection in the paragraph being
 * written stays, and what did not change is not laid out again.
 */
export function patch(target: Element | DocumentFragment, wanted: Element | DocumentFragment): void {
  let old: ChildNode | null = target.firstChild;
  let next: ChildNode | null = wanted.firstChild;
  while (next) {
    const following: ChildNode | null = next.nextSibling;
    if (!old) {
      target.appendChild(next);
    } else {
      const after: ChildNode | null = old.nextSibling;
      if (!merge(old, next)) target.replaceChild(next, old);
      old = after;
    }
    next = following;
  }
  while (old) {
    const after: ChildNode | null = old.nextSibling;
    old.remove();
    old = after;
  }
}

/** Turns `old` into `next` in place; false where only a replacement does. */
function merge(old: ChildNode, next: ChildNode): boolean {
  if (old.nodeType !== next.nodeType || old.nodeName !== next.nodeName) return false;
  if (old instanceof Text && next instanceof Text) {
    if (next.data.startsWith(old.data)) old.appendData(next.data.slice(old.data.length));
    else old.data = next.data;
    return true;
  }
  if (!(old instanceof Element) || !(next instanceof Element)) return false;
  for (const { name } of Array.from(old.attributes)) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of Array.from(next.attributes))
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  patch(old, next);
  return true;
}
