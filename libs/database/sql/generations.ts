import type { ClientBase, Pool } from 'pg';
import { type JobNo, PARTITION_COUNT, type PartitionNo } from '#costing';

type Queryable = ClientBase | Pool;

/** `variants_p07` */
export function variantsPartition(partitionNo: PartitionNo): string {
  return `variants_p${twoDigits(partitionNo)}`;
}

/** The schema of all tables that jobs create: the only one in which the run-time role may create anything. */
export const DATA_SCHEMA = 'costing_data';

/** `costing_data.cost_summaries_g42` */
export function generationTable(generation: JobNo): string {
  return `${DATA_SCHEMA}.cost_summaries_g${generation}`;
}

/** `costing_data.cost_summaries_g42_p07` */
export function generationLeaf(generation: JobNo, partitionNo: PartitionNo): string {
  return `${generationTable(generation)}_p${twoDigits(partitionNo)}`;
}

/**
 * A leaf while an attempt fills it: `costing_data.cost_summaries_g42_p07_a3`. A name of its own, because a frozen worker keeps that
 * of its attempt until its transaction ends, and whoever takes the task over must not wait for that.
 */
export function leafInWork({ jobNo, partitionNo, attempt }: LeafAttempt): string {
  return `${generationLeaf(jobNo, partitionNo)}_a${attempt}`;
}

/**
 * `costing_data.cost_summaries_d42_p07_a3`: what an attempt of delta 42 computed of a partition, until it is merged. It keeps the name
 * of its attempt: a new name for each of 64 small tables takes a fifth of their work.
 */
export function stagingTable({ jobNo, partitionNo, attempt }: LeafAttempt): string {
  return `${DATA_SCHEMA}.cost_summaries_d${jobNo}_p${twoDigits(partitionNo)}_a${attempt}`;
}

/** A regular expression for names of generations, their leaves and the staging of deltas in their schema. */
const JOB_TABLES = '^cost_summaries_(g[0-9]+(_p[0-9]{2})?|d[0-9]+_p[0-9]{2}_a[0-9]+)$';

export interface LeafAttempt {
  readonly jobNo: JobNo;
  readonly partitionNo: PartitionNo;
  readonly attempt: number;
}

/** The name within the schema of job tables. */
const withoutSchema = (table: string): string => table.slice(DATA_SCHEMA.length + 1);

const twoDigits = (n: number): string => String(n).padStart(2, '0');

/**
 * The generation's parent; it hangs on nothing that readers see until `attachGeneration`. Its CHECK says what its place
 * below `cost_summaries` demands, so that attaching it needs no scan.
 */
export async function createGeneration(client: ClientBase, generation: JobNo): Promise<void> {
  const table = generationTable(generation);
  // Defaults: what is the same in every row is not sent with it, a quarter of the bytes of a COPY.
  await client.query(
    `CREATE TABLE ${table}
       (LIKE cost_summaries INCLUDING DEFAULTS, CONSTRAINT ${GENERATION_CHECK} CHECK (generation = ${generation}))
       PARTITION BY HASH (variant_id);
     ALTER TABLE ${table} ALTER job_no SET DEFAULT ${generation}, ALTER generation SET DEFAULT ${generation}`,
  );
}

/** One name in the generation and its leaves: under another one, attaching would check all rows once more. */
const GENERATION_CHECK = 'generation_check';

/**
 * A bare leaf, made in the transaction that fills it: COPY may then freeze its rows and need not log them. The CHECKs
 * say what its place in the hierarchy demands, so that attaching it needs no scan; checked by the COPY they cost
 * next to nothing, afterwards a scan (2 to 4 ms for 31,000 rows). The room in its pages lets a delta of up to a tenth of
 * the rows change them where they are, without touching the key: two thirds of the time of a merge.
 */
export async function createLeaf(client: ClientBase, attempt: LeafAttempt): Promise<void> {
  const table = generationTable(attempt.jobNo);
  await client.query(
    `CREATE TABLE ${leafInWork(attempt)}
       (LIKE ${table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
        CONSTRAINT partition_check
          CHECK (satisfies_hash_partition('${table}'::regclass::oid, ${PARTITION_COUNT}, ${attempt.partitionNo}, variant_id)))
       WITH (fillfactor = 85)`,
  );
}

/** What was carried over into a leaf. */
export interface CarriedSummaries {
  readonly rows: number;
  readonly materialMicros: bigint;
  readonly processMicros: bigint;
  readonly overheadMicros: bigint;
}

/**
 * Takes over the summaries that some variants of a partition have in an earlier generation, as they are, with the number
 * of the job that computed them. `ids` holds 16 bytes for each variant.
 */
export async function carrySummaries(
  client: ClientBase,
  from: JobNo,
  to: LeafAttempt,
  ids: Buffer,
): Promise<CarriedSummaries> {
  const list = Array.from({ length: ids.length / 16 }, (_, n) => ids.toString('hex', n * 16, n * 16 + 16));
  const { rows } = await client.query<{ rows: string; material: string; process: string; overhead: string }>({
    text: `WITH carried AS (
             INSERT INTO ${leafInWork(to)}
               (variant_id, material_micros, process_micros, overhead_micros, job_no)
             SELECT variant_id, material_micros, process_micros, overhead_micros, abs(job_no)
               FROM ${generationLeaf(from, to.partitionNo)} WHERE variant_id = ANY ($1::uuid[])
             RETURNING material_micros, process_micros, overhead_micros)
           SELECT count(*) AS rows, coalesce(sum(material_micros), 0) AS material,
                  coalesce(sum(process_micros), 0) AS process, coalesce(sum(overhead_micros), 0) AS overhead
             FROM carried`,
    values: [list],
  });
  const row = rows[0]!;
  return {
    rows: Number(row.rows),
    materialMicros: BigInt(row.material),
    processMicros: BigInt(row.process),
    overheadMicros: BigInt(row.overhead),
  };
}

/** Key and statistics of a filled leaf. */
export async function completeLeaf(client: ClientBase, attempt: LeafAttempt): Promise<void> {
  const leaf = leafInWork(attempt);
  // A small sample: the leaf is read by its key or whole, never by a range that a histogram would tell.
  await client.query(
    `ALTER TABLE ${leaf} ADD PRIMARY KEY (variant_id);
     SET LOCAL default_statistics_target = 1;
     ANALYZE ${leaf}`,
  );
}

/** Gives a leaf the name that it is read by; only for the attempt that the task belongs to, so nobody else wants it. */
export async function nameLeaf(client: ClientBase, attempt: LeafAttempt): Promise<void> {
  const leaf = leafInWork(attempt);
  const name = withoutSchema(generationLeaf(attempt.jobNo, attempt.partitionNo));
  await client.query(
    `ALTER TABLE ${leaf} RENAME TO ${name};
     ALTER INDEX ${leaf}_pkey RENAME TO ${name}_pkey`,
  );
}

/** Rows and sums that a generation's leaves really hold. */
export interface GenerationContents {
  readonly rows: bigint;
  readonly materialMicros: bigint;
  readonly processMicros: bigint;
  readonly overheadMicros: bigint;
}

/** Puts a committed leaf below its generation. */
export async function attachLeaf(client: ClientBase, generation: JobNo, partitionNo: PartitionNo): Promise<void> {
  await client.query(
    `ALTER TABLE ${generationTable(generation)} ATTACH PARTITION ${generationLeaf(generation, partitionNo)}
       FOR VALUES WITH (MODULUS ${PARTITION_COUNT}, REMAINDER ${partitionNo})`,
  );
}

/**
 * Puts the leaves that are not yet there below the generation, and the generation below `cost_summaries`. Behind the
 * lock that attaching takes: the lane of the last task may be about to attach its leaf, too.
 */
export async function attachGeneration(client: ClientBase, generation: JobNo): Promise<void> {
  const table = generationTable(generation);
  await client.query(`LOCK TABLE ONLY ${table} IN SHARE UPDATE EXCLUSIVE MODE`);
  const { rows } = await client.query<{ leaf: string }>({
    text: `SELECT '${DATA_SCHEMA}.' || c.relname AS leaf FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass($1)`,
    values: [table],
  });
  const attached = new Set(rows.map(({ leaf }) => leaf));
  for (let n = 0; n < PARTITION_COUNT; n++) {
    if (!attached.has(generationLeaf(generation, n))) await attachLeaf(client, generation, n);
  }
  await client.query(`ALTER TABLE cost_summaries ATTACH PARTITION ${table} FOR VALUES IN (${generation})`);
}

/** Counts and adds up what the leaves hold: the stored rows, not what was meant to be stored. */
export async function readGenerationContents(client: Queryable, generation: JobNo): Promise<GenerationContents> {
  const { rows } = await client.query<Record<'rows' | 'material' | 'process' | 'overhead', string>>(
    `SELECT count(*) AS rows, coalesce(sum(material_micros), 0) AS material,
            coalesce(sum(process_micros), 0) AS process, coalesce(sum(overhead_micros), 0) AS overhead
       FROM ${generationTable(generation)}`,
  );
  const row = rows[0]!;
  return {
    rows: BigInt(row.rows),
    materialMicros: BigInt(row.material),
    processMicros: BigInt(row.process),
    overheadMicros: BigInt(row.overhead),
  };
}

/** The generation that readers see, the one before it, and the epoch; numbers are null before the first release. */
export interface ReleasedGeneration {
  readonly generation: JobNo | null;
  readonly previousGeneration: JobNo | null;
  readonly epoch: number;
}

/** Which generation readers see now. */
export async function readReleasedGeneration(client: Queryable): Promise<ReleasedGeneration> {
  const { rows } = await client.query<{ generation: number | null; previous_generation: number | null; epoch: string }>(
    `SELECT generation, previous_generation, epoch FROM released_generation`,
  );
  const row = rows[0]!;
  return { generation: row.generation, previousGeneration: row.previous_generation, epoch: Number(row.epoch) };
}

/**
 * The generation's summaries can be read: it is below one of the parents and nobody has begun to drop it. A kept one is
 * held while it moves from one parent to the other, too.
 */
export async function isGenerationHeld(client: Queryable, generation: JobNo): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>({
    text: `SELECT EXISTS (SELECT FROM pg_inherits
                           WHERE inhrelid = to_regclass($1) AND inhparent = 'cost_summaries'::regclass
                             AND NOT inhdetachpending)
               OR to_regclass($1) IS NOT NULL
                  AND EXISTS (SELECT FROM recalculation_jobs
                               WHERE job_no = $2 AND kept_name IS NOT NULL AND status = 'COMPLETED') AS held`,
    values: [generationTable(generation), generation],
  });
  return rows[0]!.held;
}

/** The generation has been created and not been dropped; whether readers may see it is another question. */
export async function generationExists(client: Queryable, generation: JobNo): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>({
    text: `SELECT to_regclass($1) IS NOT NULL AS exists`,
    values: [generationTable(generation)],
  });
  return rows[0]!.exists;
}

/** Until the transaction ends nobody drops the generation or one of its leaves. Throws 42P01 when somebody has. */
export async function lockGenerationForReading(client: ClientBase, generation: JobNo): Promise<void> {
  await client.query(`LOCK TABLE ${generationTable(generation)} IN ACCESS SHARE MODE`);
}

/**
 * Transactions that hold a lock on the summaries and may be between the planning of a statement and its snapshot, by
 * their virtual ids. An idle transaction plans its next statement anew, and a statement that began more than `seconds`
 * ago has its snapshot. A session whose state this role may not see counts.
 */
export async function listReaders(client: Queryable, seconds: number): Promise<string[]> {
  const { rows } = await client.query<{ reader: string }>({
    text: `SELECT DISTINCT l.virtualtransaction AS reader
             FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.relation = 'cost_summaries'::regclass AND l.granted AND l.pid <> pg_backend_pid()
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND coalesce(a.state NOT LIKE 'idle in transaction%', true)
              AND coalesce(a.query_start > clock_timestamp() - make_interval(secs => $1), true)`,
    values: [seconds],
  });
  return rows.map(({ reader }) => reader);
}

/**
 * Nobody moves the readers, or begins a job by what they see, until the end of the transaction: `FOR SHARE` among those
 * who begin jobs, `FOR UPDATE` for who moves the readers or keeps what they see.
 */
export async function lockReleasedGeneration(
  client: ClientBase,
  strength: 'FOR SHARE' | 'FOR UPDATE',
): Promise<ReleasedGeneration> {
  await client.query(`SELECT FROM released_generation ${strength}`);
  return readReleasedGeneration(client);
}

/**
 * Tells caches and lists, in the transaction that changed rows of the released generation, that they are other ones:
 * the epoch moves, and the generation's figures are of that epoch.
 */
export async function advanceEpoch(client: ClientBase, generation: JobNo): Promise<void> {
  await client.query({
    text: `WITH advanced AS (UPDATE released_generation SET epoch = epoch + 1 RETURNING epoch)
           UPDATE recalculation_jobs SET figures_epoch = advanced.epoch FROM advanced WHERE job_no = $1`,
    values: [generation],
  });
}

/** Moves the readers to `generation`; the one they leave becomes the previous one. */
export async function pointToGeneration(client: ClientBase, generation: JobNo): Promise<void> {
  await client.query({
    text: `UPDATE released_generation
              SET previous_generation = generation, generation = $1, epoch = epoch + 1, released_at = clock_timestamp()`,
    values: [generation],
  });
}

/** Moves the readers back to the previous generation; nothing is before that one any more. */
export async function pointToPrevious(client: ClientBase): Promise<void> {
  await client.query(
    `UPDATE released_generation SET generation = previous_generation, previous_generation = NULL, epoch = epoch + 1,
            released_at = clock_timestamp()`,
  );
}

/**
 * Tables of generations, and of deltas' staging, that jobs made and nobody needs: not released, not the previous one, not
 * kept, of no job that is active or staged, nor of the newest job when it failed: `retryJob` goes on with what it has,
 * except with a merge.
 */
export async function listUnneededGenerations(client: Queryable): Promise<JobNo[]> {
  const { rows } = await client.query<{ generation: number }>(
    `SELECT DISTINCT substring(c.relname FROM '^cost_summaries_[gd]([0-9]+)')::integer AS generation
       FROM pg_class c
      WHERE c.relnamespace = '${DATA_SCHEMA}'::regnamespace AND c.relkind IN ('r', 'p')
        AND c.relname ~ '${JOB_TABLES}'
        AND substring(c.relname FROM '^cost_summaries_[gd]([0-9]+)')::integer IN (SELECT job_no FROM recalculation_jobs)
     EXCEPT SELECT generation FROM released_generation
     EXCEPT SELECT previous_generation FROM released_generation
     EXCEPT SELECT job_no FROM recalculation_jobs WHERE kept_name IS NOT NULL
        OR status IN ('PENDING', 'RUNNING', 'STAGED')
        OR status = 'FAILED' AND job_no = (SELECT max(job_no) FROM recalculation_jobs)
           AND coalesce(plan NOT IN ('MERGE', 'MERGE_BY_PARTITION'), true)
      ORDER BY 1`,
  );
  return rows.map(({ generation }) => generation);
}

/**
 * Kept generations that stand in the way of readers who cannot see them: those still below `cost_summaries` that are
 * neither released nor the previous one.
 */
export async function listGenerationsToSetAside(client: Queryable): Promise<JobNo[]> {
  const { rows } = await client.query<{ generation: number }>(
    `SELECT j.job_no AS generation
       FROM recalculation_jobs j
            JOIN pg_class c ON c.oid = to_regclass('${DATA_SCHEMA}.cost_summaries_g' || j.job_no)
            LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
            CROSS JOIN released_generation r
      WHERE j.kept_name IS NOT NULL AND j.status = 'COMPLETED'
        AND j.job_no IS DISTINCT FROM r.generation AND j.job_no IS DISTINCT FROM r.previous_generation
        AND i.inhparent IS DISTINCT FROM 'kept_cost_summaries'::regclass
      ORDER BY 1`,
  );
  return rows.map(({ generation }) => generation);
}

/** Moves a kept generation below the parent that the view does not read; outside a transaction, as `dropGeneration`. */
export async function setGenerationAside(client: ClientBase, generation: JobNo): Promise<void> {
  await detachGeneration(client, generation);
  await client.query(
    `ALTER TABLE kept_cost_summaries ATTACH PARTITION ${generationTable(generation)} FOR VALUES IN (${generation})`,
  );
}

/** The view can show the generation: it is below `cost_summaries`, and stays there as long as nobody begins to move it. */
export async function isGenerationInView(client: Queryable, generation: JobNo): Promise<boolean> {
  const { rows } = await client.query<{ inView: boolean }>({
    text: `SELECT EXISTS (SELECT FROM pg_inherits
                           WHERE inhrelid = to_regclass($1) AND inhparent = 'cost_summaries'::regclass
                             AND NOT inhdetachpending) AS "inView"`,
    values: [generationTable(generation)],
  });
  return rows[0]!.inView;
}

/** Undoes `setGenerationAside`, in a transaction of the caller's that moves no pointer. */
export async function bringGenerationBack(client: ClientBase, generation: JobNo): Promise<void> {
  const table = generationTable(generation);
  const { rows } = await client.query<{ kept: boolean }>({
    text: `SELECT inhparent = 'kept_cost_summaries'::regclass AS kept FROM pg_inherits WHERE inhrelid = to_regclass($1)`,
    values: [table],
  });
  if (rows[0]?.kept) await client.query(`ALTER TABLE kept_cost_summaries DETACH PARTITION ${table}`);
  await client.query(`ALTER TABLE cost_summaries ATTACH PARTITION ${table} FOR VALUES IN (${generation})`);
}

/**
 * Drops a generation with all its leaves, attached or not. Detaching concurrently waits for readers of old snapshots
 * instead of failing them, so this must run outside a transaction.
 */
export async function dropGeneration(client: ClientBase, generation: JobNo): Promise<void> {
  await detachGeneration(client, generation);
  await dropGenerationTables(client, generation);
}

/** Ends a detachment that has begun; outside a transaction, as `dropGeneration`. */
export async function finalizeDetachment(client: ClientBase, generation: JobNo): Promise<void> {
  await detachGeneration(client, generation);
}

async function detachGeneration(client: ClientBase, generation: JobNo): Promise<void> {
  const table = generationTable(generation);
  const { rows } = await client.query<{ pending: boolean; kept: boolean }>({
    text: `SELECT inhdetachpending AS pending, inhparent = to_regclass('kept_cost_summaries') AS kept
             FROM pg_inherits WHERE inhrelid = to_regclass($1)`,
    values: [table],
  });
  const attached = rows[0];
  if (!attached) return;
  const parent = attached.kept ? 'kept_cost_summaries' : 'cost_summaries';
  await client.query(
    `ALTER TABLE ${parent} DETACH PARTITION ${table} ${attached.pending ? 'FINALIZE' : 'CONCURRENTLY'}`,
  );
}

/** The tables of what a delta staged. */
async function listStaging(client: Queryable, jobNo: JobNo): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>({
    text: `SELECT '${DATA_SCHEMA}.' || relname AS name FROM pg_class
            WHERE relnamespace = '${DATA_SCHEMA}'::regnamespace AND relkind = 'r'
              AND relname ~ ('^cost_summaries_d' || $1::integer || '_p[0-9]{2}_a[0-9]+$')`,
    values: [jobNo],
  });
  return rows.map(({ name }) => name);
}

/** Drops the tables of a generation that no reader can know of, and what a delta of that number staged. */
export async function dropGenerationTables(client: ClientBase, generation: JobNo): Promise<void> {
  const leaves = Array.from({ length: PARTITION_COUNT }, (_, n) => generationLeaf(generation, n));
  await client.query(`DROP TABLE IF EXISTS ${[generationTable(generation), ...leaves].join(', ')}`);
  const staged = await listStaging(client, generation);
  if (staged.length > 0) await client.query(`DROP TABLE IF EXISTS ${staged.join(', ')}`);
}
