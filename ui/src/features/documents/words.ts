/** Documents in words: where one stands, what is to be known of it, how a question will be answered. */
import type { Added, DocumentNotice, RoutePlan, SearchUsed, StoredDocument } from '../../backend/documents';
import { sentenceOf } from '../../shared/errors';
import { formatNumber, t } from '../../shared/i18n';
import { unitWords } from '../../shared/place';

const NAMED_PAGES = 6;

/** Where a document stands. */
export function stateWords({ state, parts, unit, passages }: StoredDocument): string {
  switch (state.state) {
    case 'waiting':
      return t('documents-waiting');
    case 'reading':
      return state.total === null
        ? t('documents-reading')
        : t('documents-reading-of', { done: state.done, total: unitWords(unit, state.total) });
    case 'searchable':
      return t('documents-searchable', {
        percent: formatNumber(state.total > 0 ? state.done / state.total : 0, { style: 'percent' }),
      });
    case 'indexed':
      return parts === null ? t('documents-passages', { count: passages }) : unitWords(unit, parts);
    case 'failed':
      return sentenceOf(state.error);
  }
}

/** How far reading it is, from 0 to 1; null where that can't be told, undefined where nothing goes on. */
export function progressOf({ state }: StoredDocument): number | null | undefined {
  if (state.state === 'waiting') return null;
  if (state.state === 'reading') return state.total ? state.done / state.total : null;
  return undefined;
}

/** Whether it can be asked about. */
export function readable({ state }: StoredDocument): boolean {
  return state.state === 'searchable' || state.state === 'indexed';
}

export function noticeWords(notice: DocumentNotice): string {
  switch (notice.about) {
    case 'no_text': {
      const { pages } = notice;
      const named = pages.slice(0, NAMED_PAGES).map((page) => formatNumber(page));
      if (pages.length > NAMED_PAGES) named.push('…');
      return t('documents-no-text', { count: pages.length, pages: named.join(', ') });
    }
    case 'hidden':
      return t('documents-hidden', { characters: formatNumber(notice.characters) });
    case 'skipped':
      return t('documents-skipped', { part: notice.part });
    case 'orders':
      return t('documents-orders', { count: notice.passages });
  }
}

/** What became of files that were not taken in; null where all were. */
export function notAddedWords({ duplicates, passed_over }: Added): string | null {
  const [first] = duplicates;
  const said = [
    first && duplicates.length === 1 ? t('documents-duplicate', { name: first.name }) : '',
    duplicates.length > 1 ? t('documents-duplicates', { count: duplicates.length }) : '',
    passed_over > 0 ? t('documents-passed-over', { count: passed_over }) : '',
  ].filter((sentence) => sentence !== '');
  return said.length > 0 ? said.join('\n') : null;
}

/** How the question will be answered. */
export function planWords({ way, parts, unit, passages, of }: RoutePlan): string {
  const all = unitWords(unit, parts);
  if (way === 'whole') return t('documents-way-whole', { all });
  if (way === 'everything') return t('documents-way-everything', { all });
  return t('documents-way-search', { passages, of });
}

/** How passages will be looked for. */
export function wayOfSearch({ encoder, covers_language }: SearchUsed): string {
  if (encoder === null) return t('documents-by-words');
  return t(covers_language ? 'documents-by-meaning' : 'documents-by-language', { encoder });
}

/** What of the documents goes into the context. */
export function shareWords({ way, passages, of }: RoutePlan): string {
  if (way === 'whole') return t('documents-share-whole');
  if (way === 'everything') return t('documents-share-everything');
  return t('documents-share-search', { passages, of });
}
