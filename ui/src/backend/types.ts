// Generated from src-tauri/src/wire by `cargo xtask bindings`; do not edit.

/** An error as a person meets it: `code` picks the sentence and the next step, `args` fill it, `message` is the English one. */
export type WireError = {
  /** Stable, in snake case. */
  code: string,
  /** The English sentence: what happened, to what, and what to do. */
  message: string,
  /** What the sentence names. */
  args: { [key in string]: string },
};

/** Who speaks. */
export type Role = "user" | "assistant";

/** Where a message stands. `broken_off`: Carat ended while it was being written. */
export type MessageState = "complete" | "streaming" | "stopped" | "failed" | "broken_off";

/** A passage of a document that an answer may cite. */
export type Passage = {
  /** Its id. */
  id: string,
  /** The document it comes from. */
  source: string,
  /** Its page, from 1. */
  page: number | null,
  /** Its text. */
  text: string,
};

/** Text that the gate kept back, without the text. */
export type Withheld = {
  /** What it was judged to be. */
  category: string,
  /** Why, in words. */
  reason: string,
  /** What was done: `note`, `blur` or `block`. */
  action: string,
  /** Whether the person may see it. */
  can_show: boolean,
  /** Characters kept back. */
  length: number,
};

/** One piece of a message. Kinds that nothing writes yet have their place from the start. */
export type Part = { "type": "text", text: string, } | { "type": "thought", text: string, } | { "type": "image", name: string, } | { "type": "audio", name: string, } | { "type": "document", name: string, } | { "type": "tool_call", name: string, arguments: string, } | { "type": "tool_result", name: string, content: string, } | { "type": "withheld" } & Withheld | { "type": "passages", passages: Array<Passage>, };

/** How the next token is drawn. */
export type Sampling = {
  /** 0 always takes the likeliest. */
  temperature: number,
  /** 0 is off. */
  top_k: number,
  /** 1 is off. */
  top_p: number,
  /** 0 is off. */
  min_p: number,
  /** 1 is off. */
  repeat_penalty: number,
  /** Null draws a new one for each answer. */
  seed: number | null,
};

/** Tokens and times (milliseconds) of one answer. */
export type Usage = {
  /** Tokens of the rendered prompt. */
  prompt_tokens: number,
  /** Those of them that were in the cache already. */
  reused_tokens: number,
  /** Tokens generated. */
  generated_tokens: number,
  /** From the request to the first token. */
  first_token_ms: number,
  /** Time spent on the prompt. */
  prefill_ms: number,
  /** Time spent on tokens after the first. */
  decode_ms: number,
  /** While decoding; 0 where there were fewer than two. */
  tokens_per_second: number,
};

/** One message of a thread. */
export type Message = {
  /** Its id. */
  id: string,
  /** The conversation it belongs to. */
  conversation: string,
  /** The message it follows; null for the first. */
  parent: string | null,
  /** Who speaks. */
  role: Role,
  /** What was said, in order. */
  parts: Array<Part>,
  /** Where it stands. */
  state: MessageState,
  /** What ended it, where it failed. */
  error: WireError | null,
  /** Milliseconds since 1970. */
  created: number,
  /** The model that answered. */
  model: string | null,
  /** How its tokens were drawn. */
  sampling: Sampling | null,
  /** Its tokens and times. */
  usage: Usage | null,
  /** How many of the oldest messages were left out of the model's context for this answer, by the person's choice. */
  left_out: number,
  /** All versions at this place, oldest first, this one among them. */
  versions: Array<string>,
};

/** A conversation as the list shows it. */
export type ConversationSummary = {
  /** Its id. */
  id: string,
  /** Its title. */
  title: string,
  /** Whether it stands at the list's head. */
  pinned: boolean,
  /** Milliseconds since 1970. */
  created: number,
  /** Milliseconds since 1970. */
  updated: number,
};

/** What a conversation asks of the model. */
export type ConversationOptions = {
  /** Instructions that stand before the conversation. */
  system_prompt: string,
  /** Null takes the model family's defaults. */
  sampling: Sampling | null,
  /** Let the model think first, where it can. */
  thinking: boolean,
};

/** A conversation with its chosen thread, root first. */
export type Conversation = {
  /** As the list shows it. */
  summary: ConversationSummary,
  /** What it asks of the model. */
  options: ConversationOptions,
  /** The chosen thread, root first. */
  thread: Array<Message>,
};

/** A stretch of a search result; `hit` where it matches. */
export type Snippet = {
  /** The text. */
  text: string,
  /** Whether it is what was looked for. */
  hit: boolean,
};

/** One result of a search. */
export type SearchHit = {
  /** Where it was found. */
  conversation: ConversationSummary,
  /** The message; null where the title matches. */
  message: string | null,
  /** What surrounds it. */
  snippet: Array<Snippet>,
};

/** How much of the model's context something uses. */
export type ContextUse = {
  /** Tokens in use. */
  used: number,
  /** Tokens that fit. */
  limit: number,
  /** Messages they come from. */
  messages: number,
};

/** What a question that does not fit may do. */
export type Overflow = "refuse" | "leave_out_oldest";

/** A question. */
export type SendRequest = {
  /** Null starts a new conversation. */
  conversation: string | null,
  /** The message this question follows; null for the first. Editing sends with the parent of the edited question. */
  parent: string | null,
  /** What the person wrote. */
  text: string,
  /** Null keeps the conversation's own, or the settings' for a new one. */
  options: ConversationOptions | null,
  /** What to do where it does not fit. */
  overflow: Overflow,
};

/** What an answer waits for. */
export type Stage = "loading" | "reading";

/** One event of a turn. The last one is `finished` or `failed`. */
export type TurnEvent = { "type": "started", turn: string, conversation: ConversationSummary, question: Message | null, answer: Message, } | { "type": "progress", stage: Stage, fraction: number, } | { "type": "text", text: string, } | { "type": "thought", text: string, } | { "type": "passages", passages: Array<Passage>, } | { "type": "withheld", withheld: Withheld, } | { "type": "usage", usage: Usage, context: ContextUse, } | { "type": "finished", answer: Message, conversation: ConversationSummary, } | { "type": "failed", answer: Message | null, error: WireError, };

/** What is known of a loaded model. */
export type ModelFacts = {
  /** GGUF architecture, such as `gemma3`. */
  architecture: string,
  /** Number of weights. */
  parameters: number,
  /** Size of the weights in bytes. */
  bytes: number,
  /** Context in use, in tokens. */
  context: number,
  /** Context the model was trained for, in tokens. */
  context_trained: number,
  /** False for a pretrained model, which answers through a transcript. */
  instruction_tuned: boolean,
  /** Whether it can think before it answers. */
  thinking: boolean,
  /** Where its layers run, in words. */
  device: string,
  /** Threads for decoding. */
  threads: number,
  /** The family's sampling defaults. */
  sampling: Sampling,
};

/** Where the engine stands. `model` is the model's id. */
export type EngineStatus = { "state": "unloaded" } | { "state": "starting", model: string, } | { "state": "loading", model: string, fraction: number, } | { "state": "ready", model: string, facts: ModelFacts, } | { "state": "generating", model: string, facts: ModelFacts, } | { "state": "crashed", model: string, error: WireError, };

/** Where a model comes from. */
export type Origin = "starter" | "own" | "linked";

/** A model that can be chosen. `licence` names the terms to accept before the first answer; null where none are needed. */
export type Model = {
  /** Its id. */
  id: string,
  /** Its name for people. */
  name: string,
  /** Size of its file. */
  bytes: number,
  /** Where it comes from. */
  origin: Origin,
  /** The terms it stands under. */
  licence: string | null,
  /** Whether the person accepted them. */
  terms_accepted: boolean,
};

/** The language of the window. */
export type Language = "system" | "en" | "zh-Hans" | "ja";

/** Light or dark. */
export type Theme = "system" | "light" | "dark";

/** The key that sends; the other one starts a new line. */
export type SendWith = "enter" | "mod_enter";

/** What the person chose for all of Carat. */
export type Settings = {
  /** The language of the window. */
  language: Language,
  /** Light or dark. */
  theme: Theme,
  /** The chosen model's id. */
  model: string | null,
  /** The key that sends. */
  send_with: SendWith,
  /** The system prompt of new conversations. */
  system_prompt: string,
  /** Whether new conversations let the model think first. */
  thinking: boolean,
  /** Context in tokens; null lets Carat choose. */
  context: number | null,
  /** Threads for decoding; null lets Carat choose. */
  threads: number | null,
  /** Minutes without a question after which the model leaves memory; null keeps it. */
  unload_after: number | null,
  /** Whether answers show their tokens and times. */
  show_statistics: boolean,
  /** Whether the person has been shown around. */
  onboarded: boolean,
};

/** Where Carat keeps things. */
export type Folders = {
  /** Everything that Carat writes. */
  home: string,
  /** What came with Carat. */
  data: string,
  /** The person's own models. */
  models: string,
  /** Carat's logs. */
  logs: string,
};

/** What a notice is about. */
export type NoticeKind = "database_damaged" | "database_migrated" | "answers_broken_off";

/** What happened when the database was opened, to be told once. */
export type Notice = {
  /** What it is about. */
  kind: NoticeKind,
  /** What its sentence names. */
  args: { [key in string]: string },
};

/** The terms of a licence. */
export type Terms = {
  /** The licence's id. */
  licence: string,
  /** Its name for people. */
  title: string,
  /** Which version of it. */
  version: string,
  /** Where its owner publishes it. */
  url: string,
  /** The whole text. */
  text: string,
};

/** Everything that a window needs before its first picture. */
export type AppState = {
  /** Carat's version. */
  version: string,
  /** `linux`, `macos` or `windows`. */
  platform: string,
  /** The system's language, a BCP 47 tag. */
  locale: string,
  /** The person's settings; `model` is the one that answers, chosen or the starter. */
  settings: Settings,
  /** What can be chosen. */
  models: Array<Model>,
  /** Where the engine stands. */
  engine: EngineStatus,
  /** Where Carat keeps things. */
  folders: Folders,
  /** What is to be told once. */
  notices: Array<Notice>,
};

/** Events for every window. */
export type AppEvent = { "type": "engine", status: EngineStatus, } | { "type": "settings", settings: Settings, } | { "type": "models", models: Array<Model>, } | { "type": "conversations" };
