/** The Rust shell. The only file that knows Tauri: a command's name is the method's in snake case, its arguments bear the same names. */
import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend, OnTurnEvent } from './backend';
import type { AppEvent, TurnEvent, WireError } from './types';

/** The one event that carries an `AppEvent` to every window. */
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

async function call<T>(command: string, args?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, args);
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

/** Events until the returned function is called, which may be before the subscription has landed. */
function subscribe(onEvent: (event: AppEvent) => void): () => void {
  let over = false;
  const landed = listen<AppEvent>(APP_EVENT, ({ payload }) => {
    if (!over) onEvent(payload);
  });
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
  prepareAnswer: (conversation, parent) => call('prepare_answer', { conversation, parent }),
  contextUse: (conversation, parent, draft) => call('context_use', { conversation, parent, draft }),

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
  uiReady: () => call('ui_ready'),
};
