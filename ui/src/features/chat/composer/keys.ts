/** What a key means in a field for questions. */
import { composing } from '../../../shared/composing';

export type FieldKey = 'send' | 'cancel' | 'newline' | 'edit-last' | null;

/** Nothing while an input method composes: its Enter chooses, its Escape takes back. */
export function meaning(event: KeyboardEvent, sendWith: 'enter' | 'mod_enter'): FieldKey {
  if (composing(event)) return null;
  const mod = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case 'Enter':
      if (event.shiftKey || event.altKey) return 'newline';
      return mod || sendWith === 'enter' ? 'send' : 'newline';
    case 'Escape':
      return event.shiftKey || mod || event.altKey ? null : 'cancel';
    case 'ArrowUp':
      return event.shiftKey || mod || event.altKey ? null : 'edit-last';
    default:
      return null;
  }
}
