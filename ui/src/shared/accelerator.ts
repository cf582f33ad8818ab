/**
 * A key combination that holds outside Carat's windows, written `Ctrl+Alt+Space`: modifiers in this order, then a place
 * on the keyboard by its code (`KeyK`, `Digit1`, `F5`, `Space`). The host reads the same.
 */
import { composing } from './composing';
import { onMac } from './shortcuts';

const MODIFIERS = [
  ['Ctrl', 'ctrlKey'],
  ['Alt', 'altKey'],
  ['Shift', 'shiftKey'],
  ['Super', 'metaKey'],
] as const;

const MODIFIER_CODES = /^(Control|Alt|Shift|Meta|OS|CapsLock|Fn)/;

/** Keys that would be lost to every other program if they were taken alone, or with Shift only. */
const ALONE = /^F\d{1,2}$/;

/** What a key event spells; null while only modifiers are held, and for keys that may not stand without one. */
export function acceleratorOf(event: KeyboardEvent): string | null {
  if (composing(event) || event.code === '' || MODIFIER_CODES.test(event.code)) return null;
  const held = MODIFIERS.filter(([, flag]) => event[flag]).map(([name]) => name);
  const strong = held.some((name) => name !== 'Shift');
  return strong || ALONE.test(event.code) ? [...held, event.code].join('+') : null;
}

/** Whether a key event is this combination. */
export function spells(event: KeyboardEvent, accelerator: string): boolean {
  return acceleratorOf(event) === accelerator;
}

const MAC: Record<string, string> = { Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Super: '⌘' };
const WORDS: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Comma: ',',
  Period: '.',
  Slash: '/',
  Backquote: '`',
  Minus: '-',
  Equal: '=',
  Escape: 'Esc',
};

/** The combination as it stands on the keyboard. */
export function signsOf(accelerator: string): string[] {
  return accelerator
    .split('+')
    .map((part) => (onMac() ? MAC[part] : undefined) ?? WORDS[part] ?? part.replace(/^(Key|Digit)/, ''));
}
