/** Everything the UI may ask of its host. `tauri.ts` asks the Rust shell, `fake.ts` answers from memory. */
import type {
  AcceptedTerms,
  AppEvent,
  AppState,
  CatalogueView,
  Connection,
  ContextUse,
  Conversation,
  ConversationOptions,
  ConversationSummary,
  Download,
  DownloadRequest,
  Message,
  Model,
  Running,
  SearchHit,
  SendRequest,
  Settings,
  Source,
  Storage,
  Terms,
  TokenPlace,
  TurnEvent,
  Overflow,
  Verified,
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
  /** Loads the model and reads the conversation ahead, while the person types. */
  prepareAnswer(conversation: string | null, parent: string | null): Promise<void>;
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
  /** Everything accepted so far, with its date and version. */
  acceptedTerms(): Promise<AcceptedTerms[]>;

  /** All models that can be had, with how each would run here at a context (null: the usual one). */
  catalogue(context: number | null): Promise<CatalogueView>;
  /** What `owner/repo`, `owner/repo:Q4_K_M` or the URL of a repository or a file on the hub offers. Goes to the network. */
  lookUp(source: string): Promise<Source>;
  listDownloads(): Promise<Download[]>;
  /** Rejects with `terms_needed` (args `licence`) where terms are to be accepted first. Its progress comes as `downloads` events. */
  startDownload(request: DownloadRequest): Promise<Download>;
  pauseDownload(id: string): Promise<void>;
  /** Goes on with a paused, waiting or failed one. */
  resumeDownload(id: string): Promise<void>;
  /** Takes it off the list, a finished one too; `keep` leaves what was fetched, so that the same download goes on there later. */
  cancelDownload(id: string, keep: boolean): Promise<void>;

  storage(): Promise<Storage>;
  /** Deletes one of Carat's own; forgets one that is linked; rejects with `model_not_owned` (args `path`) for any other. */
  removeModel(id: string): Promise<Storage>;
  removeLeftover(file: string): Promise<Storage>;
  /** Reads the whole file; its progress comes as `file_work` events. */
  verifyModel(id: string): Promise<Verified>;
  /** Asks for a folder with the system's dialog and moves Carat's models there; null when the person cancelled. */
  moveModels(): Promise<Storage | null>;
  /** Stops verifying or moving; nothing is lost. */
  stopFileWork(): Promise<void>;
  /** What is in memory now, and how much it holds. */
  runningModels(): Promise<Running[]>;

  hubToken(): Promise<TokenPlace>;
  setHubToken(token: string): Promise<TokenPlace>;
  clearHubToken(): Promise<TokenPlace>;
  /** Asks for a .pem file with the system's dialog and trusts it too; null when the person cancelled. */
  addCertificates(): Promise<Settings | null>;
  /** The newest first. */
  connections(): Promise<Connection[]>;

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
