/** The conversations of the in-memory backend: trees of messages with one chosen path, as the store keeps them. */
import type {
  Conversation,
  ConversationOptions,
  ConversationSummary,
  Message,
  Part,
  Role,
  SearchHit,
  Snippet,
} from '../types';
import type { Seed } from './data';

interface Kept {
  summary: ConversationSummary;
  options: ConversationOptions;
  leaf: string | null;
  deleted: boolean;
}

type Node = Omit<Message, 'versions'>;

const PLAIN_OPTIONS: ConversationOptions = { system_prompt: '', sampling: null, thinking: false };

/** The plain text of a message. */
export function textOf(message: { parts: Part[] }): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

export class Tree {
  private conversations = new Map<string, Kept>();
  private messages = new Map<string, Node>();
  private hidden = new Set<string>();
  /** The chosen leaf before each deletion, for the undo. */
  private before = new Map<string, string | null>();
  private count = 0;

  constructor(seeds: Seed[], model: string) {
    const now = Date.now();
    for (const seed of seeds) {
      const conversation = this.create(seed.title, now - seed.ago, seed.pinned ?? false);
      let parent: string | null = null;
      for (const [question, answer] of seed.turns) {
        parent = this.add(conversation.id, parent, 'user', [{ type: 'text', text: question }], 'complete', null).id;
        parent = this.add(conversation.id, parent, 'assistant', [{ type: 'text', text: answer }], 'complete', model).id;
      }
      this.keep(conversation.id).summary.updated = now - seed.ago;
    }
  }

  create(title: string, moment = Date.now(), pinned = false, options = PLAIN_OPTIONS): ConversationSummary {
    const summary: ConversationSummary = { id: this.nextId('c'), title, pinned, created: moment, updated: moment };
    this.conversations.set(summary.id, { summary, options: { ...options }, leaf: null, deleted: false });
    return { ...summary };
  }

  add(
    conversation: string,
    parent: string | null,
    role: Role,
    parts: Part[],
    state: Message['state'],
    model: string | null,
  ): Message {
    const id = this.nextId('m');
    const node: Node = {
      id,
      conversation,
      parent,
      role,
      parts,
      state,
      error: null,
      created: Date.now(),
      model,
      sampling: null,
      usage: null,
      left_out: 0,
    };
    this.messages.set(id, node);
    const kept = this.keep(conversation);
    kept.leaf = id;
    kept.summary.updated = Date.now();
    return this.message(id);
  }

  change(id: string, some: Partial<Node>): Message {
    Object.assign(this.node(id), some);
    return this.message(id);
  }

  message(id: string): Message {
    const node = this.node(id);
    const versions = [...this.messages.values()]
      .filter(
        (other) =>
          !this.hidden.has(other.id) &&
          other.conversation === node.conversation &&
          other.parent === node.parent &&
          other.role === node.role,
      )
      .map((other) => other.id);
    return structuredClone({ ...node, versions });
  }

  /** A conversation with its chosen thread. */
  open(id: string): Conversation {
    const kept = this.keep(id);
    return structuredClone({ summary: kept.summary, options: kept.options, thread: this.pathTo(kept.leaf) });
  }

  /** Pinned first, then the last changed. */
  list(): ConversationSummary[] {
    return [...this.conversations.values()]
      .filter((kept) => !kept.deleted)
      .map((kept) => ({ ...kept.summary }))
      .sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.updated - a.updated);
  }

  summary(id: string): ConversationSummary {
    return { ...this.keep(id).summary };
  }

  changeSummary(id: string, some: Partial<ConversationSummary>): ConversationSummary {
    Object.assign(this.keep(id).summary, some);
    return this.summary(id);
  }

  setOptions(id: string, options: ConversationOptions): Conversation {
    this.keep(id).options = { ...options };
    return this.open(id);
  }

  setDeleted(id: string, deleted: boolean): void {
    this.keep(id).deleted = deleted;
  }

  /** Shows the newest messages below a version. */
  select(id: string): Conversation {
    const conversation = this.node(id).conversation;
    this.keep(conversation).leaf = this.newestBelow(id);
    return this.open(conversation);
  }

  hide(id: string): Conversation {
    const { conversation, parent, role } = this.node(id);
    const kept = this.keep(conversation);
    this.before.set(id, kept.leaf);
    this.hidden.add(id);
    const sibling = [...this.messages.values()].findLast(
      (other) =>
        !this.hidden.has(other.id) &&
        other.conversation === conversation &&
        other.parent === parent &&
        other.role === role,
    );
    kept.leaf = sibling ? this.newestBelow(sibling.id) : parent;
    return this.open(conversation);
  }

  unhide(id: string): Conversation {
    const { conversation } = this.node(id);
    this.hidden.delete(id);
    this.keep(conversation).leaf = this.before.get(id) ?? id;
    return this.open(conversation);
  }

  search(query: string): SearchHit[] {
    const wanted = query.trim().toLowerCase();
    if (!wanted) return [];
    // As the store finds: titles before texts.
    const titles: SearchHit[] = [];
    const texts: SearchHit[] = [];
    for (const conversation of this.list()) {
      const title = marked(conversation.title, wanted);
      if (title) titles.push({ conversation, message: null, snippet: title });
      for (const message of this.pathTo(this.keep(conversation.id).leaf)) {
        const snippet = marked(textOf(message), wanted);
        if (snippet) texts.push({ conversation, message: message.id, snippet });
      }
    }
    return [...titles, ...texts].slice(0, 50);
  }

  clear(): void {
    this.conversations.clear();
    this.messages.clear();
    this.hidden.clear();
  }

  get size(): number {
    return this.list().length;
  }

  private pathTo(leaf: string | null): Message[] {
    const path: Message[] = [];
    for (let id = leaf; id !== null; id = this.node(id).parent) path.unshift(this.message(id));
    return path;
  }

  private newestBelow(id: string): string {
    const child = [...this.messages.values()].findLast((other) => other.parent === id && !this.hidden.has(other.id));
    return child ? this.newestBelow(child.id) : id;
  }

  private nextId(kind: string): string {
    this.count += 1;
    return `${kind}-${String(this.count).padStart(6, '0')}`;
  }

  private keep(id: string): Kept {
    const kept = this.conversations.get(id);
    if (!kept) throw { code: 'conversation_missing', message: `The conversation ${id} does not exist.`, args: { id } };
    return kept;
  }

  private node(id: string): Node {
    const node = this.messages.get(id);
    if (!node) throw { code: 'message_missing', message: `The message ${id} does not exist.`, args: { id } };
    return node;
  }
}

/** The text around the first place of `wanted`, marked; null when it is not there. */
function marked(text: string, wanted: string): Snippet[] | null {
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return null;
  const from = Math.max(0, at - 40);
  const end = at + wanted.length;
  return [
    { text: (from > 0 ? '…' : '') + text.slice(from, at), hit: false },
    { text: text.slice(at, end), hit: true },
    { text: text.slice(end, end + 60), hit: false },
  ].filter((piece) => piece.text !== '');
}
