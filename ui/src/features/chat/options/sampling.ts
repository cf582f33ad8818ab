/** The numbers of a conversation's sampling, as they are typed. */
import type { Sampling } from '../../../backend/types';

/** Gemma's own, for when no model is loaded to ask. */
export const GEMMA: Sampling = { temperature: 1, top_k: 64, top_p: 0.95, min_p: 0, repeat_penalty: 1, seed: null };

export type Field = keyof Sampling;

interface Range {
  min: number;
  max: number;
  whole: boolean;
  /** May be left empty. */
  empty: boolean;
}

export const RANGES: Record<Field, Range> = {
  temperature: { min: 0, max: 5, whole: false, empty: false },
  top_k: { min: 0, max: 1000, whole: true, empty: false },
  top_p: { min: 0, max: 1, whole: false, empty: false },
  min_p: { min: 0, max: 1, whole: false, empty: false },
  repeat_penalty: { min: 0.1, max: 3, whole: false, empty: false },
  seed: { min: 0, max: 4_294_967_295, whole: true, empty: true },
};

export const FIELDS = Object.keys(RANGES) as Field[];

export type Typed = Record<Field, string>;

export function typed(sampling: Sampling): Typed {
  return Object.fromEntries(
    FIELDS.map((field) => [field, sampling[field] === null ? '' : String(sampling[field])]),
  ) as Typed;
}

/** The number of a field, `null` where it may be and is left empty, `undefined` where it is none or out of range. Comma and point both part decimals, and full-width digits are digits. */
export function read(field: Field, text: string): number | null | undefined {
  const range = RANGES[field];
  const plain = text.normalize('NFKC').trim().replace(',', '.');
  if (plain === '') return range.empty ? null : undefined;
  if (!/^\d+(?:\.\d*)?$|^\.\d+$/.test(plain)) return undefined;
  const value = Number(plain);
  if (value < range.min || value > range.max || (range.whole && !Number.isInteger(value))) return undefined;
  return value;
}

/** The sampling that was typed: `null` where it is the model's own, `undefined` where a field is wrong. */
export function sampling(fields: Typed, own: Sampling): Sampling | null | undefined {
  const result: Partial<Record<Field, number | null>> = {};
  let differs = false;
  for (const field of FIELDS) {
    const value = read(field, fields[field]);
    if (value === undefined) return undefined;
    result[field] = value;
    differs ||= !close(value, own[field]);
  }
  return differs ? (result as Sampling) : null;
}

/** Equal up to the single precision in which the engine keeps them. */
function close(a: number | null, b: number | null): boolean {
  return a === b || (a !== null && b !== null && Math.abs(a - b) < 1e-6);
}
