import { defineConfig } from '@playwright/test';

/** Where a system's own Chromium lies; no browser is downloaded. */
const CHROMIUM = process.env.CARAT_CHROMIUM ?? '/usr/bin/chromium';

/** A port of this run's own, so that no other checkout's server is mistaken for it; the workers inherit it. */
const PORT = (process.env.CARAT_E2E_PORT ??= String(20_000 + Math.floor(Math.random() * 20_000)));
/** A time zone where it is afternoon now, so that no story meets a midnight; the workers inherit it. */
const ZONE = (process.env.CARAT_E2E_ZONE ??= afternoonZone(new Date().getUTCHours()));
const ADDRESS = `http://127.0.0.1:${PORT}`;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // Slow machines are allowed; no test waits for a time to pass.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  fullyParallel: true,
  workers: 2,
  // More tries tell a busy machine from a fault; what needed one is reported as flaky.
  retries: process.env.CI ? 2 : 0,
  forbidOnly: !!process.env.CI,
  reporter: process.env.CI ? [['line']] : [['list']],
  use: {
    baseURL: ADDRESS,
    viewport: { width: 1200, height: 800 },
    locale: 'en-GB',
    timezoneId: ZONE,
    colorScheme: 'light',
    trace: 'on-first-retry',
    launchOptions: {
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-domain-reliability',
        '--disable-sync',
        '--no-first-run',
        '--metrics-recording-only',
      ],
    },
  },
  webServer: {
    command: `npx vite preview --mode fake --port ${PORT}`,
    url: ADDRESS,
    reuseExistingServer: false,
    timeout: 60_000,
  },
});

/** The zone where it is two in the afternoon at this hour of UTC. The signs of these zones' names count westwards. */
function afternoonZone(hour: number): string {
  const ahead = 14 - hour;
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
