/** Passing messages under the window's header. One with an undo stays longer, and stays while it is looked at. */

export interface Toast {
  id: number;
  kind: 'info' | 'undo' | 'error';
  text: string;
  /** An error's code. */
  code?: string;
  undo?: () => void;
  /** Another step to offer, named by its label. */
  action?: { label: string; run: () => void };
}

/** Shorter than the 30 seconds for which the host can bring back what was deleted. */
const UNDO_SHOWN = 12_000;
const INFO_SHOWN = 5_000;
const ERROR_SHOWN = 15_000;

let nextId = 1;
let shown = $state<Toast[]>([]);
const timers = new Map<number, ReturnType<typeof setTimeout>>();

/** The toasts on screen, oldest first. */
export function toasts(): readonly Toast[] {
  return shown;
}

export function toast(made: Omit<Toast, 'id'>): number {
  const id = nextId;
  nextId += 1;
  // Three at once are enough; the oldest makes room.
  for (const old of shown.slice(0, Math.max(0, shown.length - 2))) dismiss(old.id);
  shown = [...shown, { ...made, id }];
  wait(id);
  return id;
}

export function dismiss(id: number): void {
  hold(id);
  shown = shown.filter((other) => other.id !== id);
}

export function dismissAll(): void {
  for (const { id } of shown) dismiss(id);
}

/** Keeps a toast while it is looked at or has the keyboard. */
export function hold(id: number): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
}

/** Lets a held toast go after its time. */
export function wait(id: number): void {
  hold(id);
  const waiting = shown.find((other) => other.id === id);
  if (!waiting) return;
  // What offers a step has to stay long enough to take it.
  const times = { info: waiting.action ? UNDO_SHOWN : INFO_SHOWN, undo: UNDO_SHOWN, error: ERROR_SHOWN };
  const time = times[waiting.kind];
  timers.set(
    id,
    setTimeout(() => dismiss(id), time),
  );
}

/** Takes back the last thing that can be taken back; false when there is none. */
export function undoLast(): boolean {
  const last = shown.findLast((other) => other.undo);
  if (!last?.undo) return false;
  dismiss(last.id);
  last.undo();
  return true;
}
