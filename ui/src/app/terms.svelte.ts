/** Terms on screen: asked for once at a time, however many answers wait for them. */
import type { Model } from '../backend/types';

export interface Asked {
  licence: string;
  /** Only read again; nothing is waiting. */
  reading: boolean;
}

export class TermsDesk {
  asked: Asked | null = $state.raw(null);
  private waiting: ((accepted: boolean) => void)[] = [];

  /** Shows the terms to be accepted; resolves to whether they were. */
  ask(licence: string): Promise<boolean> {
    if (this.asked && this.asked.licence !== licence) this.settle(false);
    this.asked = { licence, reading: false };
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Shows a model's terms: to be accepted where they were not. */
  show(licence: string, models: readonly Model[]): void {
    const accepted = models.some((model) => model.licence === licence && model.terms_accepted);
    if (!this.asked) this.asked = { licence, reading: accepted };
  }

  settle(accepted: boolean): void {
    this.asked = null;
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve(accepted);
  }
}
