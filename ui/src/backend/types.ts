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

/** A file that is dragged over the window or dropped on it. */
export type FileDrop = { "state": "over" } | { "state": "left" } | { "state": "added", model: Model, } | { "state": "refused", error: WireError, };

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
export type AppEvent = { "type": "engine", status: EngineStatus, } | { "type": "settings", settings: Settings, } | { "type": "models", models: Array<Model>, } | { "type": "conversations" } | { "type": "downloads", downloads: Array<Download>, } | { "type": "file_work", work: FileWork, } | { "type": "file_drop", drop: FileDrop, };
