import { expect, it } from 'vitest';
import { documentOf, keyOnceBegun } from './document-key';

it('a document is the same one, whoever has it', () => {
  for (const key of ['d', 'd.draft', 'd.conversation.c', 'd.library.l']) expect(documentOf(key)).toBe('d');
});

it('what was the draft’s is the conversation’s once that has begun; the rest stays where it is', () => {
  expect(keyOnceBegun('d.draft', 'c')).toBe('d.conversation.c');
  for (const key of ['d', 'd.conversation.other', 'd.library.l']) expect(keyOnceBegun(key, 'c')).toBe(key);
});
