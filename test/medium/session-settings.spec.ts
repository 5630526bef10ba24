import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  connectClient,
  type Database,
  type ExportOutput,
  exportRates,
  exportSummaries,
  exportVariants,
  openDatabase,
  readSchemaDrift,
} from '#database';
import { TestApi } from '../helpers/api.js';
import { importDocuments } from '../helpers/catalogue-files.js';
import { CHANGES_MILL } from '../helpers/changes-mill-catalogue.js';
import { requestDelta } from '../helpers/delta-mill.js';
import { configFor } from '../helpers/postgres.js';
import { requestJob } from '../helpers/recalculation.js';
import { TwoRoles } from '../helpers/two-roles.js';
import { StandingWorker } from '../helpers/worker-process.js';

let roles: TwoRoles;
let name: string;
beforeAll(async () => {
  roles = await TwoRoles.create('settings');
  await roles.migrate();
  name = (await roles.asSuperuser.query<{ name: string }>('SELECT current_database() AS name')).rows[0]!.name;
});
afterAll(() => roles.close());

type Defaults = Readonly<Record<string, string>>;

/** Defaults under which statements mean something else, fail or end, in groups that do not hide each other. */
const GROUPS: readonly (readonly [string, Defaults])[] = [
  [
    'transactions that are serializable, read-only and deferrable',
    {
      default_transaction_isolation: "'serializable'",
      default_transaction_read_only: 'on',
      default_transaction_deferrable: 'on',
    },
  ],
  [
    'repeatable read, and limits that end statements and sessions',
    {
      default_transaction_isolation: "'repeatable read'",
      statement_timeout: '20',
      lock_timeout: '1',
      transaction_timeout: '20',
      idle_session_timeout: '300',
      idle_in_transaction_session_timeout: '1',
      exit_on_error: 'on',
    },
  ],
  [
    'another way of writing dates and numbers',
    {
      DateStyle: "'SQL, DMY'",
      IntervalStyle: "'sql_standard'",
      TimeZone: "'Asia/Kolkata'",
      extra_float_digits: '-15',
      lc_numeric: "'C'",
      lc_monetary: "'C'",
      lc_time: "'C'",
      client_encoding: "'latin1'",
    },
  ],
  [
    'another way of reading and writing literals',
    {
      DateStyle: "'German'",
      bytea_output: "'escape'",
      standard_conforming_strings: 'off',
      escape_string_warning: 'off',
      quote_all_identifiers: 'on',
      array_nulls: 'off',
      backslash_quote: 'on',
      transform_null_equals: 'on',
      xmloption: "'document'",
    },
  ],
  [
    'another search path, and what may be read by it',
    {
      search_path: "''",
      row_security: 'off',
      restrict_nonsystem_relation_kind: "'view, foreign-table'",
      client_min_messages: "'error'",
      check_function_bodies: 'off',
    },
  ],
  ['a schema of the role’s own in front', { search_path: "'costing_data', 'public'" }],
];

const SUBJECTS = [
  ['database', () => `DATABASE ${name}`],
  ['role', () => `ROLE ${roles.runtime}`],
] as const;

/** Runs `work` while sessions of the run-time role begin with the defaults. */
async function under<T>(subject: string, defaults: Defaults, work: () => Promise<T>): Promise<T> {
  const { version } = (
    await roles.asSuperuser.query<{ version: number }>(
      `SELECT current_setting('server_version_num')::integer AS version`,
    )
  ).rows[0]!;
  for (const [setting, value] of Object.entries(defaults)) {
    if (version < 170_000 && ['transaction_timeout', 'restrict_nonsystem_relation_kind'].includes(setting)) continue;
    await roles.asSuperuser.query(`ALTER ${subject} SET ${setting} = ${value}`);
  }
  try {
    return await work();
  } finally {
    await roles.asSuperuser.query(`ALTER ${subject} RESET ALL`);
  }
}

async function text(run: (output: ExportOutput) => Promise<number>): Promise<string> {
  const chunks: Buffer[] = [];
  await run({ write: (chunk) => (chunks.push(Buffer.from(chunk)), null) });
  return Buffer.concat(chunks).toString();
}

const open = (): Promise<Database> =>
  openDatabase(configFor({ url: roles.runtimeUrl }), { applicationName: 'costing test' });

/** Import, full job, edit, delta, exports, schema check; gives what the exports hold, without numbers of jobs. */
async function everything(): Promise<string> {
  const database = await open();
  const worker = new StandingWorker(database, {});
  worker.start();
  try {
    await importDocuments(roles.runtimeUrl, CHANGES_MILL);
    expect(await worker.ended(await requestJob(database))).toMatchObject({
      status: 'COMPLETED',
      processed: 20,
      failed: 0,
    });
    const power = { parameter_key: 'power_price', rate_value: '8.125', effective_date: '2026-02-01' };
    await importDocuments(roles.runtimeUrl, { price_rates: [power] });
    expect(await worker.ended((await requestDelta(database))!)).toMatchObject({
      status: 'COMPLETED',
      processed: 20,
      failed: 0,
    });
    const client = await database.connect('costing test');
    expect(await readSchemaDrift(client)).toEqual([]);
    await client.end();
    const format = 'csv' as const;
    const exports = [
      await text((output) => exportSummaries(database, output, { format })),
      await text((output) => exportVariants(database, output, { format })),
      await text((output) => exportRates(database, output, { format })),
    ];
    await database.pool.query(`DELETE FROM price_rates WHERE effective_date = '2026-02-01'`);
    return exports.join('\n').replaceAll(/,\d+,(\d{4}-\d\d-\d\d),\d{4}-\d\d-\d\dT[\d:.]+Z,/g, ',job,$1,time,');
  } finally {
    await worker.kill('SIGTERM');
    await database.close();
  }
}

describe('import, full job, delta, exports and schema check', () => {
  let expected: string;
  beforeAll(async () => {
    expected = await everything();
    expect(expected).toMatch(/^V0,.*,job,2026-06-30,time,CURRENT\r?$/m);
    expect(expected).toContain('2026-02-01');
  }, 120_000);

  it.each(GROUPS.flatMap(([how, defaults]) => SUBJECTS.map(([kind, subject]) => ({ how, kind, defaults, subject }))))(
    'are the same where the $kind has $how',
    async ({ defaults, subject }) => {
      expect(await under(subject(), defaults, everything)).toBe(expected);
    },
    120_000,
  );
});

describe('every session', () => {
  it.each(GROUPS)('sets what it needs before its first statement: %s', async (_, defaults) => {
    const read = async (client: Client): Promise<Record<string, string>> => {
      const { rows } = await client.query<{ name: string; setting: string }>(
        `SELECT name, current_setting(name) AS setting FROM unnest($1::text[]) AS name`,
        [Object.keys(defaults).filter((setting) => !NEEDED_BY_NOTHING.has(setting))],
      );
      return Object.fromEntries(rows.map((row) => [row.name, row.setting]));
    };
    const session = async (): Promise<Record<string, string>> => {
      const client = await connectClient({ connectionString: roles.runtimeUrl }, 'test');
      const settings = await read(client);
      await client.end();
      return settings;
    };
    const usual = await session();
    for (const [, subject] of SUBJECTS) expect(await under(subject(), defaults, session)).toEqual(usual);
  });

  /** Statements of this project mean the same whatever these are. */
  const NEEDED_BY_NOTHING = new Set([
    'lc_numeric',
    'lc_monetary',
    'lc_time',
    'escape_string_warning',
    'check_function_bodies',
  ]);

  it('obeys the options of its URL, and the limits that the program gives it', async () => {
    const url = `${roles.runtimeUrl}&options=${encodeURIComponent('-c search_path=costing_data')}`;
    const client = await connectClient({ connectionString: url, lock_timeout: 250 }, 'test');
    const { rows } = await client.query(
      `SELECT current_setting('search_path') AS path, current_setting('lock_timeout') AS wait`,
    );
    expect(rows).toEqual([{ path: 'costing_data', wait: '250ms' }]);
    await client.end();
  });

  it('says which default it may not change', async () => {
    await under(`ROLE ${roles.runtime}`, { session_replication_role: 'replica' }, async () => {
      await expect(open()).rejects.toMatchObject({
        code: 'DATABASE_UNAVAILABLE',
        message: expect.stringContaining('permission denied to set parameter "session_replication_role"'),
      });
    });
  });
});

describe('the API', () => {
  it('shows dates and times in ISO 8601 where the server writes 30/11/2026', async () => {
    await under(`DATABASE ${name}`, { DateStyle: "'SQL, DMY'", TimeZone: "'Asia/Kolkata'" }, async () => {
      const api = await TestApi.start({ url: roles.runtimeUrl });
      try {
        const rate = { parameter_key: 'idle_price', rate_value: '2', effective_date: '2026-11-30' };
        const { body } = await api.post('/api/v1/price-rates', rate).expect(201);
        expect(body).toMatchObject({ effective_date: '2026-11-30' });
        for (const path of ['price-rates', 'jobs', 'changes', 'cost-summaries', 'audit', 'stats']) {
          const { text: answer } = await api.get(`/api/v1/${path}`).expect(200);
          expect(answer).not.toMatch(/\d\d\/\d\d\/\d{4}/);
        }
        await api.delete(`/api/v1/price-rates/${(body as { id: string }).id}`).expect(204);
      } finally {
        await api.close();
      }
    });
  }, 60_000);
});

describe('an edit by SQL in a session of anybody’s', () => {
  it.each(GROUPS.filter(([, defaults]) => !('statement_timeout' in defaults)))(
    'is tracked and audited as any other: %s',
    async (_, defaults) => {
      const before = await recorded();
      const edit = { ...defaults, default_transaction_read_only: 'off' };
      await under(`ROLE ${roles.runtime}`, edit, async () => {
        const client = new Client(roles.runtimeUrl);
        await client.connect();
        await client.query(`UPDATE public.price_rates SET rate_value = rate_value + 0.25`);
        await client.query(`UPDATE public.master_yarns SET name = name || '!' WHERE code = 'GREEN-YARN'`);
        await client.query(`UPDATE public.process_steps SET formula_expression = formula_expression || ' '`);
        await client.query(`UPDATE public.variants SET is_active = NOT is_active WHERE sku = 'V1'`);
        await client.end();
      });
      // Five rates, one yarn and four steps; the variant is not audited, and the yarn's values are as they were.
      const after = await recorded();
      expect([after.changes - before.changes, after.entries - before.entries]).toEqual([5 + 4 + 1, 5 + 1 + 4]);
    },
  );

  const recorded = async (): Promise<{ changes: number; entries: number }> => {
    const { rows } = await roles.asOwner.query<{ changes: number; entries: number }>(
      `SELECT (SELECT count(*)::integer FROM calculation_changes) AS changes,
              (SELECT count(*)::integer FROM costing_audit.audit_entries) AS entries`,
    );
    return rows[0]!;
  };
});
