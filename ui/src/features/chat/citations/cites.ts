/** The marks of an answer, and the passages that they stand for. */
import type { Citation } from '../../../backend/documents';
import { t } from '../../../shared/i18n';
import { sourceWords } from '../../../shared/place';
import type { Cites } from '../markdown/html';

/** What the Markdown needs of each passage. */
export function citesOf(passages: readonly Citation[]): Cites {
  return new Map(
    passages.map((passage) => {
      const source = sourceWords(passage);
      const { n, strong } = passage;
      return [n, { strong, label: t(strong ? 'chat-cite' : 'chat-cite-weak', { n, source }) }];
    }),
  );
}

/** The passages that the text has marks for, by their number. */
export function citedIn(text: string, passages: readonly Citation[]): Citation[] {
  const marks = new Set([...text.matchAll(/\[(\d{1,4})\](?![(:])/g)].map((match) => Number(match[1])));
  return passages.filter(({ n }) => marks.has(n)).sort((a, b) => a.n - b.n);
}
