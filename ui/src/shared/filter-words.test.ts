import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { has, LOCALES, setLocale } from './i18n';
import { nameOf, REASONS, reasonOf, scoreOf } from './filter-words';

const policies = readFileSync('../models/safety/policies.toml', 'utf8');
const ids = [...policies.matchAll(/^id = "(\w+)"/gm)].map((match) => (match[1] ?? '').replaceAll('_', '-'));

describe('the filter’s words', () => {
  it.each(LOCALES)('name, explain and give a reason for every policy in %s', async (locale) => {
    await setLocale(locale);
    expect(ids).toHaveLength(11);
    const wanted = ids.flatMap((id) => [`safety-name-${id}`, `safety-about-${id}`, `safety-reason-${id}`]);
    expect([...wanted, ...Object.values(REASONS)].filter((id) => !has(id))).toEqual([]);
  });
});

describe('a reason', () => {
  beforeAll(() => setLocale('en'));
  const policy = {
    id: 'hate',
    title: 'Hate speech',
    text: '',
    allowed: '',
    reason: 'The policy’s reason.',
    action: 'block',
    can_switch_off: true,
    can_show: true,
  } as const;

  it('is said in the window’s language where it is the policy’s own', () => {
    expect(reasonOf({ category: 'hate', reason: policy.reason }, [policy])).toContain('hatred');
  });

  it('that is not known here is the host’s', () => {
    expect(reasonOf({ category: 'hate', reason: 'Something new.' }, [policy])).toBe('Something new.');
    expect(reasonOf({ category: 'own-1', reason: 'Yours.' }, [policy])).toBe('Yours.');
  });

  it('that no policy has is known by its sentence', () => {
    expect(reasonOf({ category: 'hate', reason: 'The guard could not judge this.' }, [policy])).toContain(
      'guard model',
    );
  });
});

it('names and scores are readable', async () => {
  await setLocale('en');
  expect(nameOf('child_safety')).toBe('Child safety');
  expect(nameOf('Gambling')).toBe('Gambling');
  expect(nameOf('')).toBe('Something else');
  expect(scoreOf(0.873)).toBe('87%');
});
