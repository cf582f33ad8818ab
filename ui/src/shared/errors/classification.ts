/** What an error's code means to a person: how grave it is, which sentence says it, what can be done at once. The UI never looks at an error's words. */
import type { WireError } from '../../backend/types';
import { has, t } from '../i18n';

/** `notice`: worth knowing, nothing was lost. `warning`: something was not done. `error`: something failed. */
export type Severity = 'notice' | 'warning' | 'error';

/** A step that the app can take for the person. */
export type ErrorAction =
  | 'retry'
  | 'choose_model'
  | 'show_terms'
  | 'leave_out_oldest'
  | 'open_model_settings'
  | 'copy_diagnostics'
  | 'enter_token'
  /** The web page that the error's `url` names, else its `repository`'s. */
  | 'open_page'
  | 'open_network'
  | 'open_storage';

export interface Classification {
  severity: Severity;
  /** The Fluent id of the sentence; it gets the error's `args`. */
  text: string;
  action: ErrorAction | null;
}

const row = (severity: Severity, text: string, action: ErrorAction | null = null): Classification => ({
  severity,
  text,
  action,
});

/** Where no row fits: the shell's English sentence is shown. */
export const UNKNOWN: Classification = row('error', 'error-unknown', 'copy_diagnostics');

export const CLASSIFICATIONS: Record<string, Classification> = {
  // Models
  model_none: row('warning', 'error-model-none', 'choose_model'),
  model_unknown: row('warning', 'error-model-unknown', 'choose_model'),
  model_gone: row('error', 'error-model-missing', 'choose_model'),
  model_missing: row('error', 'error-model-missing', 'choose_model'),
  model_is_directory: row('error', 'error-model-is-directory', 'choose_model'),
  model_unreadable: row('error', 'error-model-unreadable', 'choose_model'),
  model_not_gguf: row('error', 'error-model-not-gguf', 'choose_model'),
  model_truncated: row('error', 'error-model-truncated', 'choose_model'),
  model_unknown_architecture: row('error', 'error-model-unknown-architecture', 'choose_model'),
  not_enough_memory: row('error', 'error-not-enough-memory', 'open_model_settings'),
  load_failed: row('error', 'error-load-failed', 'copy_diagnostics'),
  no_model: row('warning', 'error-no-model', 'choose_model'),
  wrong_purpose: row('error', 'error-wrong-purpose', 'choose_model'),
  input_too_long: row('warning', 'error-input-too-long'),
  state_not_kept: row('notice', 'error-state-not-kept'),
  terms_needed: row('notice', 'error-terms-needed', 'show_terms'),
  terms_unknown: row('error', 'error-terms-unknown', 'choose_model'),

  // Models of the hub
  address_wrong: row('warning', 'error-address-wrong'),
  name_wrong: row('error', 'error-name-wrong'),
  setting_wrong: row('warning', 'error-setting-wrong', 'open_network'),
  network_off: row('warning', 'error-network-off', 'open_network'),
  offline: row('warning', 'error-offline'),
  connection_lost: row('warning', 'error-connection-lost'),
  untrusted: row('error', 'error-untrusted', 'open_network'),
  host_trouble: row('warning', 'error-host-trouble'),
  too_many_requests: row('warning', 'error-too-many-requests'),
  misbehaves: row('error', 'error-misbehaves', 'open_network'),
  redirect_refused: row('error', 'error-redirect-refused', 'open_network'),
  token_missing: row('warning', 'error-token-missing', 'enter_token'),
  token_wrong: row('warning', 'error-token-wrong', 'enter_token'),
  token_malformed: row('warning', 'error-token-malformed', 'enter_token'),
  terms_not_accepted_on_hub: row('warning', 'error-terms-on-hub', 'open_page'),
  access_refused: row('error', 'error-access-refused', 'open_page'),
  repository_unknown: row('warning', 'error-repository-unknown'),
  revision_unknown: row('warning', 'error-revision-unknown'),
  file_unknown: row('warning', 'error-file-unknown'),
  not_the_file: row('error', 'error-not-the-file'),
  unverifiable: row('error', 'error-unverifiable'),
  keeps_changing: row('warning', 'error-keeps-changing'),
  wrong_bytes: row('error', 'error-wrong-bytes'),
  in_the_way: row('error', 'error-in-the-way', 'open_storage'),
  download_file: row('error', 'error-download-file', 'open_storage'),
  download_disk_full: row('error', 'error-disk-full', 'open_storage'),
  download_unknown: row('notice', 'error-download-unknown'),
  another_process: row('notice', 'error-another-process'),
  keychain: row('notice', 'error-keychain'),
  model_not_owned: row('warning', 'error-model-not-owned'),
  folder_gone: row('error', 'error-folder-gone', 'open_storage'),
  model_differs: row('error', 'error-model-differs', 'choose_model'),
  undeletable: row('error', 'error-undeletable'),
  unwritable: row('error', 'error-unwritable'),
  move_refused: row('warning', 'error-move-refused'),
  copy_differs: row('error', 'error-copy-differs'),
  catalogue_file: row('warning', 'error-catalogue-file'),
  catalogue_entry: row('warning', 'error-catalogue-entry'),
  card_unknown: row('warning', 'error-card-unknown'),
  downloads_unfinished: row('warning', 'error-downloads-unfinished'),
  file_work_busy: row('notice', 'error-file-work-busy'),

  // Questions and answers
  empty_message: row('notice', 'error-empty-message'),
  question_too_long: row('warning', 'error-question-too-long', 'open_model_settings'),
  context_full: row('warning', 'error-context-full', 'leave_out_oldest'),
  template: row('error', 'error-template', 'choose_model'),
  not_an_answer: row('notice', 'error-not-an-answer'),
  still_writing: row('notice', 'error-still-writing'),
  answer_withheld: row('notice', 'error-answer-withheld'),
  empty_answer: row('warning', 'error-empty-answer', 'retry'),
  cut_at_length: row('notice', 'error-cut-at-length'),
  cut_at_context: row('notice', 'error-cut-at-context', 'leave_out_oldest'),
  fault: row('error', 'error-fault', 'retry'),
  crashed: row('error', 'error-crashed', 'retry'),
  decode: row('error', 'error-decode', 'retry'),
  unloaded: row('warning', 'error-unloaded', 'retry'),
  worker_missing: row('error', 'error-worker-missing', 'copy_diagnostics'),
  worker_failed: row('error', 'error-worker-failed', 'copy_diagnostics'),
  protocol_mismatch: row('error', 'error-protocol-mismatch', 'copy_diagnostics'),

  // Documents
  document_encrypted: row('warning', 'error-document-encrypted'),
  document_damaged: row('error', 'error-document-damaged'),
  document_empty: row('warning', 'error-document-empty'),
  document_unknown: row('warning', 'error-document-unknown'),
  document_too_large: row('warning', 'error-document-too-large'),
  document_bomb: row('warning', 'error-document-bomb'),
  document_too_slow: row('warning', 'error-document-too-slow'),
  document_too_much_memory: row('warning', 'error-document-too-much-memory'),
  document_crashed: row('error', 'error-document-crashed'),
  document_changed: row('warning', 'error-document-changed'),
  document_gone: row('warning', 'error-document-gone'),
  document_not_shown: row('warning', 'error-document-not-shown'),
  drop_gone: row('warning', 'error-drop-gone'),
  no_documents: row('warning', 'error-no-documents'),
  document_missing: row('warning', 'error-document-missing'),
  library_missing: row('warning', 'error-library-missing'),

  // What is kept
  no_home: row('error', 'error-no-home'),
  newer_database: row('error', 'error-newer-database'),
  damaged_in_use: row('error', 'error-damaged-in-use'),
  older_in_use: row('error', 'error-older-in-use'),
  damaged: row('error', 'error-damaged'),
  busy: row('warning', 'error-busy'),
  disk_full: row('error', 'error-disk-full'),
  not_writable: row('error', 'error-not-writable'),
  database: row('error', 'error-database', 'copy_diagnostics'),
  row: row('error', 'error-row', 'copy_diagnostics'),
  conversation_missing: row('warning', 'error-conversation-missing'),
  message_missing: row('warning', 'error-message-missing'),
  parent_elsewhere: row('warning', 'error-message-missing'),
  entry_missing: row('notice', 'error-entry-missing'),
  text_not_kept: row('notice', 'error-text-not-kept'),
  library_name_taken: row('notice', 'error-library-name-taken'),
  document_too_long: row('warning', 'error-document-too-long'),
  document_not_opened: row('error', 'error-document-not-opened'),
  document_not_a_file: row('warning', 'error-document-not-a-file'),
  document_too_many_files: row('warning', 'error-document-too-many-files'),
  document_cancelled: row('notice', 'error-document-cancelled'),
  document_encoder: row('warning', 'error-document-encoder'),
  document_interrupted: row('warning', 'error-document-interrupted', 'retry'),
  screening_invalid: row('warning', 'error-screening-invalid'),
  title_empty: row('notice', 'error-title-empty'),
  title_too_long: row('notice', 'error-title-too-long'),
  not_a_number: row('warning', 'error-setting-invalid'),
  setting: row('error', 'error-setting'),
  setting_invalid: row('warning', 'error-setting-invalid'),

  // Files and the system
  file: row('error', 'error-file-failed'),
  file_failed: row('error', 'error-file-failed'),
  unreadable: row('error', 'error-unreadable'),
  not_an_archive: row('error', 'error-not-an-archive'),
  newer_archive: row('error', 'error-newer-archive'),
  archive_too_large: row('error', 'error-archive-too-large'),
  archive_damaged: row('error', 'error-archive-damaged'),
  folder_failed: row('warning', 'error-folder-failed'),
  link_refused: row('notice', 'error-link-refused'),
  link_failed: row('warning', 'error-link-failed'),
  copy_failed: row('warning', 'error-copy-failed'),
  no_program_folder: row('error', 'error-no-program-folder'),

  // The desktop
  selection_empty: row('notice', 'error-selection-empty'),
  clipboard_empty: row('notice', 'error-clipboard-empty'),
  context_too_long: row('warning', 'error-context-too-long'),
  context_too_many: row('warning', 'error-context-too-many'),
  action_missing: row('warning', 'error-action-missing'),
  shortcut_none: row('warning', 'error-shortcut-none'),
  insert_failed: row('warning', 'error-insert-failed'),
  login_failed: row('warning', 'error-login-failed'),

  // Carat's own mistakes
  invalid: row('error', 'error-internal', 'copy_diagnostics'),
  internal: row('error', 'error-internal', 'copy_diagnostics'),
};

export function classify(error: WireError): Classification {
  return CLASSIFICATIONS[error.code] ?? UNKNOWN;
}

/** The sentence for an error, in the language now spoken. */
export function sentenceOf(error: WireError): string {
  const { text } = classify(error);
  return t(has(text) ? text : UNKNOWN.text, { detail: error.message, ...error.args, message: error.message });
}

/** What was thrown, as a `WireError`. A fault of the UI itself becomes one too, without any text of the person. */
export function wireError(thrown: unknown): WireError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown && 'args' in thrown)
    return thrown as WireError;
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown), args: {} };
}
