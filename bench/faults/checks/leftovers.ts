import { type Client, DATA_SCHEMA } from '#database';

const SHOWN_MAX = 5;

/** Tables that are there whatever was calculated, by name. */
export async function listTables(client: Client): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'm')`,
  );
  return new Set(rows.map(({ name }) => name));
}

/**
 * Tables that should not be: of generations other than the released one and the one before, leaves that no generation
 * holds, anything that was not there at the beginning; and of those two what is missing.
 */
export async function findLeftovers(client: Client, known: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await client.query<{ name: string; generation: number | null; attached: boolean; leaf: boolean }>(
    `SELECT relname AS name, relispartition AS attached, relname ~ '_p[0-9]{2}$' AS leaf,
            substring(relname FROM '^cost_summaries_g([0-9]+)(_p[0-9]{2})?$')::integer AS generation
       FROM pg_class
      WHERE relnamespace IN (current_schema()::regnamespace, '${DATA_SCHEMA}'::regnamespace) AND relkind IN ('r', 'p', 'm')
      ORDER BY relname`,
  );
  const { rows: pointers } = await client.query<{ generation: number | null; previous: number | null }>(
    'SELECT generation, previous_generation AS previous FROM released_generation',
  );
  const wanted = new Set(Object.values(pointers[0]!).filter((generation) => generation !== null));
  const strange = rows.filter(({ name, generation, attached }) => {
    return !known.has(name) && (generation === null || !wanted.has(generation) || !attached);
  });
  const names = strange.slice(0, SHOWN_MAX).map(({ name }) => name);
  const faults = strange.length === 0 ? [] : [`${strange.length} tables are left over: ${names.join(', ')} …`];
  for (const generation of wanted) {
    const leaves = rows.filter((row) => row.generation === generation && row.leaf).length;
    if (leaves !== 64) faults.push(`generation ${generation} has ${leaves} leaves`);
  }
  return faults;
}

/** Sessions of the programs that sit in a transaction. */
export async function findOpenTransactions(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ sentence: string }>(
    `SELECT format('session %s (%s) is %s since %s s: %s', pid, application_name, state,
                   round(extract(epoch FROM clock_timestamp() - state_change)), left(query, 120)) AS sentence
       FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
        AND backend_type = 'client backend' AND application_name NOT LIKE '%faults%'`,
  );
  return rows.map(({ sentence }) => sentence);
}
