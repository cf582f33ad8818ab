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
};

let takeStep: TakeStep = () => undefined;

/** The app says once how steps are taken. */
export function setTakeStep(take: TakeStep): void {
  takeStep = take;
}

export function report(thrown: unknown): void {
  const error = wireError(thrown);
  const { action } = classify(error);
  const label = action && STEPS[action];
  toast({
    kind: 'error',
    code: error.code,
    text: sentenceOf(error),
    ...(action && label ? { action: { label: t(label), run: () => takeStep(action, error) } } : {}),
  });
}
