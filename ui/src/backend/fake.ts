/** A whole `Backend` in memory, for tests, screenshots and plain `vite`. It believes what its address says (fake/options.ts) and what a test orders through `window.__fake`. */
import type { Backend } from './backend';
import { documentOf } from './document-key';
import { desktopChange, type HostEvent } from './quick';
import type { ConversationOptions, EngineStatus, Part, Settings, WireError } from './types';
import { OWN, TERMS } from './fake/data';
import type { FakeDocuments } from './fake/documents';
import { FakeHost } from './fake/host';
import type { FakeHub } from './fake/hub';
import { optionsFrom, type FakeOptions } from './fake/options';
import type { FakeQuick } from './fake/quick';
import { pause, type Ordered } from './fake/turns';
import { textOf } from './fake/tree';

/** What a test may do to the backend of a page. */
export interface FakeControls {
  options: FakeOptions;
  /** Every call so far, with its arguments. */
  calls: { method: string; args: unknown[] }[];
  copied: string[];
  /** The next turn fails with this error: before anything is saved, while reading, or amid the answer. */
  failTurn(error: WireError, at: Ordered['at']): void;
  /** The next call of a method rejects. */
  failCall(method: keyof Backend, error: WireError): void;
  /** The engine dies, now. */
  crash(detail: string): void;
  setEngine(status: EngineStatus['state']): void;
  settings(): Settings;
  emit(event: HostEvent): void;
  /** The next system dialog (open, save) is cancelled. */
  cancelDialog(): void;
  /** Downloads: faults to come, and bytes that stop arriving. */
  hub: Pick<FakeHub, 'faults' | 'held' | 'downloads' | 'change'>;
  /** The shortcut, the window and what is dropped on it. */
  quick: Pick<FakeQuick, 'show' | 'hide' | 'forget' | 'drop' | 'shown' | 'height' | 'inserted'>;
  /** Documents: the files that the next dialog gives or the next drop brings. */
  documents: Pick<FakeDocuments, 'files'>;
}

declare global {
  interface Window {
    __fake?: FakeControls;
  }
}

export function createFake(query = window.location.search): Backend {
  const options = optionsFrom(query);
  const host = new FakeHost(options);
  const { tree, turns } = host;
  const failures = new Map<string, WireError>();
  let cancelled = false;

  const controls: FakeControls = {
    options,
    calls: [],
    copied: [],
    failTurn: (error, at) => void (turns.ordered = { error, at }),
    failCall: (method, error) => void failures.set(method, error),
    crash: (detail) => {
      const error: WireError = {
        code: 'crashed',
        message: `The engine stopped unexpectedly: ${detail}.`,
        args: { detail },
      };
      turns.breakAll(error);
      host.crash(error);
    },
    setEngine: (state) => host.setEngine(state),
    settings: () => host.settings,
    emit: (event) => host.emit(event),
    cancelDialog: () => void (cancelled = true),
    hub: host.hub,
    quick: host.quick,
    documents: host.documents,
  };
  window.__fake = controls;

  /** What a system dialog gives: the value, or null once after `cancelDialog`. */
  const chosen = <T>(value: T): T | null => {
    const given = cancelled ? null : value;
    cancelled = false;
    return given;
  };

  const optionsOf = (conversation: string): ConversationOptions => tree.open(conversation).options;

  const backend: Backend = {
    appState: async () => host.state(),
    subscribe(onEvent) {
      host.listeners.add(onEvent);
      return () => void host.listeners.delete(onEvent);
    },

    listConversations: async () => tree.list().filter(({ id }) => !host.quick.forgotten.has(id)),
    search: async (text) => tree.search(text),
    openConversation: async (id) => tree.open(id),
    renameConversation: async (id, title) => tree.changeSummary(id, { title }),
    pinConversation: async (id, pinned) => tree.changeSummary(id, { pinned }),
    deleteConversation: async (id) => tree.setDeleted(id, true),
    async restoreConversation(id) {
      tree.setDeleted(id, false);
      return tree.summary(id);
    },
    setConversationOptions: async (id, some) => tree.setOptions(id, some),

    async sendMessage(request, onEvent) {
      const model = host.requireModel();
      turns.failIfOrdered('begin');
      const use = host.contextOf(request.conversation, request.text, request.conversation ? request.parent : undefined);
      const conversation =
        request.conversation ??
        tree.create(
          titleOf(request.text),
          Date.now(),
          false,
          request.options ?? {
            system_prompt: host.settings.system_prompt,
            sampling: null,
            thinking: host.settings.thinking,
          },
        ).id;
      const question = tree.add(
        conversation,
        request.parent,
        'user',
        [
          ...request.documents
            .map(documentOf)
            .map((id): Part => ({ type: 'document', id, name: host.documents.find(id).view.name })),
          ...(request.library === null
            ? []
            : [{ type: 'library' as const, id: request.library, name: host.documents.name(request.library) }]),
          { type: 'text', text: request.text },
        ],
        'complete',
        null,
      );
      host.documents.sent(question, request.route);
      const answer = tree.add(conversation, question.id, 'assistant', [], 'streaming', model.id);
      host.emit({ type: 'conversations' });
      const misfit = host.misfit(use, request.text, request.overflow);
      if (misfit) return turns.refuse(question, answer, misfit, onEvent);
      if (use.used > use.limit) tree.change(answer.id, { left_out: Math.max(1, Math.floor(use.messages / 2)) });
      await turns.run(question, tree.message(answer.id), '', request.text, optionsOf(conversation).thinking, onEvent);
    },
    async regenerate(id, _overflow, onEvent) {
      const model = host.requireModel();
      turns.failIfOrdered('begin');
      const old = tree.message(id);
      const question = old.parent ? tree.message(old.parent) : null;
      const answer = tree.add(old.conversation, old.parent, 'assistant', [], 'streaming', model.id);
      await turns.run(
        null,
        answer,
        '',
        question ? textOf(question) : '',
        optionsOf(old.conversation).thinking,
        onEvent,
      );
    },
    async continueAnswer(id, overflow, onEvent) {
      host.requireModel();
      turns.failIfOrdered('begin');
      const answer = tree.change(id, { state: 'streaming', error: null });
      const question = answer.parent ? tree.message(answer.parent) : null;
      const use = host.contextOf(answer.conversation, '', id);
      const misfit = host.misfit(use, question ? textOf(question) : '', overflow);
      if (misfit) return turns.refuse(null, answer, misfit, onEvent);
      if (use.used > use.limit) tree.change(id, { left_out: Math.max(1, Math.floor((use.messages - 1) / 2)) });
      const begun = textOf(answer);
      await turns.run(
        null,
        tree.message(id),
        begun,
        begun || !question ? 'continue' : textOf(question),
        false,
        onEvent,
      );
    },
    stopTurn: async (turn) => turns.stop(turn),
    selectVersion: async (message) => tree.select(message),
    deleteMessage: async (message) => tree.hide(message),
    restoreMessage: async (message) => tree.unhide(message),
    prepareAnswer: async () => host.load(),
    contextUse: async (conversation, parent, draft) =>
      host.engine.state === 'unloaded' ? null : host.contextOf(conversation, draft, conversation ? parent : undefined),

    listLibraries: async () => host.documents.listLibraries(),
    createLibrary: async (name) => host.documents.create(name),
    renameLibrary: async (id, name) => host.documents.changeLibrary(id, { name }),
    deleteLibrary: async (id) => void host.documents.changeLibrary(id, { gone: true }),
    restoreLibrary: async (id) => host.documents.changeLibrary(id, { gone: false }),
    listDocuments: async (scope) => host.documents.list(scope),
    chooseDocuments: async (scope) => {
      const files = chosen(host.documents.files);
      return files && host.documents.add(files, scope);
    },
    takeDrop: async (_drop, scope) => host.documents.add(host.documents.files, scope),
    pasteDocument: async (scope, name) => host.documents.add([{ name }], scope),
    cancelDocument: async (id) => void host.documents.hide(id, true),
    removeDocument: async (id) => void host.documents.hide(id, true),
    restoreDocument: async (id) => host.documents.hide(id, false),
    readAgain: async (id) => host.documents.again(id),
    searchDocuments: async (scope, query) => host.documents.search(scope, query),
    documentContent: async (id, from) => host.documents.content(id, from),
    documentBytes: async (id) => host.documents.bytes(id),
    routeFor: async (question, documents, library, route) => host.documents.plan(question, documents, library, route),
    exportAnswer: async (message) => chosen(`${textOf(tree.message(message)).slice(0, 20)}.md`),

    listModels: async () => host.models,
    async chooseModel(id) {
      host.setSettings({ ...host.settings, model: id });
      if (host.engine.state !== 'unloaded') host.setStatus({ state: 'unloaded' });
      return host.settings;
    },
    async addModelFile() {
      const model = chosen({
        ...OWN,
        id: 'own-added',
        name: 'gemma-3-4b-it-Q4_K_M',
        bytes: 2_489_757_856,
        terms_accepted: true,
      });
      if (model) {
        host.setModels([...host.models.filter((other) => other.id !== model.id), model]);
        host.setSettings({ ...host.settings, model: model.id });
        host.setStatus({ state: 'unloaded' });
      }
      return model;
    },
    async loadModel() {
      host.requireModel();
      await host.load();
    },
    async unloadModel() {
      host.setStatus({ state: 'unloaded' });
    },
    terms: async () => TERMS,
    acceptTerms: async (licence) => host.accept(licence),
    acceptedTerms: async () =>
      [...host.accepted].map((licence) => ({
        licence,
        title: TERMS.title,
        version: TERMS.version,
        at: Date.UTC(2026, 10, 2, 9, 30),
        current: true,
      })),

    catalogue: async (context) => host.hub.catalogue(context),
    lookUp: async (source) => host.hub.lookUp(source),
    listDownloads: async () => host.hub.downloads,
    startDownload: async (request) => host.hub.start(request),
    pauseDownload: async (id) => host.hub.pause(id),
    resumeDownload: async (id) => host.hub.resume(id),
    cancelDownload: async (id, keep) => host.hub.cancel(id, keep),

    storage: async () => host.disk.storage(),
    removeModel: async (id) => host.disk.remove(id),
    removeLeftover: async (file) => host.disk.removeLeftover(file),
    verifyModel: async (id) => host.disk.verify(id),
    moveModels: async () => {
      const to = chosen('/media/ada/Große Platte/模型');
      return to === null ? null : host.disk.move(to);
    },
    stopFileWork: async () => host.disk.stop(),
    runningModels: async () => host.disk.running(),

    hubToken: async () => host.disk.token,
    setHubToken: async (token) => host.disk.setToken(token),
    clearHubToken: async () => (host.disk.token = 'none'),
    addCertificates: async () => (chosen(true) === null ? null : host.disk.certificates()),
    connections: async () => host.disk.connections,

    policies: async () => host.safety.policies,
    safetyReport: async () => host.safety.report,
    helpLines: async () => host.safety.help,
    safetyLog: async (query) => host.safety.page(query),
    clearSafetyLog: async () => host.safety.clear(),
    exportSafetyLog: async () => chosen('Carat filter.json'),
    reportVerdict: async (entry, wrong) => host.safety.mark(entry, wrong),
    showWithheld: async (message, part) => host.safety.text(message, part),

    async setSettings(settings) {
      host.setSettings(settings);
      return settings;
    },
    async resetSettings() {
      host.setSettings({
        ...host.usualSettings(),
        language: 'system',
        theme: 'system',
        onboarded: true,
        model: host.settings.model,
      });
      return host.settings;
    },
    exportConversation: async (id, format) => chosen(`${tree.summary(id).title}.${format === 'json' ? 'json' : 'md'}`),
    exportAll: async () => chosen('carat-archive.zip'),
    async importArchive() {
      const count = chosen(3);
      if (count) {
        for (let n = 1; n <= count; n += 1) tree.create(`Brought in ${n}`);
        host.emit({ type: 'conversations' });
      }
      return count;
    },
    async deleteEverything() {
      tree.clear();
      host.documents.clear();
      host.quick.forget();
      host.setSettings({ ...host.usualSettings(), language: 'system', theme: 'system' });
      host.emit({ type: 'conversations' });
    },
    diagnostics: async () =>
      `Carat 0.1.0 (${options.platform})\nengine: ${host.engine.state}\nconversations: ${tree.size}`,
    openFolder: async () => undefined,
    async openLink(url) {
      if (!/^https?:\/\//i.test(url))
        throw { code: 'link_refused', message: 'Only http and https links are opened.', args: { url } };
    },
    copyText: async (text) => void controls.copied.push(text),
    logFromUi: async () => undefined,
    uiReady: async () => undefined,

    quickState: async () => host.quick.state(),
    quickHide: async () => host.quick.hide(),
    quickHeight: async (height) => void (host.quick.height = height),
    quickDrag: async () => undefined,
    quickTakeContext: async (kind) => host.quick.take(kind),
    quickDropContext: async (id) => host.quick.remove(id),
    async quickSend({ conversation, parent, overflow, ...request }, onEvent) {
      host.requireModel();
      const text = host.quick.compose({ conversation, parent, overflow, ...request });
      const asked = { documents: [], library: null, route: 'auto' as const };
      await backend.sendMessage({ conversation, parent, text, options: null, overflow, ...asked }, (event) => {
        if (event.type === 'started') {
          if (!request.keep && !conversation) host.quick.forgotten.add(event.conversation.id);
          host.emit({ type: 'quick_context', context: host.quick.context });
        }
        onEvent(event);
      });
    },
    quickContinueInMain: async () => host.quick.hide(),
    quickInsert: async (message, mode) => host.quick.insert(message, mode),
    quickHistory: async () => host.quick.history,
    desktopStatus: async () => host.quick.status(),
    holdShortcuts: async () => undefined,
    closeMain: async (choice) => host.setSettings({ ...host.settings, ...desktopChange({ close_to_tray: choice }) }),
  };

  return watched(backend, controls, failures);
}

/** Notes every call, delays it and lets it fail as ordered. */
function watched(backend: Backend, controls: FakeControls, failures: Map<string, WireError>): Backend {
  return new Proxy(backend, {
    get(target, name: keyof Backend) {
      // Others are asked for too: `then`, where the backend comes out of a promise.
      if (name === 'subscribe' || !(name in target)) return target[name];
      const method = target[name] as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        controls.calls.push({ method: name, args: args.filter((arg) => typeof arg !== 'function') });
        // What crosses to the shell is a copy; a proxy of the UI's state would not survive it.
        await pause(controls.options.delay);
        const failure = failures.get(name);
        if (failure) {
          failures.delete(name);
          throw failure;
        }
        return structuredCloneOf(await method(...args));
      };
    },
  });
}

function structuredCloneOf<T>(value: T): T {
  return value === undefined ? value : structuredClone(value);
}

/** The question's first words. */
function titleOf(question: string): string {
  const line = question.trim().split('\n', 1)[0] ?? '';
  return line.length > 48 ? `${line.slice(0, 47).trimEnd()}…` : line;
}
