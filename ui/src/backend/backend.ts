/** Everything the UI may ask of its host. `tauri.ts` asks the Rust shell, `fake.ts` answers from memory. */
import type {
  AppEvent,
  AppState,
  ContextUse,
  Conversation,
  ConversationOptions,
  ConversationSummary,
  Message,
  Model,
  SearchHit,
  SendRequest,
  Settings,
  Terms,
  TurnEvent,
  Overflow,
} from './types';

export type OnTurnEvent = (event: TurnEvent) => void;
export type ExportFormat = 'markdown' | 'json';

/** Every method rejects with a `WireError`. */
export interface Backend {
  appState(): Promise<AppState>;
  /** Calls back for each event until the returned function is called. Safe to call before the subscription has landed. */
  subscribe(onEvent: (event: AppEvent) => void): () => void;

  listConversations(): Promise<ConversationSummary[]>;
  search(query: string): Promise<SearchHit[]>;
  openConversation(id: string): Promise<Conversation>;
  renameConversation(id: string, title: string): Promise<ConversationSummary>;
  pinConversation(id: string, pinned: boolean): Promise<ConversationSummary>;
  /** Hides it; `restoreConversation` brings it back until the next start or 30 seconds have passed, then it is erased. */
  deleteConversation(id: string): Promise<void>;
  restoreConversation(id: string): Promise<ConversationSummary>;
  setConversationOptions(id: string, options: ConversationOptions): Promise<Conversation>;

  /** Resolves when the turn has ended; its events come through `onEvent`. */
  sendMessage(request: SendRequest, onEvent: OnTurnEvent): Promise<void>;
  /** A new version of an answer. */
  regenerate(answer: string, overflow: Overflow, onEvent: OnTurnEvent): Promise<void>;
  /** Goes on where a stopped, failed or cut answer ended, in the same message. */
  continueAnswer(answer: string, overflow: Overflow, onEvent: OnTurnEvent): Promise<void>;
  stopTurn(turn: string): Promise<void>;
  /** Shows another version at its place, with the newest messages below it. */
  selectVersion(message: string): Promise<Conversation>;
  /** Hides a message and what follows it; the same 30 seconds to undo. */
  deleteMessage(message: string): Promise<Conversation>;
  restoreMessage(message: string): Promise<Conversation>;
  /** What the conversation and a draft would use of the model's context. */
  contextUse(conversation: string | null, parent: string | null, draft: string): Promise<ContextUse | null>;

  listModels(): Promise<Model[]>;
  chooseModel(id: string): Promise<Settings>;
  /** Asks for a .gguf with the system's dialog; null when the person cancelled. */
  addModelFile(): Promise<Model | null>;
  loadModel(): Promise<void>;
  unloadModel(): Promise<void>;
  terms(licence: string): Promise<Terms>;
  acceptTerms(licence: string): Promise<Model[]>;

  setSettings(settings: Settings): Promise<Settings>;
  resetSettings(): Promise<Settings>;
  /** Saves with the system's dialog; resolves to the file's name, or null when the person cancelled. */
  exportConversation(id: string, format: ExportFormat): Promise<string | null>;
  exportAll(): Promise<string | null>;
  /** How many conversations came in; null when the person cancelled. */
  importArchive(): Promise<number | null>;
  deleteEverything(): Promise<void>;
  /** Versions, devices and last errors, no text of the person. */
  diagnostics(): Promise<string>;
  openFolder(folder: 'home' | 'models' | 'logs'): Promise<void>;
  /** Opens an http or https link in the system's browser; anything else rejects. */
  openLink(url: string): Promise<void>;
  copyText(text: string): Promise<void>;
  /** Errors of the UI itself, without text of the person. */
  logFromUi(level: 'warn' | 'error', message: string): Promise<void>;
  /** Tells the shell that the window can be used; starts timing figures. */
  uiReady(): Promise<void>;
}

export type { Message };
