/** What may go with a question. Nothing is taken but by a press, and what is taken is seen before it is used. */
import type { Backend } from '../../backend/backend';
import type { QuickContext, QuickKind } from '../../backend/quick';

export class Context {
  all: QuickContext[] = $state.raw([]);
  readonly taken: QuickContext[] = $derived(this.all.filter(({ taken, error }) => taken && error === null));
  /** What could be taken next: the selection before the clipboard. */
  readonly offer: QuickContext | null = $derived(this.all.find(({ taken, error }) => !taken && error === null) ?? null);

  constructor(
    private readonly backend: Backend,
    private readonly failed: (thrown: unknown) => void,
  ) {}

  get ids(): string[] {
    return this.taken.map(({ id }) => id);
  }

  /** Whether the selection of the app in front is among what was taken. */
  get selection(): boolean {
    return this.taken.some(({ kind }) => kind === 'selection');
  }

  take(kind: QuickKind): Promise<void> {
    return this.#change(() => this.backend.quickTakeContext(kind));
  }

  drop(id: string): Promise<void> {
    return this.#change(() => this.backend.quickDropContext(id));
  }

  async #change(ask: () => Promise<QuickContext[]>): Promise<void> {
    try {
      this.all = await ask();
    } catch (thrown) {
      this.failed(thrown);
    }
  }
}
