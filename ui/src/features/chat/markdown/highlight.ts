/** Asks the worker for colours and puts them into a code element, a slice of the frame at a time. */
import { HIGHLIGHT_LIMIT } from './bounds';
import type { HighlightReply, HighlightRequest } from './highlight.worker';
import type { Runs } from './runs';

/** A grammar that takes longer on some code has run away; its worker is ended and the code stays plain. */
const PATIENCE_MS = 5000;

/** Elements made before the frame is given back. */
const SLICE = 400;

interface Waiting {
  done: (runs: Runs | null) => void;
  patience: ReturnType<typeof setTimeout>;
}

let worker: Worker | null = null;
let count = 0;
const waiting = new Map<number, Waiting>();

function start(): Worker {
  if (worker) return worker;
  worker = new Worker(new URL('./highlight.worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<HighlightReply>) => {
    answer(data.id, data.runs);
  };
  worker.onerror = () => {
    giveUp();
  };
  return worker;
}

function answer(id: number, runs: Runs | null): void {
  const asked = waiting.get(id);
  if (!asked) return;
  clearTimeout(asked.patience);
  waiting.delete(id);
  asked.done(runs);
}

function giveUp(): void {
  worker?.terminate();
  worker = null;
  for (const id of Array.from(waiting.keys())) answer(id, null);
}

function runs(code: string, language: string): Promise<Runs | null> {
  if (typeof Worker === 'undefined') return Promise.resolve(null);
  return new Promise((done) => {
    count += 1;
    waiting.set(count, { done, patience: setTimeout(giveUp, PATIENCE_MS) });
    start().postMessage({ id: count, language, code } satisfies HighlightRequest);
  });
}

/** Colours the text of `element`; it stays as it is where the language is unknown or the text has changed meanwhile. */
export async function highlight(element: HTMLElement, language: string): Promise<void> {
  const code = element.textContent ?? '';
  if (!language || code.length > HIGHLIGHT_LIMIT) return;
  const found = await runs(code, language);
  if (!found || !element.isConnected || element.textContent !== code) return;
  const coloured = document.createDocumentFragment();
  let at = 0;
  for (const [index, [kind, length]] of found.entries()) {
    if (index > 0 && index % SLICE === 0) await nextFrame();
    const text = code.slice(at, at + length);
    at += length;
    if (kind) {
      const span = document.createElement('span');
      span.className = kind;
      span.textContent = text;
      coloured.append(span);
    } else coloured.append(text);
  }
  if (at === code.length && element.isConnected && element.textContent === code) element.replaceChildren(coloured);
}

function nextFrame(): Promise<void> {
  return new Promise((go) => {
    // A hidden window draws no frames.
    if (document.hidden) setTimeout(go, 0);
    else
      requestAnimationFrame(() => {
        go();
      });
  });
}
