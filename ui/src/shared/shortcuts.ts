/** Every shortcut of the window, in one table: the handlers match against it and the `?` sheet prints it. */
import { composing } from './composing';

export type ShortcutGroup = 'conversations' | 'chat' | 'documents' | 'window' | 'quick';

export interface Shortcut {
  group: ShortcutGroup;
  /** Keys as in `Mod+Shift+KeyC`: `Mod` is ⌘ on a Mac and Ctrl elsewhere; letters are places on the keyboard, so that they work under any layout. */
  keys: string;
}

export const SHORTCUTS = {
  'conversations.new': { group: 'conversations', keys: 'Mod+KeyN' },
  'conversations.search': { group: 'conversations', keys: 'Mod+KeyK' },
  'conversations.previous': { group: 'conversations', keys: 'Alt+ArrowUp' },
  'conversations.next': { group: 'conversations', keys: 'Alt+ArrowDown' },
  'conversations.rename': { group: 'conversations', keys: 'F2' },
  'conversations.delete': { group: 'conversations', keys: 'Mod+Shift+Backspace' },
  'conversations.undo': { group: 'conversations', keys: 'Mod+KeyZ' },

  'chat.send': { group: 'chat', keys: 'Enter' },
  'chat.send-mod': { group: 'chat', keys: 'Mod+Enter' },
  'chat.newline': { group: 'chat', keys: 'Shift+Enter' },
  'chat.stop': { group: 'chat', keys: 'Escape' },
  'chat.focus': { group: 'chat', keys: 'Shift+Escape' },
  'chat.attach': { group: 'chat', keys: 'Mod+KeyO' },
  'chat.edit-last': { group: 'chat', keys: 'ArrowUp' },
  'chat.copy-last': { group: 'chat', keys: 'Mod+Shift+KeyC' },
  'chat.regenerate': { group: 'chat', keys: 'Mod+Shift+KeyE' },

  'documents.find': { group: 'documents', keys: 'Mod+KeyF' },
  'documents.next': { group: 'documents', keys: 'F3' },
  'documents.previous': { group: 'documents', keys: 'Shift+F3' },

  'window.sidebar': { group: 'window', keys: 'Mod+KeyB' },
  'window.models': { group: 'window', keys: 'Mod+Shift+KeyM' },
  'window.libraries': { group: 'window', keys: 'Mod+Shift+KeyL' },
  'window.settings': { group: 'window', keys: 'Mod+Comma' },
  'window.shortcuts': { group: 'window', keys: 'Mod+Slash' },

  'quick.hide': { group: 'quick', keys: 'Escape' },
  'quick.earlier': { group: 'quick', keys: 'ArrowUp' },
  'quick.take': { group: 'quick', keys: 'Mod+KeyI' },
  'quick.stop': { group: 'quick', keys: 'Mod+Period' },
  'quick.copy': { group: 'quick', keys: 'Mod+KeyC' },
  'quick.replace': { group: 'quick', keys: 'Mod+Enter' },
  'quick.insert': { group: 'quick', keys: 'Mod+Shift+Enter' },
  'quick.new': { group: 'quick', keys: 'Mod+KeyN' },
  'quick.open': { group: 'quick', keys: 'Mod+KeyO' },
} as const satisfies Record<string, Shortcut>;

export type ShortcutId = keyof typeof SHORTCUTS;

/** Set once from the host's platform. */
let mac = false;

export function setPlatform(platform: string): void {
  mac = platform === 'macos';
}

/** Whether this is a Mac, whose keys have signs of their own. */
export function onMac(): boolean {
  return mac;
}

/** Whether a key event is this shortcut. Never while an input method composes. */
export function pressed(event: KeyboardEvent, id: ShortcutId): boolean {
  if (composing(event)) return false;
  const parts = SHORTCUTS[id].keys.split('+');
  const key = parts.at(-1);
  const mod = parts.includes('Mod');
  return (
    (event.code === key || (event.code === 'NumpadEnter' && key === 'Enter') || (!event.code && event.key === key)) &&
    event.shiftKey === parts.includes('Shift') &&
    event.altKey === parts.includes('Alt') &&
    event.ctrlKey === (mod && !mac) &&
    event.metaKey === (mod && mac)
  );
}

const MAC_SIGNS: Record<string, string> = {
  Mod: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Enter: '↩',
  Escape: 'esc',
  Backspace: '⌫',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Comma: ',',
  Period: '.',
  Slash: '/',
};
const SIGNS: Record<string, string> = {
  Mod: 'Ctrl',
  Shift: 'Shift',
  Alt: 'Alt',
  Enter: 'Enter',
  Escape: 'Esc',
  Backspace: '⌫',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Comma: ',',
  Period: '.',
  Slash: '/',
};

/** A shortcut's keys as they stand on the keyboard. */
export function keysOf(id: ShortcutId): string[] {
  const signs = mac ? MAC_SIGNS : SIGNS;
  return SHORTCUTS[id].keys.split('+').map((part) => signs[part] ?? part.replace(/^Key/, ''));
}
