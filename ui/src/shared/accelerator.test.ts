import { afterEach, expect, it } from 'vitest';
import { acceleratorOf, signsOf, spells } from './accelerator';
import { setPlatform } from './shortcuts';

const key = (code: string, held: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { code, key: code, ...held });

afterEach(() => setPlatform('linux'));

it('a combination is spelt with its modifiers in one order', () => {
  expect(acceleratorOf(key('Space', { altKey: true }))).toBe('Alt+Space');
  expect(acceleratorOf(key('KeyK', { metaKey: true, shiftKey: true, ctrlKey: true }))).toBe('Ctrl+Shift+Super+KeyK');
});

it('a key that people type with is none without a modifier, and Shift is not enough', () => {
  expect(acceleratorOf(key('KeyK'))).toBeNull();
  expect(acceleratorOf(key('KeyK', { shiftKey: true }))).toBeNull();
  expect(acceleratorOf(key('F9'))).toBe('F9');
});

it('modifiers alone, and keys of an input method, are none', () => {
  expect(acceleratorOf(key('AltLeft', { altKey: true }))).toBeNull();
  expect(acceleratorOf(key('KeyK', { altKey: true, isComposing: true }))).toBeNull();
});

it('matches what it spells', () => {
  expect(spells(key('Digit1', { altKey: true }), 'Alt+Digit1')).toBe(true);
  expect(spells(key('Digit1', { ctrlKey: true }), 'Alt+Digit1')).toBe(false);
});

it('reads as the keyboard does', () => {
  expect(signsOf('Ctrl+Alt+KeyK')).toEqual(['Ctrl', 'Alt', 'K']);
  setPlatform('macos');
  expect(signsOf('Alt+Shift+Digit1')).toEqual(['⌥', '⇧', '1']);
});
