/** The UI and the shell name the same commands and the same arguments. */
import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFake } from './fake';
import { tauriBackend } from './tauri';
import type { QuickRequest } from './quick';
import type { SendRequest, Settings, TurnEvent } from './types';

const COMMANDS = '../src-tauri/src/commands';
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The commands of the Rust sources with the names of the arguments that come from the UI. */
function shellCommands(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of readdirSync(COMMANDS)) {
    const source = readFileSync(`${COMMANDS}/${file}`, 'utf8');
    for (const [, name = '', args = ''] of source.matchAll(
      /#\[tauri::command\]\s*pub\(crate\) async fn (\w+)\(([\s\S]*?)\) -> /g,
    )) {
      const named = [...args.matchAll(/(\w+): (?!AppHandle|State<|Request<|Window|WebviewWindow)/g)].map(
        (match) => match[1] ?? '',
      );
      found.set(name, named.sort());
    }
  }
  return found;
}

const settings = {} as Settings;
const request = {} as SendRequest;
const ignore = () => undefined;

/** One call of each method; what its arguments are does not matter here. */
const CALLS: { [name in Exclude<keyof typeof tauriBackend, 'subscribe'>]: () => Promise<unknown> } = {
  appState: () => tauriBackend.appState(),
  listConversations: () => tauriBackend.listConversations(),
  search: () => tauriBackend.search('x'),
  openConversation: () => tauriBackend.openConversation('c'),
  renameConversation: () => tauriBackend.renameConversation('c', 'x'),
  pinConversation: () => tauriBackend.pinConversation('c', true),
  deleteConversation: () => tauriBackend.deleteConversation('c'),
  restoreConversation: () => tauriBackend.restoreConversation('c'),
  setConversationOptions: () =>
    tauriBackend.setConversationOptions('c', { system_prompt: '', sampling: null, thinking: false }),
  sendMessage: () => tauriBackend.sendMessage(request, ignore),
  regenerate: () => tauriBackend.regenerate('m', 'refuse', ignore),
  continueAnswer: () => tauriBackend.continueAnswer('m', 'refuse', ignore),
  stopTurn: () => tauriBackend.stopTurn('t'),
  selectVersion: () => tauriBackend.selectVersion('m'),
  deleteMessage: () => tauriBackend.deleteMessage('m'),
  restoreMessage: () => tauriBackend.restoreMessage('m'),
  prepareAnswer: () => tauriBackend.prepareAnswer('c', null, []),
  contextUse: () => tauriBackend.contextUse('c', null, ''),
  listLibraries: () => tauriBackend.listLibraries(),
  createLibrary: () => tauriBackend.createLibrary('x'),
  renameLibrary: () => tauriBackend.renameLibrary('l', 'x'),
  deleteLibrary: () => tauriBackend.deleteLibrary('l'),
  restoreLibrary: () => tauriBackend.restoreLibrary('l'),
  listDocuments: () => tauriBackend.listDocuments({ in: 'draft' }),
  chooseDocuments: () => tauriBackend.chooseDocuments({ in: 'draft' }, false),
  takeDrop: () => tauriBackend.takeDrop('d', { in: 'draft' }),
  pasteDocument: () => tauriBackend.pasteDocument({ in: 'draft' }, 'x', new Uint8Array()),
  cancelDocument: () => tauriBackend.cancelDocument('d'),
  removeDocument: () => tauriBackend.removeDocument('d'),
  restoreDocument: () => tauriBackend.restoreDocument('d'),
  readAgain: () => tauriBackend.readAgain('d'),
  searchDocuments: () => tauriBackend.searchDocuments({ in: 'draft' }, 'x'),
  documentContent: () => tauriBackend.documentContent('d', 0),
  documentBytes: () => tauriBackend.documentBytes('d'),
  routeFor: () => tauriBackend.routeFor('x', [], null, 'auto'),
  exportAnswer: () => tauriBackend.exportAnswer('m'),
  listModels: () => tauriBackend.listModels(),
  chooseModel: () => tauriBackend.chooseModel('m'),
  addModelFile: () => tauriBackend.addModelFile(),
  loadModel: () => tauriBackend.loadModel(),
  unloadModel: () => tauriBackend.unloadModel(),
  terms: () => tauriBackend.terms('gemma'),
  acceptTerms: () => tauriBackend.acceptTerms('gemma'),
  acceptedTerms: () => tauriBackend.acceptedTerms(),
  catalogue: () => tauriBackend.catalogue(null),
  lookUp: () => tauriBackend.lookUp('a/b'),
  listDownloads: () => tauriBackend.listDownloads(),
  startDownload: () => tauriBackend.startDownload({ from: 'hub', repo: 'a/b', revision: '', files: [] }),
  pauseDownload: () => tauriBackend.pauseDownload('d'),
  resumeDownload: () => tauriBackend.resumeDownload('d'),
  cancelDownload: () => tauriBackend.cancelDownload('d', true),
  storage: () => tauriBackend.storage(),
  removeModel: () => tauriBackend.removeModel('m'),
  removeLeftover: () => tauriBackend.removeLeftover('f'),
  verifyModel: () => tauriBackend.verifyModel('m'),
  moveModels: () => tauriBackend.moveModels(),
  stopFileWork: () => tauriBackend.stopFileWork(),
  runningModels: () => tauriBackend.runningModels(),
  hubToken: () => tauriBackend.hubToken(),
  setHubToken: () => tauriBackend.setHubToken('t'),
  clearHubToken: () => tauriBackend.clearHubToken(),
  addCertificates: () => tauriBackend.addCertificates(),
  connections: () => tauriBackend.connections(),
  policies: () => tauriBackend.policies(),
  safetyReport: () => tauriBackend.safetyReport(),
  helpLines: () => tauriBackend.helpLines(),
  safetyLog: () =>
    tauriBackend.safetyLog({ category: null, action: null, message: null, reported: false, before: null }),
  clearSafetyLog: () => tauriBackend.clearSafetyLog(),
  exportSafetyLog: () => tauriBackend.exportSafetyLog(),
  reportVerdict: () => tauriBackend.reportVerdict('e', true),
  showWithheld: () => tauriBackend.showWithheld('m', 1),
  setSettings: () => tauriBackend.setSettings(settings),
  resetSettings: () => tauriBackend.resetSettings(),
  exportConversation: () => tauriBackend.exportConversation('c', 'json'),
  exportAll: () => tauriBackend.exportAll(),
  importArchive: () => tauriBackend.importArchive(),
  deleteEverything: () => tauriBackend.deleteEverything(),
  diagnostics: () => tauriBackend.diagnostics(),
  openFolder: () => tauriBackend.openFolder('logs'),
  openLink: () => tauriBackend.openLink('https://example.org'),
  copyText: () => tauriBackend.copyText('x'),
  logFromUi: () => tauriBackend.logFromUi('warn', 'x'),
  uiReady: () => tauriBackend.uiReady(true),
  quickState: () => tauriBackend.quickState(),
  quickHide: () => tauriBackend.quickHide(),
  quickHeight: () => tauriBackend.quickHeight(64),
  quickDrag: () => tauriBackend.quickDrag(),
  quickTakeContext: () => tauriBackend.quickTakeContext('selection'),
  quickDropContext: () => tauriBackend.quickDropContext('q'),
  quickSend: () => tauriBackend.quickSend({} as QuickRequest, ignore),
  quickContinueInMain: () => tauriBackend.quickContinueInMain('c', ''),
  quickInsert: () => tauriBackend.quickInsert('m', 'replace'),
  quickHistory: () => tauriBackend.quickHistory(),
  desktopStatus: () => tauriBackend.desktopStatus(),
  holdShortcuts: () => tauriBackend.holdShortcuts(true),
  closeMain: () => tauriBackend.closeMain('keep'),
};

/** The channel that a command was given, as the shell sees it: a way to send it messages in order. */
function sender(args: unknown): (event: TurnEvent) => void {
  const { onEvent } = args as { onEvent: { id: number } };
  let index = 0;
  return (message) => {
    const { runCallback } = (
      window as unknown as { __TAURI_INTERNALS__: { runCallback: (id: number, data: unknown) => void } }
    ).__TAURI_INTERNALS__;
    runCallback(onEvent.id, { index, message });
    index += 1;
  };
}

const FAILED: TurnEvent = { type: 'failed', answer: null, error: { code: 'fault', message: '', args: {} } };

afterEach(() => {
  clearMocks();
  vi.useRealTimers();
});

describe('the shell’s backend', () => {
  it('calls every command of the shell by its name, with its arguments, and no other', async () => {
    const called = new Map<string, string[]>();
    mockIPC((command, args) => {
      called.set(
        command,
        Object.keys(args as Record<string, unknown>)
          .map(snake)
          .sort(),
      );
      // A turn ends at once, so that nothing waits for it.
      if (args && 'onEvent' in args) sender(args)(FAILED);
    });
    for (const call of Object.values(CALLS)) await call();
    const shell = shellCommands();
    expect(shell.size).toBeGreaterThan(30);
    expect(Object.fromEntries(called)).toEqual(Object.fromEntries(shell));
  });

  it('hands on a turn’s events in order and ends after the last of them', async () => {
    let send: (event: TurnEvent) => void = ignore;
    mockIPC((_command, args) => {
      send = sender(args);
    });
    const events: TurnEvent[] = [];
    let ended = false;
    const turn = tauriBackend.regenerate('m', 'refuse', (event) => events.push(event)).then(() => (ended = true));
    await vi.waitFor(() => expect(send).not.toBe(ignore));
    send({ type: 'text', text: 'a' });
    send({ type: 'text', text: 'b' });
    expect(ended).toBe(false);
    send(FAILED);
    await turn;
    expect(events).toEqual([{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }, FAILED]);
  });

  it('ends a turn whose last event never comes', async () => {
    vi.useFakeTimers();
    mockIPC(ignore);
    const turn = tauriBackend.regenerate('m', 'refuse', ignore);
    await vi.advanceTimersByTimeAsync(10_000);
    await expect(turn).resolves.toBeUndefined();
  });

  it('rejects with what the command rejected with', async () => {
    const error = { code: 'busy', message: 'Busy.', args: { a: 'b' } };
    mockIPC(() => {
      throw error;
    });
    await expect(tauriBackend.listModels()).rejects.toEqual(error);
  });

  it('makes an error of what Tauri itself says', async () => {
    mockIPC(() => {
      throw 'command list_models not found';
    });
    await expect(tauriBackend.listModels()).rejects.toEqual({
      code: 'internal',
      message: 'command list_models not found',
      args: {},
    });
  });
});

it('the backend in memory has every method that the shell’s has', () => {
  expect(Object.keys(createFake('')).sort()).toEqual(Object.keys(tauriBackend).sort());
});
