/** Everything the UI may ask of its host. `tauri.ts` asks the Rust shell, `fake.ts` answers from memory. */
import type { HostEvent, QuickBackend } from './quick';
import type {
  Added,
  DocumentContent,
  DocumentScope,
  DocumentSearch,
  Library,
  Route,
  RoutePlan,
  StoredDocument,
} from './documents';
import type {
  AcceptedTerms,
  AppState,
  CatalogueView,
  Connection,
  ContextUse,
  Conversation,
  ConversationOptions,
  ConversationSummary,
  Download,
  DownloadRequest,
  Help,
  LogEntry,
  LogPage,
  LogQuery,
  Message,
  Model,
  Policies,
  Running,
  SafetyReport,
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
export interface Backend extends QuickBackend {
  appState(): Promise<AppState>;
  /** Calls back for each event until the returned function is called. Safe to call before the subscription has landed. */
  subscribe(onEvent: (event: HostEvent) => void): () => void;

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
  prepareAnswer(conversation: string | null, parent: string | null, documents: string[]): Promise<void>;
  /** What the conversation and a draft would use of the model's context. */
  contextUse(conversation: string | null, parent: string | null, draft: string): Promise<ContextUse | null>;

  listLibraries(): Promise<Library[]>;
  createLibrary(name: string): Promise<Library>;
  renameLibrary(id: string, name: string): Promise<Library>;
  /** Hides it with its documents; the same 30 seconds to undo, then text, vectors and saved states are erased. */
  deleteLibrary(id: string): Promise<void>;
  restoreLibrary(id: string): Promise<Library>;

  /** In the order they were added. What becomes of each comes as `document` events. */
  listDocuments(scope: DocumentScope): Promise<StoredDocument[]>;
  /** Asks for files with the system's dialog, or for a folder; null when the person cancelled. */
  chooseDocuments(scope: DocumentScope, folder: boolean): Promise<Added | null>;
  /** Takes in what was dropped on the window. */
  takeDrop(drop: string, scope: DocumentScope): Promise<Added>;
  /** Takes in a file that was pasted. */
  pasteDocument(scope: DocumentScope, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Added>;
  /** Stops reading it, and leaves nothing of it. */
  cancelDocument(id: string): Promise<void>;
  /** Hides it; the same 30 seconds to undo, then text, vectors and saved states are erased. */
  removeDocument(id: string): Promise<void>;
  restoreDocument(id: string): Promise<StoredDocument>;
  /** Reads a failed one again. */
  readAgain(id: string): Promise<StoredDocument>;
  searchDocuments(scope: DocumentScope, query: string): Promise<DocumentSearch>;
  /** Some hundreds of its pieces, from a number on. */
  documentContent(id: string, from: number): Promise<DocumentContent>;
  /** The file as it was added. */
  documentBytes(id: string): Promise<ArrayBuffer>;
  /** How a question would be answered; null where there is nothing to answer it from. */
  routeFor(question: string, documents: string[], library: string | null, route: Route): Promise<RoutePlan | null>;
  /** Saves an answer with its citations as Markdown, with the system's dialog; null when the person cancelled. */
  exportAnswer(message: string): Promise<string | null>;

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

  /** The filter's own policies; what the person chose about them is in the settings. */
  policies(): Promise<Policies>;
  /** What was measured of the filter. */
  safetyReport(): Promise<SafetyReport>;
  /** Who helps where the person is. */
  helpLines(): Promise<Help>;
  safetyLog(query: LogQuery): Promise<LogPage>;
  clearSafetyLog(): Promise<void>;
  /** Saves with the system's dialog; resolves to the file's name, or null when the person cancelled. */
  exportSafetyLog(): Promise<string | null>;
  /** Notes that a verdict was wrong, or no longer. */
  reportVerdict(entry: string, wrong: boolean): Promise<LogEntry>;
  /** The text that was held back at a place among a message's parts; rejects with `text_not_kept` where there is none. */
  showWithheld(message: string, part: number): Promise<string>;

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
  /**
   * Tells the shell that the window can be used; starts timing figures. Without `app` it says only why Carat could not
   * start, and can't be asked anything: the shell closes it by itself.
   */
  uiReady(app: boolean): Promise<void>;
}

export type { Message };
