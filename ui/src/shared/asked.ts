/** What a question is asked about, beside its words. */
import type { Route } from '../backend/documents';
import type { Message } from '../backend/types';

export interface Asked {
  /** Documents by their ids. */
  documents: string[];
  /** A library by its id. */
  library: string | null;
  route: Route;
}

export const ASKED_NOTHING: Asked = { documents: [], library: null, route: 'auto' };

/** What an earlier question was asked about. */
export function askedBy(question: Message): Asked {
  const library = question.parts.find((part) => part.type === 'library')?.id ?? null;
  const documents = question.parts.flatMap((part) => (part.type === 'document' ? [part.id] : []));
  return { documents, library, route: 'auto' };
}
