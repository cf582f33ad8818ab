/** What the messages and the composer may ask of the view around them. */
import type { Filter } from '../../backend/filter.svelte';
import type { Citation } from '../../backend/documents';
import type { Message } from '../../backend/types';
import type { Thread } from './state/thread.svelte';

export interface ChatActions {
  thread: Thread;
  filter: Filter;
  send(text: string): Promise<void>;
  resend(question: Message, text: string): Promise<void>;
  regenerate(answer: Message): Promise<void>;
  continue(answer: Message): Promise<void>;
  /** Goes on with an answer that did not fit, without the oldest messages. */
  leaveOut(answer: Message): Promise<void>;
  /** Takes back the question of an answer that has no word yet; its text is the draft again, here or in a new conversation. */
  takeBack(answer: Message, intoNew: boolean): Promise<void>;
  remove(message: Message): Promise<void>;
  /** Shows the version before or after; the keyboard's place moves with it. */
  version(message: Message, step: -1 | 1): Promise<void>;
  edit(question: Message): void;
  stopEditing(): void;
  /** Resolves to whether the text is on the clipboard. */
  copy(text: string): Promise<boolean>;
  follow(address: string): void;
  /** Opens why a message was screened as it was. */
  reasons(message: Message): void;
  /** The text that was held back at a place among a message's parts; null where it can't be had. */
  held(message: Message, part: number): Promise<string | null>;
  /** Notes that a verdict was wrong, or no longer; resolves to whether that was kept. */
  wrong(entry: string, wrong: boolean): Promise<boolean>;
  /** Shows a document, at the passage of a number where one is given. */
  openDocument(document: string, passages: Citation[], n: number | null): void;
  /** Saves an answer with its sources. */
  exportAnswer(answer: Message): Promise<void>;
  focusComposer(): void;
}
