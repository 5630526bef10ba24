import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, findActiveJob } from '#database';
import { endActiveJob } from '#jobs';
import { startProgram } from '#platform';
import { ATTACK_NAMES, type Attack } from '../attack/attacks.js';
import { runAttack } from '../attack/run-attack.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { TestKeys } from '../helpers/api-keys.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';
import { openTestDatabase, recalculate, requestJob } from '../helpers/recalculation.js';

/** `npm run attack` attacks for longer, with more, and measures. */
const SECONDS = 1;
const READERS = 4;
const SOCKETS = 300;
const PER_ADDRESS = 100;

let server: TestDatabase;
let database: Database;
let keys: TestKeys;
let api: ReturnType<typeof startProgram>;
let url: string;
beforeAll(async () => {
  server = await testDatabase();
  database = await openTestDatabase(server);
  keys = await TestKeys.ofEveryRole();
  await importDocuments(server.url, CHANGES_MILL);
  await recalculate(database);
  const environment = { API_KEYS_FILE: keys.path, PORT: '0', API_CONNECTIONS_PER_ADDRESS: String(PER_ADDRESS) };
  api = startProgram('apps/api/main', [], { ...environment, DATABASE_URL: server.url, LOG_LEVEL: 'silent' });
  [{ listening: url }] = (await once(api, 'message')) as [{ listening: string }];
}, 120_000);
afterAll(async () => {
  api.kill('SIGTERM');
  await once(api, 'exit');
  keys.remove();
  await database.close();
  await server.close();
});

/** What the attacker must have been answered, among other things: else the attack was none. */
const MET: Readonly<Record<Attack, RegExp>> = {
  none: /^$/,
  deltas: /200|202|409/,
  'deltas beside a job': /^409$/,
  members: /400/,
  sockets: /429/,
  'unread bodies': /401/,
  reports: /200/,
};

it.each(ATTACK_NAMES)('readers have no error beside the attack %s', { timeout: 60_000 }, async (attack) => {
  if (attack === 'deltas beside a job') await requestJob(database);
  const order = { attack, url, key: keys.sent['operator']!, seconds: SECONDS, sockets: SOCKETS };
  const reading = { skus: ['V0', 'V7', 'V19'], readers: READERS, viewerKey: keys.sent['viewer']! };
  const { lookUps, probes, attacker } = await runAttack(order, reading);
  const active = await findActiveJob(database.pool);
  if (active) await endActiveJob(database, active.jobId, 'CANCELLED', null);
  expect([lookUps.errors, probes.errors]).toEqual([[], []]);
  expect(Math.min(lookUps.requests, probes.requests)).toBeGreaterThan(0);
  expect(Object.keys(attacker).join(' ')).toMatch(MET[attack]);
  expect(Object.keys(attacker).filter((status) => /^5/.test(status))).toEqual([]);
});
