/** Work that can wait, done in slices of a few milliseconds a frame, the last asked for first: that is what the reader sees. */

const SLICE_MS = 8;

const jobs: (() => void)[] = [];
let scheduled = false;

/** Does `job` in one of the next frames; calling what it returns forgets it. */
export function soon(job: () => void): () => void {
  jobs.push(job);
  schedule();
  return () => {
    const at = jobs.indexOf(job);
    if (at >= 0) jobs.splice(at, 1);
  };
}

function schedule(): void {
  if (scheduled || jobs.length === 0) return;
  scheduled = true;
  if (document.hidden) setTimeout(run, 50);
  else requestAnimationFrame(run);
}

function run(): void {
  scheduled = false;
  const end = performance.now() + SLICE_MS;
  do jobs.pop()?.();
  while (jobs.length > 0 && performance.now() < end);
  schedule();
}
