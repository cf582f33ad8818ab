/** What every view needs to know of the filter: its policies and who helps. Asked for once, when first wanted. */
import type { Backend } from './backend';
import type { Help, Policies, Policy } from './types';

export class Filter {
  #policies: Policies | null = $state.raw(null);
  #help: Help | null = $state.raw(null);
  #asked = new Set<string>();

  constructor(private readonly backend: Backend) {}

  /** Carat's own policies, in their order; none until they are here. */
  get policies(): Policy[] {
    this.#ask('policies', async () => (this.#policies = await this.backend.policies()));
    return this.#policies?.policies ?? [];
  }

  /** The version of the policies. */
  get version(): number {
    return this.#policies?.version ?? 0;
  }

  policy(id: string): Policy | null {
    return this.policies.find((policy) => policy.id === id) ?? null;
  }

  /** Who helps where the person is; null until it is here. */
  get help(): Help | null {
    this.#ask('help', async () => (this.#help = await this.backend.helpLines()));
    return this.#help;
  }

  /** What can't be had is asked for again by whoever wants it next. */
  #ask(what: string, ask: () => Promise<unknown>): void {
    if (this.#asked.has(what)) return;
    this.#asked.add(what);
    ask().catch(() => this.#asked.delete(what));
  }
}

const known = new WeakMap<Backend, Filter>();

/** The filter of a backend, the same one for as long as it lives. */
export function filterOf(backend: Backend): Filter {
  let filter = known.get(backend);
  if (!filter) {
    filter = new Filter(backend);
    known.set(backend, filter);
  }
  return filter;
}
