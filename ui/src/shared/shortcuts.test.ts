import { afterEach, describe, expect, it } from 'vitest';
import { has, setLocale } from './i18n';
import { keysOf, pressed, setPlatform, SHORTCUTS, type ShortcutId } from './shortcuts';

const key = (code: string, some: KeyboardEventInit = {}) =>
  new KeyboardEvent('keydown', { code, key: code.replace(/^Key/, '').toLowerCase(), ...some });
const ids = Object.keys(SHORTCUTS) as ShortcutId[];

afterEach(() => setPlatform('linux'));

describe('shortcuts', () => {
  it('use Ctrl on Linux and Windows and ⌘ on a Mac', () => {
    setPlatform('linux');
    expect(pressed(key('KeyN', { ctrlKey: true }), 'conversations.new')).toBe(true);
    expect(pressed(key('KeyN', { metaKey: true }), 'conversations.new')).toBe(false);
    setPlatform('macos');
    expect(pressed(key('KeyN', { metaKey: true }), 'conversations.new')).toBe(true);
    expect(pressed(key('KeyN', { ctrlKey: true }), 'conversations.new')).toBe(false);
    expect(keysOf('conversations.new')).toEqual(['⌘', 'N']);
  });

  it('need exactly their own modifiers', () => {
    expect(pressed(key('KeyN', { ctrlKey: true, shiftKey: true }), 'conversations.new')).toBe(false);
    expect(pressed(key('KeyN', { ctrlKey: true, altKey: true }), 'conversations.new')).toBe(false);
    expect(pressed(key('KeyN'), 'conversations.new')).toBe(false);
  });

  it('never fire while an input method composes', () => {
    expect(pressed(key('Enter', { isComposing: true }), 'chat.send')).toBe(false);
    expect(pressed(key('Enter', { keyCode: 229 } as KeyboardEventInit), 'chat.send')).toBe(false);
    expect(pressed(key('Enter'), 'chat.send')).toBe(true);
  });

  it('do not clash', () => {
    // Each window has its own: the quick one's may mean something else in the main one.
    for (const quick of [false, true]) {
      const keys = ids.filter((id) => (SHORTCUTS[id].group === 'quick') === quick).map((id) => SHORTCUTS[id].keys);
      expect(keys.filter((one, index) => keys.indexOf(one) !== index)).toEqual([]);
    }
  });

  it('each have a name on the sheet', async () => {
    await setLocale('en');
    // The second way to send is shown as the first one's keys, by the setting.
    const named = ids.filter((id) => id !== 'chat.send-mod');
    expect(named.filter((id) => !has(`shortcuts-${id.replace('.', '-')}`))).toEqual([]);
  });
});
