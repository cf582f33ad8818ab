/** What is read out when an answer has ended. */
import type { Message } from '../backend/types';
import { sentenceOf } from './errors';
import { t } from './i18n';

/** As much of an answer as is read out; the rest is a step away in the thread. */
const HEARD = 1200;

/** `text` is the answer's own, as it is shown. */
export function heardOf({ state, error }: Message, text: string): string {
  if (state === 'complete') return t('chat-heard-answer', { text: text.slice(0, HEARD) });
  if (state === 'stopped') return t('chat-stopped');
  return error ? sentenceOf(error) : t('chat-failed');
}
