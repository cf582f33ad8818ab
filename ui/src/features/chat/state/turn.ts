/**
 * A conversation as the view shows it, and what each event of a turn makes of it. All of it is plain data and pure
 * functions; `thread.svelte.ts` keeps one for each open conversation.
 */
import type { ReadSoFar } from '../../../backend/documents';
import type {
  ContextUse,
  Conversation,
  ConversationOptions,
  ConversationSummary,
  Message,
  Part,
  TurnEvent,
  WireError,
} from '../../../backend/types';
import type { Asked } from '../../../shared/asked';

/** What a turn was asked to do. */
export type Task =
  /** `edited` is the question that this one replaces as a new version. */
  | { kind: 'send'; text: string; parent: string | null; edited: string | null; asked: Asked }
  | { kind: 'regenerate'; answer: string }
  | { kind: 'continue'; answer: string };

/** The turn that runs in a conversation. */
export interface Turn {
  /** Tells this turn's events from those of an earlier one. */
  key: number;
  /** The host's name for it, once it has begun. */
  id: string | null;
  task: Task;
  /** The message being written. */
  answer: string | null;
  stage: 'waiting' | 'loading' | 'reading' | 'writing';
  /** Of the stage, from 0 to 1. */
  fraction: number;
  /** How far reading everything is, where that is how the question is answered. */
  read: ReadSoFar | null;
  /** The person has asked it to stop. */
  stopping: boolean;
}

export interface ThreadState {
  summary: ConversationSummary | null;
  options: ConversationOptions | null;
  messages: Message[];
  turn: Turn | null;
  context: ContextUse | null;
  /** Why the last turn could not begin, and what it was to do. */
  refused: { task: Task; error: WireError } | null;
}

export const EMPTY: ThreadState = {
  summary: null,
  options: null,
  messages: [],
  turn: null,
  context: null,
  refused: null,
};

/** Begins a turn. */
export function begin(state: ThreadState, key: number, task: Task): ThreadState {
  const turn: Turn = { key, id: null, task, answer: null, stage: 'waiting', fraction: 0, read: null, stopping: false };
  return { ...state, turn, refused: null };
}

/** The person asked for an end. The turn goes on until the host says it has ended. */
export function stopping(state: ThreadState): ThreadState {
  return state.turn ? { ...state, turn: { ...state.turn, stopping: true } } : state;
}

/** The turn could not begin; one that had begun has failed. */
export function refuse(state: ThreadState, key: number, error: WireError): ThreadState {
  const { turn } = state;
  if (turn?.key !== key) return state;
  if (turn.answer) return { ...change(state, turn.answer, { state: 'failed', error }), turn: null };
  return { ...state, turn: null, refused: { task: turn.task, error } };
}

/** A conversation as the host has it. A turn that runs here knows better about its own answer. */
export function opened(state: ThreadState, conversation: Conversation): ThreadState {
  const written = state.turn?.answer;
  const own = written ? state.messages.find((message) => message.id === written) : undefined;
  const messages = conversation.thread.map((message) =>
    own && message.id === own.id ? own : same(state.messages, message),
  );
  return { ...state, summary: conversation.summary, options: conversation.options, messages };
}

/** The message kept so far where nothing about it is new, so that it is not drawn again. */
function same(before: Message[], message: Message): Message {
  const old = before.find((other) => other.id === message.id);
  return old && JSON.stringify(old) === JSON.stringify(message) ? old : message;
}

/** What an event of the turn `key` makes of the state. Events of a turn that has ended, or of another, change nothing. */
export function reduce(state: ThreadState, event: TurnEvent, key: number): ThreadState {
  const { turn } = state;
  if (turn?.key !== key) return state;
  switch (event.type) {
    case 'started': {
      let messages = state.messages;
      if (event.question) messages = place(messages, event.question);
      messages = place(messages, event.answer);
      return {
        ...state,
        summary: event.conversation,
        messages,
        turn: { ...turn, id: event.turn, answer: event.answer.id },
      };
    }
    case 'progress':
      return { ...state, turn: { ...turn, stage: event.stage, fraction: event.fraction, read: null } };
    case 'reading':
      return { ...state, turn: { ...turn, stage: 'reading', read: event.read } };
    case 'text':
    case 'thought':
      // Who has stopped an answer sees it stand still at once, however long the engine takes; what was written until
      // it ended comes with the end.
      if (!event.text || turn.stopping) return state;
      return written(state, turn, (parts) => grow(parts, event.type, event.text));
    case 'passages':
      // The host may know more by the end: which of them support what was said.
      return added(state, turn, (parts) => {
        const found: Part = { type: 'passages', ...event.found };
        const at = parts.findIndex(({ type }) => type === 'passages');
        return at < 0 ? [...parts, found] : parts.with(at, found);
      });
    case 'unsupported':
      return added(state, turn, (parts) => [...parts, { type: 'unsupported' }]);
    case 'withheld':
      return written(state, turn, (parts) => [...parts, { type: 'withheld', ...event.withheld }]);
    case 'care':
    case 'advice':
      return written(state, turn, (parts) => [...parts, { type: event.type, kind: event.kind }]);
    case 'usage':
      return { ...change(state, turn.answer, { usage: event.usage }), context: event.context };
    case 'finished':
      return { ...state, messages: place(state.messages, event.answer), summary: event.conversation, turn: null };
    case 'failed': {
      if (event.answer) return { ...state, messages: place(state.messages, event.answer), turn: null };
      return refuse(state, key, event.error);
    }
  }
}

/** Puts a message where it belongs: in its own place, else after its parent, ending what another version had below. */
export function place(messages: Message[], message: Message): Message[] {
  const own = messages.findIndex((other) => other.id === message.id);
  if (own >= 0) return messages.map((other, index) => (index === own ? message : other));
  const parent = message.parent === null ? -1 : messages.findIndex((other) => other.id === message.parent);
  if (parent < 0 && message.parent !== null) return [...messages, message];
  return [...messages.slice(0, parent + 1), message];
}

function change(state: ThreadState, id: string | null, some: Partial<Message>): ThreadState {
  const at = state.messages.findIndex((message) => message.id === id);
  const old = state.messages[at];
  if (!old) return state;
  const messages = state.messages.slice();
  messages[at] = { ...old, ...some };
  return { ...state, messages };
}

/** Adds what stands beside the answer's words; nothing is written yet by that. */
function added(state: ThreadState, turn: Turn, write: (parts: Part[]) => Part[]): ThreadState {
  const message = state.messages.find((other) => other.id === turn.answer);
  return message ? change(state, message.id, { parts: write(message.parts) }) : state;
}

function written(state: ThreadState, turn: Turn, write: (parts: Part[]) => Part[]): ThreadState {
  const message = state.messages.find((other) => other.id === turn.answer);
  if (!message) return state;
  const next =
    turn.stage === 'writing' ? state : { ...state, turn: { ...turn, stage: 'writing' as const, fraction: 1 } };
  return change(next, message.id, { parts: write(message.parts) });
}

/** Appends text to the last part where it is of the same kind. */
function grow(parts: Part[], type: 'text' | 'thought', text: string): Part[] {
  const last = parts.at(-1);
  if (last?.type !== type) return [...parts, { type, text }];
  return [...parts.slice(0, -1), { type, text: last.text + text }];
}

/** Joins text that follows text of the same kind, so that a frame applies one event and not fifty. */
export function join(events: TurnEvent[], event: TurnEvent): void {
  const last = events.at(-1);
  if ((event.type === 'text' || event.type === 'thought') && last?.type === event.type) {
    events[events.length - 1] = { type: event.type, text: last.text + event.text };
  } else if ((event.type === 'progress' || event.type === 'reading') && last?.type === event.type) {
    events[events.length - 1] = event;
  } else events.push(event);
}

/** The text that a message shows and that is copied, without thoughts and notices. */
export function textOf(message: Message): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
