/** Where something stands in a document, in words. */
import type { Citation, DocumentUnit, Place, SearchUsed } from '../backend/documents';
import { t } from './i18n';

/** Page, slide, sheet or lines; empty where the format has none of them. */
export function placeWords({ page, slide, sheet, range, lines }: Place): string {
  if (page !== null) return t('place-page', { page });
  if (slide !== null) return t('place-slide', { slide });
  if (sheet !== null) return range === null ? sheet : t('place-cells', { sheet, range });
  if (lines === null) return '';
  const [from, to] = lines;
  return from === to ? t('place-line', { line: from }) : t('place-lines', { from, to });
}

/** The headings above, the highest first. */
export function pathWords({ headings }: Place): string {
  return headings.join(' › ');
}

/** The document's name and the place in it. */
export function sourceWords({ source, place }: Citation): string {
  const where = placeWords(place);
  return where ? t('place-source', { source, place: where }) : source;
}

/** "37 pages" and the like. */
export function unitWords(unit: DocumentUnit, count: number): string {
  return t(`place-${unit}`, { count });
}

/** How passages were looked for. */
export function searchWords({ encoder, covers_language }: SearchUsed): string {
  if (encoder === null) return t('place-search-words');
  return covers_language ? t('place-search-meaning', { encoder }) : t('place-search-language', { encoder });
}
