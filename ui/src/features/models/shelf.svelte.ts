/** The catalogue as it was last read, and what makes it worth reading again. */
import type { Session } from '../../backend/session.svelte';
import type { Card, CatalogueView, WireError } from '../../backend/types';
import { wireError } from '../../shared/errors';

export class Shelf {
  view: CatalogueView | null = $state.raw(null);
  failed: WireError | null = $state.raw(null);
  private asked = 0;

  constructor(private readonly session: Session) {}

  /** Reads it; what was read before stays until the new one is here. */
  async read(): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    try {
      const view = await this.session.backend.catalogue(this.session.settings.context);
      if (mine !== this.asked) return;
      this.view = view;
      this.failed = null;
    } catch (thrown) {
      if (mine === this.asked) this.failed = wireError(thrown);
    }
  }

  /** Changes with everything that the cards tell: the context, what is here, what is accepted, whether memory is taken. */
  get occasion(): string {
    const { settings, models, engine } = this.session;
    return JSON.stringify([
      settings.context,
      models.map((model) => [model.id, model.terms_accepted]),
      engine.state === 'unloaded',
    ]);
  }

  get recommended(): Card | undefined {
    return this.view?.cards.find((card) => card.recommended);
  }

  /** The family that stands first, and what the person added: what most people want. */
  get main(): Card[] {
    const cards = this.view?.cards ?? [];
    const family = cards.find((card) => card.role === 'chat')?.family;
    return cards.filter((card) => card.role === 'chat' && (card.family === family || card.added) && !card.recommended);
  }

  get others(): Card[] {
    const main = new Set(this.main.map((card) => card.id));
    return (this.view?.cards ?? []).filter((card) => !card.recommended && !main.has(card.id));
  }
}
