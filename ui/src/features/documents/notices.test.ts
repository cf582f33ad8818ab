import { render, screen } from '@testing-library/svelte';
import { beforeAll, expect, it } from 'vitest';
import type { StoredDocument } from '../../backend/documents';
import { setLocale } from '../../shared/i18n';
import DocumentChip from './desk/DocumentChip.svelte';
import DocumentRow from './libraries/DocumentRow.svelte';

/** Of two embedded files of one name, neither could be read. */
const archive: StoredDocument = {
  id: 'd.draft',
  scope: { in: 'draft' },
  name: 'archive.eml',
  format: 'email',
  bytes: 1000,
  parts: null,
  unit: 'parts',
  passages: 3,
  added: 0,
  state: { state: 'indexed' },
  notices: [
    { about: 'skipped', part: 'image.png' },
    { about: 'skipped', part: 'image.png' },
  ],
};
const nothing = () => undefined;
const props = { document: archive, onopen: nothing, onremove: nothing, onagain: nothing };

beforeAll(() => setLocale('en'));

it('notices that say the same are all shown, on the desk', () => {
  render(DocumentChip, props);
  expect(screen.getAllByTestId('document-notice')).toHaveLength(2);
});

it('notices that say the same are all shown, in a library', () => {
  render(DocumentRow, props);
  expect(screen.getAllByTestId('document-notice')).toHaveLength(2);
});
