/** The chat: one conversation on screen, its thread and its composer. */
import type { Snippet } from 'svelte';
import type { Backend } from '../../backend/backend';
import type { Citation } from '../../backend/documents';
import type { EngineStatus, Model, Settings, WireError } from '../../backend/types';
import type { Asked } from '../../shared/asked';

export { default as ChatView } from './ChatView.svelte';
export { chatsOf } from './state/chats.svelte';

/** What the chat needs of documents, which it does not know itself. */
export interface ChatDocuments {
  /** Whether the next question is about any. */
  any: boolean;
  /** Those of them that can be read ahead. */
  ready: string[];
  /** What the next question is about. Asked for when it is sent. */
  asked(): Asked;
  /** What of the documents goes into the context, and the tokens that it takes. */
  share: { words: string; tokens: number } | null;
  /** The library that the last question was about. */
  earlier(conversation: string | null, library: string | null): void;
  /** The draft has become this. */
  drafted(text: string): void;
  attach(): void;
  paste(files: File[]): void;
  /** Shows a document, at the passage of a number where one is given. */
  open(document: string, passages: Citation[], n: number | null): void;
}

export interface ChatViewProps {
  /** Streams live as long as this object, not as long as the view: leaving the view and coming back shows them going on. */
  backend: Backend;
  /** The conversation to show; null is one that has not begun. */
  conversationId: string | null;
  /** A message to bring into view, from a search; null for none. */
  focusMessage?: string | null;
  /** The chosen model; null when there is none to choose. */
  model: Model | null;
  /** All models, for the names of those that answered earlier. */
  models?: Model[];
  engine: EngineStatus;
  settings: Settings;
  /** Stands where a conversation will be, in place of the usual starting points. */
  beginning?: Snippet;
  /** An error that has no place in the thread. */
  onError(error: WireError): void;
  /** The model's terms must be accepted before the first answer. Resolves to true once they are; the question is then sent. */
  onNeedTerms(licence: string): Promise<boolean>;
  /** There is no model to answer: the app opens its picker. */
  onNeedModel(): void;
  /** The person wants to start a new conversation, the draft going with them. */
  onNewConversation(): void;
  /** The person wants to know more of the filter. */
  onSafety?(): void;
  documents?: ChatDocuments;
  /** The paper clip among the composer's tools. */
  attachMenu?: Snippet;
  /** Stands above the composer: what the next question is about. */
  above?: Snippet;
}
