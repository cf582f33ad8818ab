/** The words for what the host tells in numbers and names: how a model would run, where a download stands. */
import type { Card, Download, Fit, Variant, WaitReason } from '../../backend/types';
import { formatBytes, formatDuration, formatNumber, formatTime, t } from '../../shared/i18n';

/** "about 18 tokens a second"; empty where nothing is known. */
export function speedWords(fit: Fit): string {
  if (fit.tokens_per_second === null) return '';
  const digits = fit.tokens_per_second < 10 ? 1 : 0;
  const speed = formatNumber(fit.tokens_per_second, { maximumFractionDigits: digits });
  return t(fit.speed_measured ? 'models-speed-measured' : 'models-speed-about', { speed });
}

/** Why a model would run as it would, without the word itself. */
export function fitReason(fit: Fit): string {
  const why = t(`models-fit-why-${fit.why.replaceAll('_', '-')}`, {
    needed: formatBytes(fit.needed),
    free: formatBytes(fit.free),
    total: formatBytes(fit.total),
  });
  const speed = fit.word === 'too_large' ? '' : speedWords(fit);
  // A model that simply fits needs no reason beside its speed.
  const parts = fit.why === 'in_memory' && speed !== '' ? [speed] : [speed, why];
  return parts.filter((part) => part !== '').join(' · ');
}

export function fitWord(fit: Fit): string {
  return t(`models-fit-${fit.word.replaceAll('_', '-')}`);
}

/** A count of tokens as model pages give it: 131,072 is 128K. */
export function tokensWords(tokens: number): string {
  return tokens >= 1024 && tokens % 1024 === 0 ? `${formatNumber(tokens / 1024)}K` : formatNumber(tokens);
}

/** What a card says in small print; its size stands on its button. */
export function cardFacts(card: Card, variant: Variant): string[] {
  const facts = variant.bytes === null ? [t('models-size-unknown')] : [];
  facts.push(t('models-card-context', { tokens: tokensWords(card.context) }), card.licence_name);
  if (variant.gated) facts.push(t('models-card-gated'));
  return facts;
}

/** 0 to 1; null where the size is not known yet. */
export function fractionOf(download: Download): number | null {
  const { state, done, total } = download;
  if (state.state === 'verifying') return state.total > 0 ? state.bytes / state.total : null;
  return total === null || total === 0 ? null : Math.min(1, done / total);
}

/** A whole per cent that is never ahead of what is there. */
export function percentOf(download: Download): number {
  return Math.floor((fractionOf(download) ?? 0) * 100);
}

/** Where a download stands, in words that change only when its state does: a screen reader hears them. */
export function stateWordsOf(download: Download): string {
  const { state } = download;
  if (state.state !== 'waiting') return t(`models-download-${state.state}`);
  const why = waitingWords(state.reason);
  return state.until === null ? why : t('models-waiting-until', { why, time: formatTime(state.until) });
}

function waitingWords(reason: WaitReason): string {
  return t(`models-waiting-${reason.why.replaceAll('_', '-')}`, {
    host: 'host' in reason ? reason.host : '',
    status: 'status' in reason ? reason.status : 0,
    lacking: 'lacking' in reason ? formatBytes(reason.lacking) : '',
  });
}

/** "1.2 of 4.2 GB", "18 MB/s", "3 min left": what is known of it. */
export function progressWords(download: Download): string[] {
  const { state, done, total } = download;
  if (state.state === 'verifying') return [t('models-download-percent', { percent: percentOf(download) })];
  const words: string[] = [];
  if (total !== null && done > 0)
    words.push(t('models-download-of', { done: formatBytes(done), total: formatBytes(total) }));
  else if (total !== null || done > 0) words.push(formatBytes(total ?? done));
  if (state.state === 'downloading') {
    if (state.bytes_per_second > 0)
      words.push(t('models-download-speed', { size: formatBytes(state.bytes_per_second) }));
    if (state.seconds_left !== null)
      words.push(t('models-download-left', { time: formatDuration(state.seconds_left) }));
  }
  return words;
}

/** Whether it can be paused: it goes on by itself, or will. */
export function isRunning({ state }: Download): boolean {
  return state.state !== 'ready' && state.state !== 'failed' && state.state !== 'paused';
}
