/**
 * How smooth a long answer streams: 20,000 tokens at 200 tokens a second from the backend in memory, in Chromium.
 *
 * Frame times are the distances between animation frames; the main thread's busy time is Chromium's own TaskDuration.
 * Both are told for the whole answer and for each fifth of it. The last line printed is JSON.
 * The built page must lie in dist-fake (`npx vite build --mode fake` makes it, and this does where it is missing).
 */
import { preview, build } from 'vite';
import { chromium } from 'playwright-core';

const RATE = 200;
const PARTS = 5;
const SECONDS = 100;
const CHROMIUM = process.env.CARAT_CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const percentile = (times, share) => {
  const ordered = [...times].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))];
};

await build({ mode: 'fake', logLevel: 'error' });
const server = await preview({ mode: 'fake', preview: { port: 4179, strictPort: false } });
const address = server.resolvedUrls?.local[0];
const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
try {
  const page = await browser.newPage({ viewport: { width: 1180, height: 780 } });
  await page.goto(`${address}?data=empty&rate=${RATE}&answer=long&context=131072`);
  await page.waitForSelector('[data-testid=composer]');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const task = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    const named = Object.fromEntries(metrics.map((metric) => [metric.name, metric.value]));
    return { busy: named.TaskDuration, at: named.Timestamp };
  };
  await page.evaluate(() => {
    window.frameTimes = [];
    let last = performance.now();
    const tick = (now) => {
      window.frameTimes.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await page.fill('[data-testid=composer]', 'Tell me everything.');
  await page.press('[data-testid=composer]', 'Enter');
  await page.waitForFunction(
    () => document.querySelector('[data-role=assistant] [data-testid=answer-text]')?.textContent,
  );
  const parts = [];
  const frames = [];
  const begun = await task();
  let before = begun;
  await page.evaluate(() => void (window.frameTimes.length = 0));
  for (let part = 0; part < PARTS; part += 1) {
    await page.waitForTimeout((SECONDS / PARTS) * 1000);
    const now = await task();
    const times = await page.evaluate(() => window.frameTimes.splice(0));
    frames.push(...times);
    parts.push({ frame: percentile(times, 0.999), busy: (100 * (now.busy - before.busy)) / (now.at - before.at) });
    before = now;
  }
  const characters = await page.evaluate(
    () => document.querySelector('[data-role=assistant] [data-testid=answer-text]').textContent.length,
  );
  console.error(`app: ${frames.length} frames, ${characters} characters on the page`);
  const result = {
    frame_p999: percentile(frames, 0.999),
    frame_p999_parts: parts.map((part) => part.frame),
    busy: (100 * (before.busy - begun.busy)) / (before.at - begun.at),
    busy_parts: parts.map((part) => part.busy),
  };
  console.log(JSON.stringify(result));
} finally {
  await browser.close();
  await server.close();
}
