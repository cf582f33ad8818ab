/** The libraries, and the documents of the one that is open. */
import type { Backend } from '../../../backend/backend';
import type { Added, DocumentScope, DocumentSearch, Library, StoredDocument } from '../../../backend/documents';
import type { AppEvent } from '../../../backend/types';
import { report } from '../../../shared/errors';
import { t } from '../../../shared/i18n';
import { toast } from '../../../shared/toasts.svelte';
import { notAddedWords, readable } from '../words';

/** After the last key, before what is looked for is looked for. */
const SEARCH_AFTER_MS = 250;

export class Libraries {
  /** Null until they are known. */
  all: Library[] | null = $state.raw(null);
  /** The open one's id. */
  open: string | null = $state.raw(null);
  documents: StoredDocument[] = $state.raw([]);
  query = $state('');
  /** What was found for the query; null while there is none. */
  found: DocumentSearch | null = $state.raw(null);
  searching = $state(false);
  readonly library: Library | null = $derived(this.all?.find(({ id }) => id === this.open) ?? null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #searched = 0;

  constructor(private readonly backend: Backend) {}

  /** Follows the host until the returned function is called. */
  follow(): () => void {
    return this.backend.subscribe((event) => this.#take(event));
  }

  async read(): Promise<void> {
    try {
      this.all = await this.backend.listLibraries();
    } catch (thrown) {
      report(thrown);
    }
  }

  async show(id: string | null): Promise<void> {
    if (this.open !== id) {
      this.documents = [];
      this.find('');
    }
    this.open = id;
    const scope = this.#scope();
    if (!scope) return;
    try {
      const documents = await this.backend.listDocuments(scope);
      if (this.open === id) this.documents = documents;
    } catch (thrown) {
      report(thrown);
    }
  }

  /** Creates one; resolves to null where that failed. */
  async create(name: string): Promise<Library | null> {
    try {
      const library = await this.backend.createLibrary(name.trim());
      await this.read();
      return library;
    } catch (thrown) {
      report(thrown);
      return null;
    }
  }

  async rename(id: string, name: string): Promise<void> {
    if (name.trim() === '') return;
    await this.#do(() => this.backend.renameLibrary(id, name.trim()));
  }

  async delete(library: Library): Promise<boolean> {
    const { id, name } = library;
    if (!(await this.#do(() => this.backend.deleteLibrary(id)))) return false;
    const undo = () => void this.#do(() => this.backend.restoreLibrary(id));
    toast({ kind: 'undo', text: t('documents-library-deleted', { name }), undo });
    return true;
  }

  add(folder: boolean): Promise<void> {
    return this.#add((scope) => this.backend.chooseDocuments(scope, folder));
  }

  dropped(drop: string): Promise<void> {
    return this.#add((scope) => this.backend.takeDrop(drop, scope));
  }

  again(document: StoredDocument): void {
    this.backend.readAgain(document.id).catch(report);
  }

  async remove(document: StoredDocument): Promise<void> {
    const { id, name } = document;
    const kept = readable(document);
    if (!(await this.#do(() => (kept ? this.backend.removeDocument(id) : this.backend.cancelDocument(id))))) return;
    if (!kept) return;
    const undo = () => void this.#do(() => this.backend.restoreDocument(id));
    toast({ kind: 'undo', text: t('documents-removed', { name }), undo });
  }

  find(query: string): void {
    this.query = query;
    clearTimeout(this.#timer);
    this.#searched += 1;
    if (query.trim() === '') {
      this.found = null;
      this.searching = false;
      return;
    }
    this.searching = true;
    this.#timer = setTimeout(() => void this.#search(), SEARCH_AFTER_MS);
  }

  #scope(): DocumentScope | null {
    return this.open === null ? null : { in: 'library', library: this.open };
  }

  async #search(): Promise<void> {
    const scope = this.#scope();
    const searched = this.#searched;
    if (!scope) return;
    try {
      const found = await this.backend.searchDocuments(scope, this.query);
      if (searched === this.#searched) this.found = found;
    } catch (thrown) {
      report(thrown);
    } finally {
      if (searched === this.#searched) this.searching = false;
    }
  }

  async #add(ask: (scope: DocumentScope) => Promise<Added | null>): Promise<void> {
    const scope = this.#scope();
    if (!scope) return;
    try {
      const added = await ask(scope);
      if (!added) return;
      const text = notAddedWords(added);
      if (text !== null) toast({ kind: 'info', text });
      await this.#readAll();
    } catch (thrown) {
      report(thrown);
    }
  }

  /** Does something and reads anew; resolves to whether it was done. */
  async #do(ask: () => Promise<unknown>): Promise<boolean> {
    try {
      await ask();
      return true;
    } catch (thrown) {
      report(thrown);
      return false;
    } finally {
      await this.#readAll();
    }
  }

  async #readAll(): Promise<void> {
    await Promise.all([this.read(), this.show(this.open)]);
  }

  #take(event: AppEvent): void {
    if (event.type === 'libraries') void this.read();
    else if (event.type === 'document_gone') this.documents = this.documents.filter(({ id }) => id !== event.id);
    else if (event.type === 'document') {
      const { document } = event;
      const { scope } = document;
      if (scope.in !== 'library' || scope.library !== this.open) return;
      const at = this.documents.findIndex(({ id }) => id === document.id);
      this.documents = at < 0 ? [...this.documents, document] : this.documents.with(at, document);
    }
  }
}
