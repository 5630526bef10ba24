import { PARTITION_COUNT } from '#costing';
import {
  attachGeneration,
  attachLeaf,
  beginBulk,
  type Client,
  commit,
  completeLeaf,
  createGeneration,
  createLeaf,
  dropGeneration,
  generationLeaf,
  inClientTransaction,
  leafInWork,
  nameLeaf,
  readGenerationContents,
  rollback,
  useSynchronousCommit,
} from '#database';
import { routingSql } from '../../test/oracle/routing-sql.js';
import { ORACLE_FUNCTIONS } from '../../test/oracle/sql-functions.js';
import type { BenchContext, BenchRow, Measured } from '../bench-row.js';
import type { RowName } from '../options.js';
import { compareMicros } from '../compare.js';
import { Lanes, timed } from '../lanes.js';
import { prepareTypedTables, typedColumn, typedLeaf } from '../prepare/typed-tables.js';
import { nestedRoutingSql } from '../sql/nested-routing.js';
import { BARE, GUARDED } from '../sql/routing-style.js';
import { ownOrLiteral, ownRows, resolvedRows, type RoutingToWrite, routingsToWrite } from '../sql/typed-rows.js';

/** Generations of ours never get there; the tables have the names and the form of a generation. */
const GENERATION = 2_000_000_000;
/** SQLSTATE class of data exceptions: overflow, underflow, a root or power without value. */
const DATA_EXCEPTION = '22';

/**
 * Formulas as set-based SQL over typed columns, into tables like ours, with the same end: key, checks, attached,
 * verified, committed durably. `sql` means all that ours means but the figures that failed variants keep (there are
 * none); `sql_bare` is the same without inheritance, guards and rounding rules.
 */
export class TypedSql implements BenchRow {
  private lanes: Lanes | null = null;
  private routings: RoutingToWrite[] = [];
  private onVariants: ReadonlySet<number> = new Set();

  constructor(
    readonly name: Extract<RowName, 'sql' | 'sql_bare'>,
    private readonly context: BenchContext,
  ) {}

  async prepare(): Promise<void> {
    const { client, database, config, snapshot } = this.context;
    await prepareTypedTables(this.context);
    this.routings = routingsToWrite(snapshot);
    const { rows } = await client.query<{ id: number }>(
      `SELECT u.parameter_id AS id FROM (SELECT parameters FROM variants LIMIT 1) v, unpack_parameters(v.parameters) u`,
    );
    this.onVariants = new Set(rows.map(({ id }) => id));
    this.lanes = await Lanes.open(database, config.worker.lanes, ORACLE_FUNCTIONS);
    await this.discard();
  }

  async run(): Promise<Measured> {
    const { client } = this.context;
    let rows = 0;
    const { seconds } = await timed(async () => {
      await inClientTransaction(client, () => createGeneration(client, GENERATION));
      const stored = await this.lanes!.each(async (lane, partitionNo) => {
        const counted = await this.fillLeaf(lane, partitionNo);
        rows += counted.rows;
        return counted.stored;
      });
      await inClientTransaction(client, () => release(client, stored));
    });
    return { rows, seconds };
  }

  async check(): Promise<string | null> {
    if (this.name === 'sql_bare') return null;
    return compareMicros(this.context, this.name, (partitionNo) => generationLeaf(GENERATION, partitionNo));
  }

  discard(): Promise<void> {
    return dropGeneration(this.context.client, GENERATION);
  }

  async close(): Promise<void> {
    await this.lanes?.close();
  }

  /** One leaf in one transaction, as ours; numbers outside a double's range cost a second, slower try. */
  private async fillLeaf(lane: Client, partitionNo: number): Promise<{ rows: number; stored: number }> {
    try {
      return await this.tryLeaf(lane, partitionNo, (toWrite) => this.fastForm(toWrite, typedLeaf(partitionNo)));
    } catch (error) {
      await rollback(lane);
      const { code } = error as { code?: unknown };
      if (this.name !== 'sql' || typeof code !== 'string' || !code.startsWith(DATA_EXCEPTION)) throw error;
      return this.tryLeaf(lane, partitionNo, (toWrite) => safeForm(toWrite, typedLeaf(partitionNo)));
    }
  }

  private async tryLeaf(lane: Client, partitionNo: number, select: (toWrite: RoutingToWrite) => string) {
    await beginBulk(lane, this.context.config.database.bulkSynchronousCommit);
    const leaf = { jobNo: GENERATION, partitionNo, attempt: 1 };
    await createLeaf(lane, leaf);
    const selects = this.routings.map(
      (toWrite) => `SELECT variant_id, material, process, overhead, ${GENERATION}, ${GENERATION}
                      FROM (${select(toWrite)}) r`,
    );
    const inserted = await lane.query(`INSERT INTO ${leafInWork(leaf)} ${selects.join('\nUNION ALL ')}`);
    // What is there and was not stored has failed.
    const { rows } = await lane.query<{ count: string }>(
      `SELECT count(*) FROM ${typedLeaf(partitionNo)} WHERE is_active`,
    );
    await completeLeaf(lane, leaf);
    await nameLeaf(lane, leaf);
    await commit(lane);
    await attachLeaf(lane, GENERATION, partitionNo);
    return { rows: Number(rows[0]!.count), stored: inserted.rowCount ?? 0 };
  }

  private fastForm(toWrite: RoutingToWrite, leaf: string): string {
    if (this.name === 'sql_bare') {
      const valueOf = ownOrLiteral(toWrite, this.context.snapshot, this.onVariants);
      return nestedRoutingSql(toWrite.checked, ownRows(toWrite, leaf, this.onVariants), valueOf, BARE);
    }
    return nestedRoutingSql(toWrite.checked, resolvedRows(toWrite, leaf), columnOf(toWrite), GUARDED);
  }
}

/** The oracle's form: no value of a parameter makes it raise an error. */
function safeForm(toWrite: RoutingToWrite, leaf: string): string {
  const column = columnOf(toWrite);
  const sql = routingSql(toWrite.checked, (key) => `r.${column(key)}`);
  return `SELECT r.variant_id, ${sql.material} AS material, ${sql.process} AS process, ${sql.overhead} AS overhead
            FROM (${resolvedRows(toWrite, leaf)}) r ${sql.from} WHERE ${sql.ok}`;
}

function columnOf({ parameters }: RoutingToWrite): (key: string) => string {
  return (key) => typedColumn(parameters.find((parameter) => parameter.key === key)!);
}

/** As ours does it, the pointer apart: readers stay where they are. */
async function release(client: Client, stored: number): Promise<void> {
  await useSynchronousCommit(client, 'on');
  await attachGeneration(client, GENERATION);
  const contents = await readGenerationContents(client, GENERATION);
  if (Number(contents.rows) === stored) return;
  throw new Error(`${PARTITION_COUNT} leaves hold ${contents.rows} rows where ${stored} were stored`);
}
