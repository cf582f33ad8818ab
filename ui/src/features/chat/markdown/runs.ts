/** Runs of coloured code: `[class, length]` pairs in order, an empty class for plain text. Together they cover the code. */
export type Runs = [kind: string, length: number][];

const PIECE = /<span class="([^"]*)">|<\/span>|&(?:amp|lt|gt|quot|#x27);|[^<&]+/g;

/** Reads highlight.js's HTML, which knows no other tags and no other references than these. */
export function runsOf(html: string): Runs {
  const runs: Runs = [];
  const open: string[] = [];
  for (const match of html.matchAll(PIECE)) {
    const [piece, kind] = match;
    if (kind !== undefined) open.push(kind);
    else if (piece === '</span>') open.pop();
    else add(runs, open.at(-1) ?? '', piece.startsWith('&') ? 1 : piece.length);
  }
  return runs;
}

function add(runs: Runs, kind: string, length: number): void {
  const last = runs.at(-1);
  if (last?.[0] === kind) last[1] += length;
  else runs.push([kind, length]);
}
