/** The chat: one conversation on screen, its thread and its composer. */
import type { Snippet } from 'svelte';
import type { Backend } from '../../backend/backend';
import type { ConversationSummary, EngineStatus, Model, Settings, WireError } from '../../backend/types';

export { default as ChatView } from './ChatView.svelte';

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
  /**
   * A conversation is new or has changed (title, time). `open` is true when it began in this view and the view still
   * shows it: the app then makes it the current one by setting `conversationId`.
   */
  onConversation(summary: ConversationSummary, open: boolean): void;
  /** An error that has no place in the thread. */
  onError(error: WireError): void;
  /** The model's terms must be accepted before the first answer. Resolves to true once they are; the question is then sent. */
  onNeedTerms(licence: string): Promise<boolean>;
  /** There is no model to answer: the app opens its picker. */
  onNeedModel(): void;
  /** The person wants to start a new conversation, the draft going with them. */
  onNewConversation(): void;
}
