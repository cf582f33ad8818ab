/** The window's words. `t('id', args)` read in a template follows a change of language by itself. */
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { fetchTexts, type Locale } from './locales';

export type Args = Record<string, FluentVariable>;

/** A bundle of a language's texts. */
export function bundleOf(locale: Locale, texts: string): FluentBundle {
  const bundle = new FluentBundle(locale);
  bundle.addResource(new FluentResource(texts));
  return bundle;
}

let bundle = $state.raw<FluentBundle | null>(null);
let current = $state<Locale>('en');

/** The language now spoken. */
export function locale(): Locale {
  return current;
}

/** Speaks another language once its texts are here. */
export async function setLocale(next: Locale): Promise<void> {
  const texts = await fetchTexts(next);
  bundle = bundleOf(next, texts);
  current = next;
  document.documentElement.lang = next;
}

/** Whether there is a text of this id. */
export function has(id: string): boolean {
  return bundle?.hasMessage(id) ?? false;
}

/** The text of an id in the language now spoken; the id itself where there is none, which a test forbids. */
export function t(id: string, args?: Args): string {
  const message = bundle?.getMessage(id);
  if (!bundle || !message?.value) return id;
  return bundle.formatPattern(message.value, args ?? null, []);
}
