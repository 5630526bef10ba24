import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { systemProgram } from './system-program.js';

const ABSENT =
  'Tests of the API pages need the browser chromium on PATH: install it with `apt-get install chromium` (Debian, ' +
  'Ubuntu) or `brew install chromium` (macOS).';
/** As root there is no sandbox, and nothing but the page under test may go anywhere. */
const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** A headless browser with a profile of its own, both gone after `use`. */
export async function withBrowser<T>(use: (browser: BrowserContext) => Promise<T>): Promise<T> {
  const executablePath = await systemProgram('chromium', ABSENT);
  const profile = await mkdtemp(join(tmpdir(), 'costing-browser-'));
  try {
    const browser = await chromium.launchPersistentContext(profile, { executablePath, headless: true, args: FLAGS });
    try {
      return await use(browser);
    } finally {
      await browser.close();
    }
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
