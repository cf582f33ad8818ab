/** Shows what went wrong where no part of the window has a better place for it, with the step that helps. */
import type { WireError } from '../../backend/types';
import { t } from '../i18n';
import { toast } from '../toasts.svelte';
import { classify, sentenceOf, wireError, type ErrorAction } from './classification';

/** Takes a step for the person; false when it does not apply here. */
export type TakeStep = (action: ErrorAction, error: WireError) => void;

/** The steps that make sense without knowing what was being done. */
const STEPS: Partial<Record<ErrorAction, string>> = {
  choose_model: 'action-choose-model',
  show_terms: 'action-show-terms',
  open_model_settings: 'action-open-model-settings',
  copy_diagnostics: 'action-copy-diagnostics',
  enter_token: 'action-enter-token',
  open_page: 'action-open-page',
  open_network: 'action-open-network',
  open_storage: 'action-open-storage',
};

let take: TakeStep = () => undefined;

/** The app says once how steps are taken. */
export function setTakeStep(taken: TakeStep): void {
  take = taken;
}

/** Takes a step that some part of the window offers beside an error. */
export function takeStep(action: ErrorAction, error: WireError): void {
  take(action, error);
}

export function report(thrown: unknown): void {
  const error = wireError(thrown);
  const { action } = classify(error);
  const label = action && STEPS[action];
  toast({
    kind: 'error',
    code: error.code,
    text: sentenceOf(error),
    ...(action && label ? { action: { label: t(label), run: () => take(action, error) } } : {}),
  });
}
