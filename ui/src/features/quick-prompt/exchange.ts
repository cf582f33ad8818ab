/** What the quick prompt asks and what it gets, without knowing how a turn runs: the app gives it one made of the chat's. */
import type { Message, WireError } from '../../backend/types';

/** A question with what goes with it. */
export interface Question {
  text: string;
  /** The id of an action; null for none. */
  action: string | null;
  /** The ids of what goes with it. */
  context: string[];
  /** Whether the conversation is kept. */
  keep: boolean;
}

export interface Exchange {
  /** The conversation so far, once it has begun. */
  readonly conversation: string | null;
  readonly messages: readonly Message[];
  /** What was asked and has not been taken in yet. */
  readonly pending: string | null;
  readonly running: boolean;
  readonly stopping: boolean;
  /** Why the last question was not taken. */
  readonly refused: WireError | null;
  /** The last answer. */
  readonly answer: Message | null;
  /** Its text as it is shown. */
  readonly text: string;
  /** Whether the conversation is kept; null while it has not begun. */
  readonly kept: boolean | null;
  send(question: Question): Promise<void>;
  /** Asks once more what was refused. */
  again(): Promise<void>;
  dismiss(): void;
  stop(): void;
  /** Lets the model load and read ahead. */
  prepare(): void;
  /** Opens it in the main window with a draft, once what is being written has ended; from then on it is kept. */
  continueInMain(draft: () => string): Promise<void>;
  /** Begins anew. */
  reset(): void;
}
