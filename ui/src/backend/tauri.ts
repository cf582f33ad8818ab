/** The Rust shell. The only file that knows Tauri: a command's name is the method's in snake case, its arguments bear the same names. */
import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend, OnTurnEvent } from './backend';
import type { Added, DocumentScope } from './documents';
import { quickCommands, type HostEvent } from './quick';
import type { TurnEvent, WireError } from './types';

/** The one event that carries a `HostEvent` to every window. */
const APP_EVENT = 'carat';

/** True inside Carat's own window. */
export function insideTauri(): boolean {
  return '__TAURI_INTERNALS__' in window;
}

/** What a command rejected with, as a `WireError`: Tauri itself rejects with plain strings, for a command it does not know, say. */
function asWireError(reason: unknown): WireError {
  if (typeof reason === 'object' && reason !== null && 'code' in reason && 'message' in reason) {
    const { code, message } = reason;
    const args = 'args' in reason && typeof reason.args === 'object' && reason.args !== null ? reason.args : {};
    return { code: String(code), message: String(message), args: { ...(args as Record<string, string>) } };
  }
  return { code: 'internal', message: String(reason), args: {} };
}

async function call<T>(...[command, args, options]: Parameters<typeof invoke>): Promise<T> {
  try {
    return await invoke<T>(command, args, options);
  } catch (reason) {
    throw asWireError(reason);
  }
}

/** How long a turn's last event may arrive after its command has returned: the two travel by different ways. */
const LAST_EVENT_GRACE = 5_000;

async function turn(command: string, args: Record<string, unknown>, onEvent: OnTurnEvent): Promise<void> {
  const channel = new Channel<TurnEvent>();
  const ended = new Promise<void>((resolve) => {
    channel.onmessage = (event) => {
      onEvent(event);
      if (event.type === 'finished' || event.type === 'failed') resolve();
    };
  });
  await call(command, { ...args, onEvent: channel });
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, LAST_EVENT_GRACE))]);
}

/** A pasted file travels as it is, what belongs to it as headers; those hold ASCII alone. */
function paste(scope: DocumentScope, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Added> {
  const headers = { 'carat-scope': encodeURIComponent(JSON.stringify(scope)), 'carat-name': encodeURIComponent(name) };
  return call('paste_document', bytes, { headers });
}

/** Settles when all subscriptions so far have landed. */
let subscribed: Promise<unknown> = Promise.resolve();

/** Events until the returned function is called, which may be before the subscription has landed. */
function subscribe(onEvent: (event: HostEvent) => void): () => void {
  let over = false;
  const landed = listen<HostEvent>(APP_EVENT, ({ payload }) => {
    if (!over) onEvent(payload);
  });
  subscribed = Promise.all([subscribed, landed]);
  return () => {
    over = true;
    void landed.then((stop) => stop());
  };
}

export const tauriBackend: Backend = {
  appState: () => call('app_state'),
  subscribe,

  listConversations: () => call('list_conversations'),
  search: (query) => call('search', { query }),
  openConversation: (id) => call('open_conversation', { id }),
  renameConversation: (id, title) => call('rename_conversation', { id, title }),
  pinConversation: (id, pinned) => call('pin_conversation', { id, pinned }),
  deleteConversation: (id) => call('delete_conversation', { id }),
  restoreConversation: (id) => call('restore_conversation', { id }),
  setConversationOptions: (id, options) => call('set_conversation_options', { id, options }),

  sendMessage: (request, onEvent) => turn('send_message', { request }, onEvent),
  regenerate: (answer, overflow, onEvent) => turn('regenerate', { answer, overflow }, onEvent),
  continueAnswer: (answer, overflow, onEvent) => turn('continue_answer', { answer, overflow }, onEvent),
  stopTurn: (id) => call('stop_turn', { turn: id }),
  selectVersion: (message) => call('select_version', { message }),
  deleteMessage: (message) => call('delete_message', { message }),
  restoreMessage: (message) => call('restore_message', { message }),
  prepareAnswer: (conversation, parent, documents) => call('prepare_answer', { conversation, parent, documents }),
  contextUse: (conversation, parent, draft) => call('context_use', { conversation, parent, draft }),

  listLibraries: () => call('list_libraries'),
  createLibrary: (name) => call('create_library', { name }),
  renameLibrary: (id, name) => call('rename_library', { id, name }),
  deleteLibrary: (id) => call('delete_library', { id }),
  restoreLibrary: (id) => call('restore_library', { id }),
  listDocuments: (scope) => call('list_documents', { scope }),
  chooseDocuments: (scope, folder) => call('choose_documents', { scope, folder }),
  takeDrop: (drop, scope) => call('take_drop', { drop, scope }),
  pasteDocument: paste,
  cancelDocument: (id) => call('cancel_document', { id }),
  removeDocument: (id) => call('remove_document', { id }),
  restoreDocument: (id) => call('restore_document', { id }),
  readAgain: (id) => call('read_again', { id }),
  searchDocuments: (scope, query) => call('search_documents', { scope, query }),
  documentContent: (id, from) => call('document_content', { id, from }),
  documentBytes: (id) => call('document_bytes', { id }),
  routeFor: (question, documents, library, route) => call('route_for', { question, documents, library, route }),
  exportAnswer: (message) => call('export_answer', { message }),

  listModels: () => call('list_models'),
  chooseModel: (id) => call('choose_model', { id }),
  addModelFile: () => call('add_model_file'),
  loadModel: () => call('load_model'),
  unloadModel: () => call('unload_model'),
  terms: (licence) => call('terms', { licence }),
  acceptTerms: (licence) => call('accept_terms', { licence }),
  acceptedTerms: () => call('accepted_terms'),

  catalogue: (context) => call('catalogue', { context }),
  lookUp: (source) => call('look_up', { source }),
  listDownloads: () => call('list_downloads'),
  startDownload: (request) => call('start_download', { request }),
  pauseDownload: (id) => call('pause_download', { id }),
  resumeDownload: (id) => call('resume_download', { id }),
  cancelDownload: (id, keep) => call('cancel_download', { id, keep }),

  storage: () => call('storage'),
  removeModel: (id) => call('remove_model', { id }),
  removeLeftover: (file) => call('remove_leftover', { file }),
  verifyModel: (id) => call('verify_model', { id }),
  moveModels: () => call('move_models'),
  stopFileWork: () => call('stop_file_work'),
  runningModels: () => call('running_models'),

  hubToken: () => call('hub_token'),
  setHubToken: (token) => call('set_hub_token', { token }),
  clearHubToken: () => call('clear_hub_token'),
  addCertificates: () => call('add_certificates'),
  connections: () => call('connections'),

  policies: () => call('policies'),
  safetyReport: () => call('safety_report'),
  helpLines: () => call('help_lines'),
  safetyLog: (query) => call('safety_log', { query }),
  clearSafetyLog: () => call('clear_safety_log'),
  exportSafetyLog: () => call('export_safety_log'),
  reportVerdict: (entry, wrong) => call('report_verdict', { entry, wrong }),
  showWithheld: (message, part) => call('show_withheld', { message, part }),

  setSettings: (settings) => call('set_settings', { settings }),
  resetSettings: () => call('reset_settings'),
  exportConversation: (id, format) => call('export_conversation', { id, format }),
  exportAll: () => call('export_all'),
  importArchive: () => call('import_archive'),
  deleteEverything: () => call('delete_everything'),
  diagnostics: () => call('diagnostics'),
  openFolder: (folder) => call('open_folder', { folder }),
  openLink: (url) => call('open_link', { url }),
  copyText: (text) => call('copy_text', { text }),
  logFromUi: (level, message) => call('log_from_ui', { level, message }),
  uiReady: (app) => call('ui_ready', { app }),

  ...quickCommands(call, turn, () => subscribed),
};
