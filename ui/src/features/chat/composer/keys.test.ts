import { describe, expect, it } from 'vitest';
import { meaning } from './keys';

function key(name: string, some: KeyboardEventInit & { keyCode?: number } = {}): KeyboardEvent {
  return new KeyboardEvent('keydown', { key: name, ...some });
}

describe('keys in a field for questions', () => {
  it('Enter sends, and Shift+Enter never does', () => {
    expect(meaning(key('Enter'), 'enter')).toBe('send');
    expect(meaning(key('Enter', { shiftKey: true }), 'enter')).toBe('newline');
    expect(meaning(key('Enter', { shiftKey: true }), 'mod_enter')).toBe('newline');
  });

  it('with the other setting only Ctrl or Cmd with Enter sends', () => {
    expect(meaning(key('Enter'), 'mod_enter')).toBe('newline');
    expect(meaning(key('Enter', { ctrlKey: true }), 'mod_enter')).toBe('send');
    expect(meaning(key('Enter', { metaKey: true }), 'mod_enter')).toBe('send');
  });

  it('nothing is sent or stopped while an input method composes', () => {
    for (const name of ['Enter', 'Escape', 'ArrowUp']) {
      expect(meaning(key(name, { isComposing: true }), 'enter')).toBeNull();
      expect(meaning(key(name, { keyCode: 229 }), 'enter')).toBeNull();
    }
  });

  it('other keys are typed', () => {
    expect(meaning(key('a'), 'enter')).toBeNull();
    expect(meaning(key('Tab'), 'enter')).toBeNull();
  });
});
