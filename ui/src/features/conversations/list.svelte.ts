/** The conversations as the sidebar shows them, and what a person does to one of them. Changes show at once; a refusal puts things back. */
import type { Backend } from '../../backend/backend';
import type { ConversationSummary } from '../../backend/types';
import { report } from '../../shared/errors';
import { t } from '../../shared/i18n';
import { toast } from '../../shared/toasts.svelte';

/** Longer titles are cut by the field itself. */
export const TITLE_LIMIT = 200;

function inOrder(list: ConversationSummary[]): ConversationSummary[] {
  return list.toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || b.updated - a.updated);
}

export class ConversationList {
  all: ConversationSummary[] = $state.raw([]);
  /** `loading` until the first answer of the host. */
  state: 'loading' | 'ready' | 'failed' = $state('loading');
  /** The conversation whose title is being typed. */
  renaming: string | null = $state(null);
  private asked = 0;

  constructor(private readonly backend: Backend) {}

  async load(): Promise<void> {
    const mine = ++this.asked;
    try {
      const list = await this.backend.listConversations();
      // A later question may have been answered first.
      if (mine !== this.asked) return;
      this.all = list;
      this.state = 'ready';
    } catch (thrown) {
      if (this.state === 'loading') this.state = 'failed';
      report(thrown);
    }
  }

  find(id: string | null): ConversationSummary | null {
    return this.all.find((summary) => summary.id === id) ?? null;
  }

  /** The one before or after in the list; the first or last from nowhere. */
  neighbour(id: string | null, step: 1 | -1): ConversationSummary | null {
    const here = this.all.findIndex((summary) => summary.id === id);
    if (here < 0) return (step === 1 ? this.all.at(0) : this.all.at(-1)) ?? null;
    return this.all[here + step] ?? null;
  }

  /** Takes in a new or changed conversation. */
  put(summary: ConversationSummary): void {
    this.asked += 1;
    this.all = inOrder([...this.all.filter((other) => other.id !== summary.id), summary]);
    this.state = 'ready';
  }

  private drop(id: string): void {
    this.asked += 1;
    this.all = this.all.filter((other) => other.id !== id);
  }

  async rename(id: string, typed: string): Promise<void> {
    const before = this.find(id);
    const title = typed.trim().slice(0, TITLE_LIMIT);
    if (!before || !title || title === before.title) return;
    this.put({ ...before, title });
    await this.orPutBack(before, () => this.backend.renameConversation(id, title));
  }

  async pin(id: string, pinned: boolean): Promise<void> {
    const before = this.find(id);
    if (!before) return;
    this.put({ ...before, pinned });
    await this.orPutBack(before, () => this.backend.pinConversation(id, pinned));
  }

  /** Deletes with an offer to undo; `onRestored` hears that it was taken up. */
  async remove(id: string, onRestored: (id: string) => void): Promise<void> {
    const before = this.find(id);
    if (!before) return;
    this.drop(id);
    try {
      await this.backend.deleteConversation(id);
    } catch (thrown) {
      this.put(before);
      report(thrown);
      return;
    }
    const undo = async () => {
      try {
        this.put(await this.backend.restoreConversation(id));
        onRestored(id);
      } catch (thrown) {
        report(thrown);
      }
    };
    toast({ kind: 'undo', text: t('conversations-deleted', { title: before.title }), undo: () => void undo() });
  }

  async export(id: string, format: 'markdown' | 'json'): Promise<void> {
    try {
      const file = await this.backend.exportConversation(id, format);
      if (file !== null) toast({ kind: 'info', text: t('saved-as', { file }) });
    } catch (thrown) {
      report(thrown);
    }
  }

  private async orPutBack(before: ConversationSummary, change: () => Promise<ConversationSummary>): Promise<void> {
    try {
      this.put(await change());
    } catch (thrown) {
      this.put(before);
      report(thrown);
    }
  }
}
