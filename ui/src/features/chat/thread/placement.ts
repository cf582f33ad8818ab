/** Where a model runs, how fast, and what had to be given up for it, in sentences. */
import type { EngineStatus, LoadStep, ModelFacts } from '../../../backend/types';
import { formatNumber, t } from '../../../shared/i18n';

/** What is to be said of the model of this id; nothing unless it is the one in memory. */
export function placementOf(engine: EngineStatus, model: string | null): string[] {
  const loaded = engine.state === 'ready' || engine.state === 'generating';
  return loaded && engine.model === model ? sentences(engine.facts) : [];
}

function sentences(facts: ModelFacts): string[] {
  const { device, layers, gpu_layers: onGpu, speed, steps } = facts;
  const said = [
    onGpu > 0
      ? t('chat-runs-on-layers', { device, on: formatNumber(onGpu), all: formatNumber(layers) })
      : t('chat-runs-on', { device }),
  ];
  if (speed) said.push(t('chat-measured', { prefill: rate(speed.prefill), decode: rate(speed.decode) }));
  if (speed?.below_device) said.push(t('chat-below-device'));
  return [...said, ...steps.map(stepWords)];
}

export function stepWords(step: LoadStep): string {
  const id = `chat-step-${step.step.replaceAll('_', '-')}`;
  return 'from' in step ? t(id, { from: formatNumber(step.from), to: formatNumber(step.to) }) : t(id);
}

function rate(tokens: number): string {
  return formatNumber(tokens, { maximumFractionDigits: tokens < 10 ? 1 : 0 });
}
