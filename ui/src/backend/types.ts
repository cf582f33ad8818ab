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

/** Text that the gate kept back or noted, without the text. */
export type Withheld = {
  /** What it was judged to be. */
  category: string,
  /** Why, in words. */
  reason: string,
  /** What was done: `note`, `blur` or `block`. */
  action: string,
  /** Whether the person may see it. */
  can_show: boolean,
  /** Characters kept back; 0 for a note. */
  length: number,
  /** Whether this is about the question, and not the answer. */
  question: boolean,
  /** Which part of the filter decided: `lexical`, `semantic`, `guard` or `rule`; empty where an earlier Carat did. */
  tier: string,
  /** How sure it was, from 0 to 1. */
  score: number,
  /** The version of the policies it went by; 0 for none. */
  policy_version: number,
  /** Its entry in the log. */
  entry: string | null,
};

/** One piece of a message. Kinds that nothing writes yet have their place from the start. */
export type Part = { "type": "text", text: string, } | { "type": "thought", text: string, } | { "type": "image", name: string, } | { "type": "audio", name: string, } | { "type": "document", id: string, name: string, } | { "type": "library", id: string, name: string, } | { "type": "tool_call", name: string, arguments: string, } | { "type": "tool_result", name: string, content: string, } | { "type": "withheld" } & Withheld | { "type": "care", kind: string, } | { "type": "advice", kind: string, } | { "type": "passages" } & Found | { "type": "read" } & ReadSoFar | { "type": "unsupported" };

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
  /** Tokens that were guessed ahead. */
  drafted_tokens: number,
  /** Those of them that were right. */
  accepted_tokens: number,
  /** Steps at which two tokens were as good as equal while guesses were checked. */
  close_calls: number,
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
  /** The documents that it is about, by their ids. */
  documents: Array<string>,
  /** The library that it is about. */
  library: string | null,
  /** How it is answered from them. */
  route: Route,
};

/** What an answer waits for. */
export type Stage = "loading" | "reading";

/** One event of a turn. The last one is `finished` or `failed`. */
export type TurnEvent = { "type": "started", turn: string, conversation: ConversationSummary, question: Message | null, answer: Message, } | { "type": "progress", stage: Stage, fraction: number, } | { "type": "text", text: string, } | { "type": "thought", text: string, } | { "type": "reading", read: ReadSoFar, } | { "type": "passages", found: Found, } | { "type": "unsupported" } | { "type": "withheld", withheld: Withheld, } | { "type": "care", kind: string, } | { "type": "advice", kind: string, } | { "type": "usage", usage: Usage, context: ContextUse, } | { "type": "finished", answer: Message, conversation: ConversationSummary, } | { "type": "failed", answer: Message | null, error: WireError, };

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
  /** What it runs on, by its maker's name. */
  device: string,
  /** Threads for decoding. */
  threads: number,
  /** The family's sampling defaults. */
  sampling: Sampling,
  /** All layers, the output counted as one. */
  layers: number,
  /** Those on the graphics device. */
  gpu_layers: number,
  /** What had to be given up to load it, in order. */
  steps: Array<LoadStep>,
  /** How fast it was measured to be; null until it was idle for a moment. */
  speed: Speed | null,
};

/** One step down from what was wished for, because memory or a device did not allow it. */
export type LoadStep = { "step": "shorter_context", from: number, to: number, } | { "step": "smaller_cache" } | { "step": "fewer_layers", from: number, to: number, } | { "step": "no_gpu" };

/** How fast a model was measured to be, in tokens a second. */
export type Speed = {
  /** While a prompt is read. */
  prefill: number,
  /** While an answer is written. */
  decode: number,
  /** No faster than a processor although all layers are on a graphics device. */
  below_device: boolean,
};

/** Where the engine stands. `model` is the model's id. */
export type EngineStatus = { "state": "unloaded" } | { "state": "starting", model: string, } | { "state": "loading", model: string, fraction: number, steps: Array<LoadStep>, } | { "state": "ready", model: string, facts: ModelFacts, } | { "state": "generating", model: string, facts: ModelFacts, } | { "state": "crashed", model: string, error: WireError, };

/** Where a model comes from. */
export type Origin = "starter" | "own" | "linked" | "hub_cache" | "lm_studio" | "ollama";

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
  /** The card of the catalogue that it belongs to; null for any other model. */
  card: string | null,
  /** How its weights are rounded; null where its name does not say. */
  quantisation: string | null,
  /** Whether its file is Carat's: only those does Carat delete or move. */
  owned: boolean,
  /** The terms it stands under. */
  licence: string | null,
  /** Whether the person accepted them. */
  terms_accepted: boolean,
};

/** In one word, how a model would run here. */
export type FitWord = "runs_well" | "tight" | "too_large";

/** Why a model gets its word. */
export type FitReason = "in_gpu" | "in_memory" | "little_spare" | "partly_in_gpu" | "slow" | "close_others" | "more_than_machine";

/** How a model would run here, and why. */
export type Fit = {
  /** In one word. */
  word: FitWord,
  /** Why. */
  why: FitReason,
  /** About how many tokens a second; null where the machine's speed is not known. */
  tokens_per_second: number | null,
  /** Whether the speed comes from answers on this machine; else from a short test of its memory. */
  speed_measured: boolean,
  /** Bytes that it needs: weights, cache at `context`, computing and headroom. */
  needed: number,
  /** Bytes that are free now, where it would run. */
  free: number,
  /** Bytes that the machine has there. */
  total: number,
  /** Tokens of context that it was reckoned for. */
  context: number,
};

/** What a model is for. */
export type ModelRole = "chat" | "guard" | "embedding";

/** What a model is good for, in words that the window has. */
export type GoodFor = "trying_out" | "light" | "everyday" | "careful" | "quick_and_strong" | "hardest" | "older" | "completing" | "checking" | "searching";

/** What a model takes in. */
export type Modality = "text" | "image" | "audio";

/** What a file of a model is. */
export type FilePart = "weights" | "projector" | "drafter";

/** A file that belongs to a variant. Its name and size are null until the hub was asked. */
export type CardFile = {
  /** What it is. */
  part: FilePart,
  /** Its name in the repository. */
  file: string | null,
  /** Its size. */
  bytes: number | null,
};

/** One form in which a model can be had. */
export type Variant = {
  /** Its id within the model. */
  id: string,
  /** How its weights are rounded, such as `Q4_0`. */
  quantisation: string,
  /** Whether the model was trained with that rounding. */
  quantisation_aware: boolean,
  /** Its repository at the hub; null for the one that comes with Carat, which can't be downloaded. */
  repo: string | null,
  /** Whether the hub asks for an account and its owner's permission. */
  gated: boolean,
  /** Its files; the weights first. */
  files: Array<CardFile>,
  /** The size of its weights, rounded where only that is known; null until the hub was asked. */
  bytes: number | null,
  /** How it would run here. */
  fit: Fit,
  /** The id of the model on this machine that it is, if it is here. */
  installed: string | null,
  /** The download that fetches it. */
  download: string | null,
};

/** One model that can be had. */
export type Card = {
  /** Its id for good. */
  id: string,
  /** Its name for people. */
  name: string,
  /** Its family, such as `gemma-4`. */
  family: string,
  /** What it is for. */
  role: ModelRole,
  /** What it is good for. */
  good_for: GoodFor,
  /** A sentence of whoever added it to the catalogue, in their language. */
  note: string | null,
  /** Number of weights. */
  parameters: number,
  /** What it takes in. */
  modalities: Array<Modality>,
  /** The context it was trained for, in tokens. */
  context: number,
  /** The terms to accept; null where none are needed. */
  licence: string | null,
  /** The licence's name for people. */
  licence_name: string,
  /** Whether the person accepted them. */
  terms_accepted: boolean,
  /** Whether it comes from a catalogue file of the person's. */
  added: boolean,
  /** The forms it can be had in; the recommended one for this machine first. */
  variants: Array<Variant>,
  /** Whether Carat recommends it for this machine. One is. */
  recommended: boolean,
};

/** A device for computing beside the processor. */
export type Gpu = {
  /** Its name for people. */
  name: string,
  /** Its memory. */
  memory_total: number,
  /** What of it is free now. */
  memory_free: number,
};

/** What the fits were reckoned with. */
export type Machine = {
  /** Main memory. */
  memory_total: number,
  /** What of it is free now. */
  memory_free: number,
  /** Devices for computing beside the processor. */
  gpus: Array<Gpu>,
  /** Free space where models are kept; null where the system does not say. */
  disk_free: number | null,
};

/** All models that can be had. */
export type CatalogueView = {
  /** In the order they are shown. */
  cards: Array<Card>,
  /** This machine. */
  machine: Machine,
  /** What is wrong with catalogue files of the person's; the rest is shown all the same. */
  faults: Array<WireError>,
};

/** What to download. */
export type DownloadRequest = { "from": "catalogue", card: string, variant: string, parts: Array<FilePart>, } | { "from": "hub", repo: string, revision: string, files: Array<string>, };

/** One file of a repository that can be chosen. */
export type Choice = {
  /** Its path within the repository; of a model in parts, the first. */
  file: string,
  /** What it is. */
  part: FilePart,
  /** How its weights are rounded, from its name; null where the name does not say. */
  quantisation: string | null,
  /** Its size, all parts together. */
  bytes: number,
  /** How many files it consists of. */
  files: number,
  /** How it would run here; null for a file that does not run by itself. */
  fit: Fit | null,
  /** Whether Carat would take this one. */
  recommended: boolean,
  /** The id of the model on this machine that it is, if it is here. */
  installed: string | null,
};

/** What a repository of the hub offers. */
export type Source = {
  /** The repository, `owner/name`. */
  repo: string,
  /** The revision that the choices are of. */
  revision: string,
  /** Whether the hub asks for an account and its owner's permission. */
  gated: boolean,
  /** The terms to accept, where Carat knows them; null where none are needed. */
  licence: string | null,
  /** Whether the person accepted them. */
  terms_accepted: boolean,
  /** What can be chosen; the file that a URL named, alone. */
  choices: Array<Choice>,
};

/** Why a download waits. It goes on by itself. */
export type WaitReason = { "why": "offline", host: string, } | { "why": "connection_lost", host: string, } | { "why": "host_trouble", host: string, status: number, } | { "why": "too_many_requests", host: string, } | { "why": "disk_full", lacking: number, } | { "why": "network_off" } | { "why": "another_process" };

/** What a person can do about a failed download. */
export type NextStep = { "step": "try_again" } | { "step": "enter_token", url: string, } | { "step": "accept_terms", url: string, } | { "step": "choose_another" } | { "step": "free_disk", bytes: number, } | { "step": "check_network_settings" } | { "step": "check_folder" };

/** Where a download stands. */
export type DownloadState = { "state": "queued" } | { "state": "resolving" } | { "state": "downloading", bytes_per_second: number, seconds_left: number | null, } | { "state": "paused" } | { "state": "waiting", reason: WaitReason, until: number | null, } | { "state": "verifying", bytes: number, total: number, } | { "state": "ready", model: string, } | { "state": "failed", error: WireError, next: NextStep, };

/** A model on its way, in one or several files. */
export type Download = {
  /** Its id for good. */
  id: string,
  /** Its name for people. */
  name: string,
  /** The repository, `owner/name`. */
  repo: string,
  /** Its files, the weights first. */
  files: Array<string>,
  /** The card and the variant of the catalogue that it fetches, where it comes from there. */
  card: string | null,
  /** See `card`. */
  variant: string | null,
  /** Bytes that are safely here. Never goes back while `attempt` stays the same. */
  done: number,
  /** The size of all files; null until the hub was asked. */
  total: number | null,
  /** Grows by one when it had to begin again, because the file on the hub is another one now. */
  attempt: number,
  /** Where it stands. */
  state: DownloadState,
};

/** One model on disk. */
export type StoredModel = {
  /** As the list of models has it. */
  model: Model,
  /** Its file; the first where it has several. */
  path: string,
  /** When it last answered, in milliseconds since 1970; null where it never did. */
  last_used: number | null,
  /** Whether it is in memory now. */
  running: boolean,
  /** Whether its bytes were compared with a known hash; null where no hash is known. */
  verified: boolean | null,
};

/** What something beside the models is. */
export type LeftoverKind = "unfinished" | "quarantined" | "companion";

/** Something else that takes space: an unfinished or a wrong download, a projector, a drafter. */
export type Leftover = {
  /** Its file's name, which `remove_leftover` takes. */
  file: string,
  /** Bytes that it takes on disk. */
  bytes: number,
  /** What it is. */
  kind: LeftoverKind,
};

/** What takes which space. */
export type Storage = {
  /** Carat's folder of models. */
  folder: string,
  /** Bytes that Carat's own models and leftovers take there. */
  owned: number,
  /** Free space there; null where the system does not say. */
  free: number | null,
  /** The disk's size; null where the system does not say. */
  total: number | null,
  /** Every model on this machine, Carat's own first. */
  models: Array<StoredModel>,
  /** What else lies in Carat's folder. */
  leftovers: Array<Leftover>,
};

/** What comparing a model with its known hash found. */
export type Verified = { "result": "matches", sha256: string, } | { "result": "differs", sha256: string, expected: string, } | { "result": "unknown", sha256: string, } | { "result": "stopped" };

/** A model in memory. */
export type Running = {
  /** The model's id. */
  model: string,
  /** Its name for people. */
  name: string,
  /** Bytes of main memory that its process holds; null where the system does not say. */
  memory: number | null,
  /** Whether it is answering. */
  answering: boolean,
  /** Where its layers run, in words; null while it loads. */
  device: string | null,
};

/** Long work on files of models. */
export type FileWork = { "kind": "verifying", model: string, done: number, total: number, } | { "kind": "moving", to: string, done: number, total: number, } | { "kind": "ended" };

/** Files that are dragged over the window or dropped on it. `drop` is what `take_drop` takes. */
export type FileDrop = { "state": "over", kind: DropKind, count: number, } | { "state": "dropped", drop: string, count: number, } | { "state": "left" } | { "state": "added", model: Model, } | { "state": "refused", error: WireError, };

/** Where the hub's token is kept. The token itself never crosses to the window. */
export type TokenPlace = "none" | "keychain" | "session" | "environment";

/** One use of the network. Requests to one host for one reason, close together, are one. */
export type Connection = {
  /** When, in milliseconds since 1970. */
  at: number,
  /** To which host. */
  host: string,
  /** Why, in a few words: the model's name, or what was looked up. */
  why: string,
  /** Bytes that came. */
  bytes: number,
  /** Requests made. */
  requests: number,
};

/** Terms that the person accepted. */
export type AcceptedTerms = {
  /** The licence's id. */
  licence: string,
  /** Its name for people. */
  title: string,
  /** The version that was accepted. */
  version: string,
  /** When, in milliseconds since 1970. */
  at: number,
  /** Whether it is the version that holds now. */
  current: boolean,
};

/** One of Carat's own policies. */
export type Policy = {
  /** Its fixed name; the window has a name and an explanation for each. */
  id: string,
  /** Its name in English. */
  title: string,
  /** What violates it, word for word as a guard model reads it: the end of "The chatbot shall not generate content that …". */
  text: string,
  /** What does not violate it. */
  allowed: string,
  /** Why text is kept back, as it stands in `Withheld.reason`. */
  reason: string,
  /** What happens unless the person chose something else. */
  action: ScreenAction,
  /** Whether the person may choose. */
  can_switch_off: boolean,
  /** Whether text that was kept back may be shown. */
  can_show: boolean,
};

/** All of Carat's own policies. */
export type Policies = {
  /** Goes up whenever one changes; verdicts name it. */
  version: number,
  /** In the order they are shown. */
  policies: Array<Policy>,
};

/** Which entries of the log are asked for; null is any. */
export type LogQuery = {
  /** Of this policy. */
  category: string | null,
  /** With this outcome. */
  action: string | null,
  /** About this message. */
  message: string | null,
  /** Only those that the person said were wrong. */
  reported: boolean,
  /** Older than this entry. */
  before: string | null,
};

/** What the filter found once. */
export type LogEntry = {
  /** Its id. */
  id: string,
  /** Milliseconds since 1970. */
  time: number,
  /** The conversation it belongs to. */
  conversation: string | null,
  /** The message it is about. */
  message: string | null,
  /** Whose words were judged. */
  role: Role,
  /** The policy. */
  category: string,
  /** What was done: `note`, `blur` or `block`. */
  action: string,
  /** Which part of the filter decided: `lexical`, `semantic`, `guard` or `rule`. */
  tier: string,
  /** How sure it was, from 0 to 1. */
  score: number,
  /** The version of the policies it went by. */
  policy_version: number,
  /** The SHA-256 of the text in hexadecimal. */
  hash: string,
  /** The text, where the person keeps it. */
  text: string | null,
  /** When the person said that this was wrong; milliseconds since 1970. */
  reported: number | null,
};

/** A page of the log. */
export type LogPage = {
  /** The newest first. */
  entries: Array<LogEntry>,
  /** Whether there are older ones. */
  more: boolean,
  /** How many there are in all. */
  total: number,
};

/** A measured number of the filter's. */
export type SafetyFigure = {
  /** Its name in the report. */
  name: string,
  /** Null where it could not be measured. */
  value: number | null,
  /** `%`, `ms`, and the like; empty for a plain number. */
  unit: string,
  /** What it is measured against. */
  peer: string | null,
  /** The peer's value. */
  peer_value: number | null,
  /** The goal in signs, such as `>= 0.78`. */
  goal: string | null,
  /** Whether it is met. */
  met: boolean | null,
};

/** What was measured of the filter, as the report that came with this Carat says. */
export type SafetyReport = {
  /** The figures in their order; none where there is no report. */
  figures: Array<SafetyFigure>,
  /** By the tag of a language: whether the embedded steps were made for it. */
  languages: { [key in string]: boolean },
};

/** One line that helps. */
export type HelpLine = {
  /** Its name, in its own language. */
  name: string,
  /** What to dial. */
  phone: string,
  /** When somebody answers, in English; empty for day and night. */
  hours: string,
  /** Where the number was read. */
  source: string,
  /** When, as a date. */
  checked: string,
};

/** Who helps where the person is. */
export type Help = {
  /** What to call when a life is in danger. */
  emergency: string,
  /** Lines, the first ones first. */
  lines: Array<HelpLine>,
  /** The address of a directory of lines everywhere. */
  directory: string,
};

/** Where a document belongs. `draft` is a conversation of this window that has not begun. */
export type DocumentScope = { "in": "draft" } | { "in": "conversation", conversation: string, } | { "in": "library", library: string, };

/** What a document is, by its content. */
export type DocumentFormat = "pdf" | "word" | "slides" | "sheet" | "csv" | "odt" | "epub" | "html" | "markdown" | "rtf" | "email" | "code" | "text";

/** What the parts of a document are. */
export type DocumentUnit = "pages" | "slides" | "sheets" | "chapters" | "parts";

/** Where a document stands. `searchable`: its words can be found, and `done` of `total` passages by their meaning too. */
export type DocumentState = { "state": "waiting" } | { "state": "reading", done: number, total: number | null, } | { "state": "searchable", done: number, total: number, } | { "state": "indexed" } | { "state": "failed", error: WireError, };

/** Something that a person should know about a document that was read. */
export type DocumentNotice = { "about": "no_text", pages: Array<number>, } | { "about": "hidden", runs: number, characters: number, } | { "about": "skipped", part: string, } | { "about": "orders", passages: number, };

/** A document as it is shown. */
export type StoredDocument = {
  /** Its id. */
  id: string,
  /** Where it belongs. */
  scope: DocumentScope,
  /** Its file's name, without the folder. */
  name: string,
  /** What it is; null until that is known. */
  format: DocumentFormat | null,
  /** Size of its file. */
  bytes: number,
  /** Pages, slides, sheets or chapters; null where they are not known. */
  parts: number | null,
  /** What those are. */
  unit: DocumentUnit,
  /** Passages that can be found in it. */
  passages: number,
  /** When it was added, in milliseconds since 1970. */
  added: number,
  /** Where it stands. */
  state: DocumentState,
  /** What a person should know of it. */
  notices: Array<DocumentNotice>,
};

/** A file that is there already, under this or another name. */
export type Duplicate = {
  /** The name of the file that was not added. */
  name: string,
  /** The document that it is. */
  document: StoredDocument,
};

/** What came of adding files. */
export type Added = {
  /** Those that are read now. */
  documents: Array<StoredDocument>,
  /** Those that were there before. */
  duplicates: Array<Duplicate>,
  /** Files of a folder that are no documents, and were passed over. */
  passed_over: number,
};

/** A set of documents that can be asked again later. */
export type Library = {
  /** Its id. */
  id: string,
  /** Its name. */
  name: string,
  /** How many documents it has. */
  documents: number,
  /** Size of its files. */
  bytes: number,
  /** When something was last added to it, in milliseconds since 1970. */
  updated: number,
};

/** Where a piece or a passage stands in its document; a field is there where the format has such a thing. */
export type Place = {
  /** The page, from 1. */
  page: number | null,
  /** The slide, from 1. */
  slide: number | null,
  /** The sheet's name. */
  sheet: string | null,
  /** The cells, such as `A1:D20`. */
  range: string | null,
  /** The headings above, the highest first. */
  headings: Array<string>,
  /** First and last line, from 1. */
  lines: [number, number] | null,
};

/** A box on a page: left, top, right and bottom in points of 1/72 inch, from the page's upper left corner as it is shown. */
export type PageBox = {
  /** The page, from 1. */
  page: number,
  /** Left, top, right, bottom. */
  area: [number, number, number, number],
};

/** A passage that an answer may cite. `[n]` in the answer's text stands for it. */
export type Citation = {
  /** Its number, from 1. */
  n: number,
  /** The document's id; the document may be gone by now. */
  document: string,
  /** The document's name. */
  source: string,
  /** Where it stands. */
  place: Place,
  /** Its boxes; empty where the format has no fixed pages. */
  boxes: Array<PageBox>,
  /** Its first piece and the one after its last. */
  pieces: [number, number],
  /** Its text. */
  text: string,
  /** Whether it says what the sentence says that cites it; else it only comes near. */
  strong: boolean,
};

/** How passages were looked for. `encoder` names the model that compares meaning; null where words alone were compared. */
export type SearchUsed = {
  /** The encoder's name for people. */
  encoder: string | null,
  /** Whether the encoder was made for the question's language. */
  covers_language: boolean,
};

/** How a question is answered from documents: the person's choice. */
export type Route = "auto" | "search" | "everything";

/** How it will be: the whole in the model's context, passages that were found, or everything part by part. */
export type Way = "whole" | "search" | "everything";

/** Why a question goes its way. */
export type WayReason = "fits" | "too_large" | "asks_for_all" | "chosen";

/** What answering a question from documents will take. */
export type RoutePlan = {
  /** How it will be answered. */
  way: Way,
  /** Why. */
  why: WayReason,
  /** Pages and the like, all documents together. */
  parts: number,
  /** What those are. */
  unit: DocumentUnit,
  /** Passages that go into the context; all of them where the whole does. */
  passages: number,
  /** Passages of all documents. */
  of: number,
  /** Tokens of the context that the documents take. */
  tokens: number,
  /** Whether the model that answers is a pretrained one, which can't summarise or count. */
  pretrained: boolean,
  /** How passages would be looked for. */
  search: SearchUsed,
};

/** One result of a search in documents. */
export type DocumentHit = {
  /** The passage; its `n` is its rank. */
  passage: Citation,
  /** What surrounds the words that were found. */
  snippet: Array<Snippet>,
};

/** What a search in documents found. */
export type DocumentSearch = {
  /** The best first. */
  hits: Array<DocumentHit>,
  /** How it was looked for. */
  search: SearchUsed,
};

/** What a piece of a document is. */
export type PieceKind = { "is": "heading", level: number, } | { "is": "paragraph" } | { "is": "list_item" } | { "is": "row" } | { "is": "code" };

/** A piece of a document, in reading order. */
export type Piece = {
  /** What it is. */
  kind: PieceKind,
  /** Its text; the cells of a row are parted by tabs. */
  text: string,
  /** Where it stands. */
  place: Place,
};

/** A stretch of a document's pieces. */
export type DocumentContent = {
  /** The document itself. */
  document: StoredDocument,
  /** The number of the first of them, from 0. */
  from: number,
  /** The pieces. */
  pieces: Array<Piece>,
  /** How many the document has. */
  total: number,
};

/** What is dragged over the window. */
export type DropKind = "documents" | "folders" | "models" | "mixed";

/** How far reading everything is: `done` of `total` pages or the like. */
export type ReadSoFar = {
  /** Read. */
  done: number,
  /** Of these. */
  total: number,
  /** What they are. */
  unit: DocumentUnit,
};

/** What the passages of an answer are. */
export type Found = {
  /** All that the model was given, or that the answer was compared with. */
  passages: Array<Citation>,
  /** How they were looked for; null where everything was read. */
  search: SearchUsed | null,
};

/** Where something that may go with a question comes from. */
export type QuickKind = "selection" | "clipboard" | "file";

/** Something that may go with a question. It is shown before it is used, and only offered until the person takes it. */
export type QuickContext = {
  /** Its id for as long as it is shown. */
  id: string,
  /** Where it comes from. */
  kind: QuickKind,
  /** Whether the person took it; what is only offered has not been read. */
  taken: boolean,
  /** The file's name, or the name of the app whose selection it is; null where that is not known. */
  name: string | null,
  /** Its beginning; empty for what was not read, and for a file. */
  preview: string,
  /** How many words it has; null where they were not counted. */
  words: number | null,
  /** A file's size. */
  bytes: number | null,
  /** Why it can't be used. */
  error: WireError | null,
};

/** How an answer gets into the app in front: by a paste of its own, or as far as the clipboard only. */
export type InsertWay = "pastes" | "copies";

/** What the quick window needs to know besides the state of the app. */
export type QuickState = {
  /** What is offered or taken. */
  context: Array<QuickContext>,
  /** The app in front; null where that is not known. */
  app: string | null,
  /** How an answer gets there. */
  insert: InsertWay,
  /** Whether what lies behind the window shows through; else its ground is filled to the corners. */
  transparent: boolean,
};

/** A question of the quick window. */
export type QuickRequest = {
  /** Null starts a new conversation. */
  conversation: string | null,
  /** The message this question follows; null for the first. */
  parent: string | null,
  /** What the person wrote; may be empty where there is an action. */
  text: string,
  /** The id of what to do with the context; null for nothing but what the text says. */
  action: string | null,
  /** The ids of what goes with it, as they were shown. */
  context: Array<string>,
  /** Whether the conversation is kept; one that is not leaves no trace. Only the first question's counts. */
  keep: boolean,
  /** What to do where it does not fit. */
  overflow: Overflow,
};

/** Where the answer goes: at the caret, or in place of the selected text. */
export type InsertMode = "insert" | "replace";

/** What became of it. */
export type Inserted = "pasted" | "copied";

/** Where a shortcut stands. `offer` is another one that is free. */
export type ShortcutStatus = { "state": "none" } | { "state": "registered" } | { "state": "paused" } | { "state": "taken", offer: string | null, } | { "state": "failed", error: WireError, offer: string | null, } | { "state": "desktop", keys: string, } | { "state": "by_hand", command: string, };

/** What this desktop can do. */
export type DesktopStatus = {
  /** Whether there is a tray. */
  tray: boolean,
  /** Where the shortcut stands. */
  shortcut: ShortcutStatus,
  /** Whether Carat can be started at login here. */
  login: boolean,
};

/** What becomes of Carat when its window is closed. */
export type CloseToTray = "ask" | "keep" | "quit";

/** Something that the quick prompt can do with a text, made by the person. */
export type QuickAction = {
  /** Names it. */
  id: string,
  /** Its name. */
  name: string,
  /** What the model is told to do with the text. */
  prompt: string,
  /** The keys that start it with the selected text, such as `Ctrl+Alt+KeyT`; null for none. */
  shortcut: string | null,
};

/** The language of the window. */
export type Language = "system" | "en" | "zh-Hans" | "ja";

/** Light or dark. */
export type Theme = "system" | "light" | "dark";

/** The key that sends; the other one starts a new line. */
export type SendWith = "enter" | "mod_enter";

/** The proxy to go through. */
export type Proxy = { "kind": "system" } | { "kind": "direct" } | { "kind": "address", address: string, };

/** How Carat uses the network, which it does for downloads alone. */
export type Network = {
  /** Whether Carat may use it at all. */
  on: boolean,
  /** A mirror of the hub; null for `HF_ENDPOINT` where that is set, else the public hub. */
  mirror: string | null,
  /** The proxy to go through. */
  proxy: Proxy,
  /** Files of certificates that are trusted besides the system's own; `add_certificates` adds one. */
  certificates: Array<string>,
  /** The most bytes a second, all downloads together; null for as fast as it goes. */
  speed_limit: number | null,
};

/** What becomes of text that a policy is about. */
export type ScreenAction = "allow" | "note" | "blur" | "block";

/** When a guard model judges. */
export type GuardUse = "off" | "on_suspicion" | "every_sentence";

/** What becomes of text that a guard was asked about in vain. */
export type GuardFailure = "hold" | "pass_with_note";

/** A policy that the person wrote. Only a guard judges by it. */
export type OwnPolicy = {
  /** Names it in verdicts. */
  id: string,
  /** Its name. */
  title: string,
  /** What violates it, as the end of the sentence "The chatbot shall not generate content that …". */
  text: string,
  /** What happens then. */
  action: ScreenAction,
};

/** What the person chose about the filter. */
export type Screening = {
  /** The action by policy, where it isn't the policy's own. */
  actions: { [key in string]: ScreenAction },
  /** When a guard model judges. */
  guard: GuardUse,
  /** What happens when it can't. */
  guard_failure: GuardFailure,
  /** Whether private data in answers is masked instead of kept back with its sentence. */
  mask_private_data: boolean,
  /** Whether the log keeps the texts that it is about. */
  keep_texts: boolean,
  /** Policies of the person's own. */
  own: Array<OwnPolicy>,
};

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
  /** Megabytes on disk that read conversations may take, so that they need not be read again; 0 keeps none. */
  states_mb: number,
  /** Whether answers show their tokens and times. */
  show_statistics: boolean,
  /** Whether the person has been shown around. */
  onboarded: boolean,
  /** How the network is used. */
  network: Network,
  /** How text is screened. */
  screening: Screening,
  /** The keys that show the quick prompt, such as `Alt+Space`; null for none. */
  quick_shortcut: string | null,
  /** Whether all shortcuts rest. */
  quick_shortcut_paused: boolean,
  /** Whether questions of the quick prompt are kept among the conversations. */
  quick_keep: boolean,
  /** What becomes of Carat when its window is closed. */
  close_to_tray: CloseToTray,
  /** Whether Carat starts, hidden, when the person logs in. */
  start_at_login: boolean,
  /** Whether the system's notifications tell that a long answer or a download has ended. */
  notifications: boolean,
  /** The person's own actions. */
  quick_actions: Array<QuickAction>,
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
  /** Where the uses that it forbids are listed. */
  prohibited_use_url: string,
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
  /** What is being downloaded. */
  downloads: Array<Download>,
  /** Where the engine stands. */
  engine: EngineStatus,
  /** Where Carat keeps things. */
  folders: Folders,
  /** What is to be told once. */
  notices: Array<Notice>,
};

/** Events for every window. */
export type AppEvent = { "type": "engine", status: EngineStatus, } | { "type": "settings", settings: Settings, } | { "type": "models", models: Array<Model>, } | { "type": "conversations" } | { "type": "downloads", downloads: Array<Download>, } | { "type": "file_work", work: FileWork, } | { "type": "file_drop", drop: FileDrop, } | { "type": "document", document: StoredDocument, } | { "type": "document_gone", id: string, } | { "type": "libraries" } | { "type": "quick_shown", context: Array<QuickContext>, app: string | null, action: string | null, draft: string | null, } | { "type": "quick_hidden" } | { "type": "quick_forget" } | { "type": "quick_drag", over: boolean, } | { "type": "quick_context", context: Array<QuickContext>, } | { "type": "desktop", status: DesktopStatus, } | { "type": "close_asked" } | { "type": "open_in_main", conversation: string | null, draft: string, settings: string | null, };
