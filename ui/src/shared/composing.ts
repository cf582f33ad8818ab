/** Whether a key belongs to an input method that is composing. WebKit ends a composition before the key that ended it, and marks that key with 229. */
export function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
