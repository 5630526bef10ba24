import { compileCatalogue, type CompiledCatalogue } from '#costing';
import {
  beginBulk,
  BlockPool,
  type Client,
  commit,
  copyIn,
  generationTable,
  readReleasedGeneration,
  SUMMARY_COLUMNS,
  SummaryBlocks,
} from '#database';
import type { BenchContext, BenchRow, Measured } from '../bench-row.js';
import { Lanes, timed } from '../lanes.js';
import { BENCH_SCHEMA } from '../prepare/bench-schema.js';

const PAGE_ROWS = 1_000;
/** Over all runs together, at the end of the range, where it costs most. */
const ROWS_MEASURED = 100_000;
/** A page of a large catalogue takes seconds: a run ends after this time with what it has done. */
const SECONDS_MAX = 120;

const TARGET = `${BENCH_SCHEMA}.replaced`;

interface PageRow {
  readonly id: string;
  readonly master_yarn_id: number;
  readonly routing_id: number;
  readonly parameters: Buffer;
}

/**
 * The replaced system's way to the data, with our kernel: a page of 1,000 ids by LIMIT and OFFSET, their variants, a
 * temporary table, COPY into it, and an upsert from there into the one table of summaries, which has its key and a row
 * for every variant. Each run takes pages of its own. Only active variants are costed, so a page asks for them; that
 * makes the server visit the rows that it skips (without, it would read the key alone: a fifth of the time at 1 M).
 */
export class Replaced implements BenchRow {
  readonly name = 'replaced';
  private lanes: Lanes | null = null;
  private routings: CompiledCatalogue = { get: () => undefined, takeNotes: () => [] };
  private readonly blocks = new BlockPool(PAGE_ROWS);
  private runs = 0;

  constructor(private readonly context: BenchContext) {}

  async prepare(): Promise<void> {
    const { client, database, config, snapshot, yarnParameters, log } = this.context;
    log('preparing the table of the replaced way');
    this.routings = compileCatalogue(snapshot, yarnParameters);
    const { generation } = await readReleasedGeneration(client);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${BENCH_SCHEMA}`);
    await client.query(`DROP TABLE IF EXISTS ${TARGET}`);
    await client.query(
      `CREATE TABLE ${TARGET} (variant_id uuid NOT NULL, total_material_cost numeric(18,6) NOT NULL,
         total_process_cost numeric(18,6) NOT NULL, total_overhead numeric(18,6) NOT NULL, job_no integer NOT NULL)`,
    );
    await client.query(`INSERT INTO ${TARGET} SELECT variant_id, 0, 0, 0, 0 FROM ${generationTable(generation!)}`);
    await client.query(`ALTER TABLE ${TARGET} ADD PRIMARY KEY (variant_id)`);
    await client.query(`VACUUM (ANALYZE) ${TARGET}`);
    this.lanes = await Lanes.open(database, config.worker.lanes, '');
  }

  async run(): Promise<Measured> {
    const { options } = this.context;
    const pages = Math.ceil(Math.min(ROWS_MEASURED, options.variants / 2) / options.runs / PAGE_ROWS);
    const run = this.runs++;
    const lastPage = Math.ceil(options.variants / PAGE_ROWS) - 1;
    const work = (lane: Client, n: number): Promise<number> => this.page(lane, lastPage - run * pages - n);
    const { seconds, result } = await timed(() => this.lanes!.each(work, { count: pages, secondsMax: SECONDS_MAX }));
    return { rows: result, seconds };
  }

  async check(): Promise<string> {
    const { client } = this.context;
    const { generation } = await readReleasedGeneration(client);
    const equal = (column: string, micros: string): string => `t.${column} = s.${micros} * 0.000001`;
    const { rows } = await client.query<{ rows: string; equal: string }>(
      `SELECT count(*) AS rows,
              count(*) FILTER (WHERE ${equal('total_material_cost', 'material_micros')}
                                 AND ${equal('total_process_cost', 'process_micros')}
                                 AND ${equal('total_overhead', 'overhead_micros')}) AS equal
         FROM ${TARGET} t LEFT JOIN ${generationTable(generation!)} s ON s.variant_id = t.variant_id
        WHERE t.job_no > 0`,
    );
    const [{ rows: count, equal: same }] = rows as [(typeof rows)[0]];
    if (count !== same || count === '0') throw new Error(`replaced: ${same} of ${count} rows equal ours`);
    return `replaced: ${Number(count).toLocaleString('en')} rows equal ours to the last digit`;
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.lanes?.close();
    await this.context.client.query(`DROP TABLE IF EXISTS ${TARGET}`);
  }

  private async page(lane: Client, page: number): Promise<number> {
    const ids = await lane.query<{ id: string }>({
      text: `SELECT id FROM variants WHERE is_active ORDER BY id LIMIT ${PAGE_ROWS} OFFSET $1`,
      values: [page * PAGE_ROWS],
    });
    const variants = await lane.query<PageRow>({
      text: `SELECT id, master_yarn_id, routing_id, parameters FROM variants WHERE id = ANY ($1::uuid[]) AND is_active`,
      values: [ids.rows.map(({ id }) => id)],
    });
    await beginBulk(lane, this.context.config.database.bulkSynchronousCommit);
    await lane.query(`CREATE TEMP TABLE page
      (variant_id uuid, material_micros bigint, process_micros bigint, overhead_micros bigint) ON COMMIT DROP`);
    await this.copyPage(lane, variants.rows);
    const { rowCount } = await lane.query(
      `INSERT INTO ${TARGET}
       SELECT variant_id, material_micros * 0.000001, process_micros * 0.000001, overhead_micros * 0.000001, 1
         FROM page
           ON CONFLICT (variant_id) DO UPDATE
          SET total_material_cost = EXCLUDED.total_material_cost, total_process_cost = EXCLUDED.total_process_cost,
              total_overhead = EXCLUDED.total_overhead, job_no = EXCLUDED.job_no`,
    );
    await commit(lane);
    return rowCount ?? 0;
  }

  private async copyPage(lane: Client, variants: readonly PageRow[]): Promise<void> {
    const copy = await copyIn(lane, `COPY page (${SUMMARY_COLUMNS}) FROM STDIN (FORMAT binary)`);
    const blocks = new SummaryBlocks(copy, this.blocks, { pause: () => undefined, resume: () => undefined });
    for (const { id, master_yarn_id, routing_id, parameters } of variants) {
      const routing = this.routings.get(routing_id)!;
      const packed = new DataView(parameters.buffer, parameters.byteOffset, parameters.byteLength);
      routing.load(master_yarn_id, packed, 0, parameters.byteLength);
      const idBytes = Buffer.from(id.replaceAll('-', ''), 'hex');
      if (routing.run()) blocks.add(new DataView(idBytes.buffer, idBytes.byteOffset, 16), 0, routing.micros, 0);
    }
    await blocks.flush();
    await copy.finish();
  }
}
