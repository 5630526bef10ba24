import type { ParameterDefinition } from '#costing';
import { beginBulk, type Client, commit } from '#database';
import type { BenchContext, BenchRow, Measured } from '../bench-row.js';
import { compareMicros } from '../compare.js';
import { Lanes, timed } from '../lanes.js';
import { BENCH_SCHEMA, benchLeaf } from '../prepare/bench-schema.js';
import { jsonbLeaf, jsonbPartitions, JSONB_YARNS, prepareJsonbTables } from '../prepare/jsonb-tables.js';
import { ITEM_PRICES, prepareItemPrices, typedColumn } from '../prepare/typed-tables.js';
import { nestedRoutingSql } from '../sql/nested-routing.js';
import { NUMERIC } from '../sql/routing-style.js';
import { inheritedByAll, type RoutingToWrite, routingsToWrite } from '../sql/typed-rows.js';

/** Partitions are alike: what is done by then says how long all would take. */
const SECONDS_MAX = 60;
/** numeric divides to about 16 digits. */
const RELATIVE_TOLERANCE = 1e-9;

const RESULT_COLUMNS = `variant_id uuid PRIMARY KEY, total_material_cost numeric(18,6) NOT NULL,
  total_process_cost numeric(18,6) NOT NULL, total_overhead numeric(18,6) NOT NULL, job_no integer NOT NULL`;

const resultLeaf = (partitionNo: number): string => benchLeaf('jsonb_result', partitionNo);

/**
 * Set-based SQL as one would write it first: parameters in jsonb, money and arithmetic in numeric, an INSERT … SELECT
 * for each routing into a table with its key. The tables are made in the transaction, so that they too need no log.
 */
export class JsonbSql implements BenchRow {
  readonly name = 'sql_jsonb';
  private lanes: Lanes | null = null;
  private routings: RoutingToWrite[] = [];
  private done: number[] = [];

  constructor(private readonly context: BenchContext) {}

  async prepare(): Promise<void> {
    const { client, database, config, snapshot } = this.context;
    await prepareJsonbTables(this.context);
    await prepareItemPrices(client, snapshot);
    this.routings = routingsToWrite(snapshot);
    this.lanes = await Lanes.open(database, config.worker.lanes, '');
    this.done = Array.from({ length: jsonbPartitions(this.context) }, (_, n) => n);
    await this.discard();
  }

  async run(): Promise<Measured> {
    const { config } = this.context;
    this.done = [];
    const { seconds, result } = await timed(() =>
      this.lanes!.each(
        async (lane, partitionNo) => {
          this.done.push(partitionNo);
          await beginBulk(lane, config.database.bulkSynchronousCommit);
          await lane.query(`CREATE TABLE ${resultLeaf(partitionNo)} (${RESULT_COLUMNS})`);
          let rows = 0;
          for (const toWrite of this.routings) rows += await insertRouting(lane, toWrite, partitionNo);
          await commit(lane);
          return rows;
        },
        { count: jsonbPartitions(this.context), secondsMax: SECONDS_MAX },
      ),
    );
    return { rows: result, seconds };
  }

  async check(): Promise<string> {
    const micros = (column: string): string => `(${column} * 1000000)::bigint`;
    const asMicros = (partitionNo: number): string =>
      `(SELECT variant_id, ${micros('total_material_cost')} AS material_micros,
               ${micros('total_process_cost')} AS process_micros, ${micros('total_overhead')} AS overhead_micros
          FROM ${resultLeaf(partitionNo)})`;
    const options = { partitions: this.done, relativeTolerance: RELATIVE_TOLERANCE };
    return compareMicros(this.context, this.name, asMicros, options);
  }

  async discard(): Promise<void> {
    await this.context.client.query(`CREATE SCHEMA IF NOT EXISTS ${BENCH_SCHEMA}`);
    for (const partitionNo of this.done) {
      await this.context.client.query(`DROP TABLE IF EXISTS ${resultLeaf(partitionNo)}`);
    }
  }

  async close(): Promise<void> {
    await this.lanes?.close();
  }
}

async function insertRouting(lane: Client, toWrite: RoutingToWrite, partitionNo: number): Promise<number> {
  const columnOf = (key: string): string => typedColumn(toWrite.parameters.find((parameter) => parameter.key === key)!);
  const select = nestedRoutingSql(toWrite.checked, jsonbRows(toWrite, partitionNo), columnOf, NUMERIC);
  const { rowCount } = await lane.query(
    `INSERT INTO ${resultLeaf(partitionNo)} SELECT variant_id, material, process, overhead, 0 FROM (${select}) r`,
  );
  return rowCount ?? 0;
}

/** `variant_id` and the parameters in numeric: the variant's, its yarn's, or what all inherit. */
function jsonbRows(toWrite: RoutingToWrite, partitionNo: number): string {
  const joins: string[] = [];
  const value = (parameter: ParameterDefinition): string => {
    const inherited = inheritedByAll(toWrite, parameter);
    const last = inherited === null ? '' : `, ${inherited}::numeric`;
    return `coalesce((v.parameters->>'${parameter.key}')::numeric, (y.parameters->>'${parameter.key}')::numeric${last})`;
  };
  const columns = toWrite.parameters.map((parameter) => {
    const column = typedColumn(parameter);
    if (parameter.kind === 'NUMBER') return `${value(parameter)} AS ${column}`;
    joins.push(`LEFT JOIN ${ITEM_PRICES} i_${column} ON i_${column}.id = ${value(parameter)}`);
    return `i_${column}.price::numeric AS ${column}`;
  });
  return `SELECT ${['v.variant_id', ...columns].join(', ')}
            FROM ${jsonbLeaf(partitionNo)} v JOIN ${JSONB_YARNS} y ON y.id = v.master_yarn_id ${joins.join(' ')}
           WHERE v.is_active AND v.routing_id = ${toWrite.routing.id} OFFSET 0`;
}
