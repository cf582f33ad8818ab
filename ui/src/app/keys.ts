/** The shortcuts that work anywhere in the window. */
import { composing } from '../shared/composing';
import { pressed, type ShortcutId } from '../shared/shortcuts';

export type WindowShortcut = Extract<ShortcutId, `conversations.${string}` | `window.${string}`>;

/** Those whose keys mean something in a text field that holds text. */
const NOT_WHILE_WRITING: WindowShortcut[] = [
  'conversations.undo',
  'conversations.previous',
  'conversations.next',
  'conversations.delete',
];

function textField(target: EventTarget | null): HTMLInputElement | HTMLTextAreaElement | null {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement ? target : null;
}

/** Which of these shortcuts a key event is; null for none. */
export function windowShortcut(event: KeyboardEvent, ids: readonly WindowShortcut[]): WindowShortcut | null {
  if (event.defaultPrevented || composing(event) || document.querySelector('dialog[open]')) return null;
  const field = textField(event.target);
  // A question mark that is written is no wish for help.
  if (event.key === '?' && !field && !event.ctrlKey && !event.metaKey && !event.altKey) return 'window.shortcuts';
  const id = ids.find((candidate) => pressed(event, candidate));
  if (!id || (field?.value && NOT_WHILE_WRITING.includes(id))) return null;
  return id;
}
