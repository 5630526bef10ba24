import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApi } from '../helpers/api.js';
import { withBrowser } from '../helpers/browser.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await testDatabase();
  api = await TestApi.start(database);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

/** What a browser that shows the page complained about, where it went, and what a call of `getStats` showed. */
async function tryStats(browser: BrowserContext) {
  const complaints: string[] = [];
  const hosts = new Set<string>();
  const page = await browser.newPage();
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).host);
  });
  await page.goto(`${api.url}/api/docs`);
  const operation = page.locator('.opblock', { hasText: 'getStats' });
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = operation.locator('.live-responses-table .response');
  const status = await answer.locator('.response-col_status').innerText();
  const body = await answer.locator('.highlight-code').first().innerText();
  return { complaints, hosts: [...hosts], status, body, operations: await page.locator('.opblock').count() };
}

describe('/api/docs in a browser', () => {
  it('shows the operations and runs one', { timeout: 420_000 }, async () => {
    const { complaints, hosts, status, body, operations } = await withBrowser(tryStats);
    expect(status.trim()).toMatch(/^200\b/);
    expect(body).toContain('"failed_in_last_job": 0');
    expect(operations).toBeGreaterThan(15);
    expect(complaints).toEqual([]);
    expect(hosts).toEqual([new URL(api.url).host]);
  });
});
