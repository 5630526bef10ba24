import { DatabaseFault } from './model-faults.js';
import { type Answer, answer, type Context, NOTHING, type Statement, update } from './model-statements.js';
import { isActive, type JobRow, type LeafRow } from './model-tables.js';
import type { StatementName } from './statement-names.js';

const PARTITIONS = 64;

const ASKED = {
  mode: 'FULL',
  requestedBy: 'OPERATOR',
  command: null,
  isAsOfToday: true,
  baseParams: {},
  isReleased: false,
  release: true,
  allowedFailedShare: 0.01,
  total: 1,
  processed: 1,
  failed: 0,
  carried: 0,
};

const job = (row: JobRow | null): Answer => (row ? answer({ ...row, ...ASKED }) : NOTHING);

function changeJob(context: Context, change: (row: JobRow, values: readonly unknown[]) => Partial<JobRow>): Answer {
  const { tables, transaction, values } = context;
  const cell = tables.jobs.get((values as readonly string[])[0]!);
  if (!cell) return NOTHING;
  transaction.lock(cell);
  const row = transaction.read(cell)!;
  const changed = { ...row, ...change(row, values) };
  if (isActive(changed) && !isActive(row) && tables.activeJob) {
    throw new DatabaseFault('23505', 'another job is active');
  }
  if (changed.status !== row.status || changed.error !== row.error) transaction.write(cell, changed);
  return { rows: [], rowCount: 1 };
}

const lockJob: Statement = ({ tables, transaction, values }) => {
  const cell = tables.jobs.get((values as readonly string[])[0]!);
  if (!cell) return NOTHING;
  transaction.lock(cell);
  return answer({ status: transaction.read(cell)!.status });
};

/** The table's number in a text such as `cost_summaries_g42_p07_a3`, or in the first value. */
function generationOf({ text, values }: Context): number {
  const place = /cost_summaries_g(\d+)/.exec(`${text} ${(values as readonly unknown[] | undefined)?.[0]}`);
  return Number(place?.[1]);
}

function storedLeaves({ tables, transaction }: Context, jobNo: number): LeafRow[] {
  return [...tables.leaves.values()].flatMap((cell) => {
    const leaf = transaction.read(cell);
    return leaf?.jobNo === jobNo ? [leaf] : [];
  });
}

const readGenerationContents: Statement = (context) => {
  const leaves = storedLeaves(context, generationOf(context));
  return answer({
    rows: String(leaves.reduce((sum, leaf) => sum + leaf.rows, 0n)),
    material: String(leaves.reduce((sum, leaf) => sum + leaf.sum, 0n)),
    process: '0',
    overhead: '0',
  });
};

const isThere = (context: Context): boolean => {
  const cell = context.tables.generations.get(generationOf(context));
  return Boolean(cell && context.transaction.read(cell));
};

const isHeld = (context: Context): boolean => {
  const cell = context.tables.generations.get(generationOf(context));
  return Boolean(cell && context.transaction.read(cell)?.attached);
};

const setAttached =
  (attached: boolean): Statement =>
  (context) => {
    const cell = context.tables.generations.get(generationOf(context));
    if (!cell || !context.transaction.read(cell)) throw new DatabaseFault('42P01', 'there is no such generation');
    update(context.transaction, cell, { attached });
    return NOTHING;
  };

const drop: Statement = (context) => {
  const jobNo = generationOf(context);
  const cell = context.tables.generations.get(jobNo);
  if (cell) context.transaction.write(cell, null);
  for (const leaf of context.tables.leaves.values()) {
    if (leaf.value?.jobNo === jobNo) context.transaction.write(leaf, null);
  }
  return NOTHING;
};

const listUnneededGenerations: Statement = ({ tables }) => {
  const held = new Set<number>();
  for (const { value } of tables.generations.values()) if (value) held.add(value.jobNo);
  for (const { value } of tables.leaves.values()) if (value) held.add(value.jobNo);
  const { generation, previous } = tables.released.value!;
  held.delete(generation ?? -1);
  held.delete(previous ?? -1);
  const jobs = [...tables.jobs.values()].map(({ value }) => value!);
  const newest = Math.max(...jobs.map(({ jobNo }) => jobNo));
  for (const row of jobs) {
    if (isActive(row) || row.status === 'STAGED' || (row.status === 'FAILED' && row.jobNo === newest)) {
      held.delete(row.jobNo);
    }
  }
  return answer(...[...held].sort((a, b) => a - b).map((generation) => ({ generation })));
};

const pointToGeneration: Statement = ({ tables: { released }, transaction, values }) => {
  transaction.lock(released);
  const { generation } = transaction.read(released)!;
  transaction.write(released, { generation: (values as readonly number[])[0]!, previous: generation });
  return NOTHING;
};

/** Without changes of the catalogue and with jobs of one date, a later job that is shown is all that there is to see. */
const readShownInstead: Statement = ({ tables, transaction, values }) => {
  const { generation } = transaction.read(tables.released)!;
  const [jobNo] = values as readonly number[];
  if (generation === null || generation === jobNo) return NOTHING;
  const isLater = generation > jobNo!;
  return answer({ shownJobNo: generation, shownAsOf: '', isLater, unseenChanges: 0, examples: [] });
};

/** All jobs here are full ones of an operator that are to be released by themselves. */
const supersedeStaged: Statement = ({ tables, transaction, values }) => {
  const [jobNo] = values as readonly number[];
  const superseded: number[] = [];
  for (const cell of tables.jobs.values()) {
    const row = transaction.read(cell)!;
    if (row.status !== 'STAGED' || row.error === null || row.jobNo >= jobNo!) continue;
    transaction.lock(cell);
    update(transaction, cell, { status: 'DISCARDED', error: `superseded by job ${jobNo}: ${row.error}` });
    superseded.push(row.jobNo);
  }
  return answer(...superseded.map((job_no) => ({ job_no })));
};

/** The statements about jobs, generations and the release. A session's own settings change nothing here. */
export const JOB_STATEMENTS: Partial<Record<StatementName, Statement>> = {
  findActiveJob: ({ tables }) => job(tables.activeJob),
  readJob: ({ tables, transaction, values }) => {
    const cell = tables.jobs.get((values as readonly string[])[0]!);
    return job(cell ? transaction.read(cell) : null);
  },
  lockJob,
  markJobRunning: (context) => changeJob(context, ({ status }) => (status === 'PENDING' ? { status: 'RUNNING' } : {})),
  markJobRetried: (context) => changeJob(context, () => ({ status: 'RUNNING', error: null })),
  markJobStaged: (context) => changeJob(context, () => ({ status: 'STAGED' })),
  markJobCompleted: (context) => changeJob(context, () => ({ status: 'COMPLETED', error: null })),
  markJobEnded: (context) =>
    changeJob(context, ({ error }, values) => ({
      status: values[1] as JobRow['status'],
      error: (values[2] as string | null) ?? error,
    })),
  readReleasedGeneration: ({ tables }) => answer({ ...tables.released.value, epoch: '0' }),
  readShownInstead,
  pointToGeneration,
  isGenerationHeld: (context) => answer({ held: isHeld(context) }),
  generationExists: (context) => answer({ exists: isThere(context) }),
  // Nothing is ever read through the view, so nothing waits for readers.
  listReaders: () => NOTHING,
  cancelDetachments: () => NOTHING,
  listPendingDetachments: () => NOTHING,
  listUnneededGenerations,
  // No job is kept.
  listGenerationsToSetAside: () => NOTHING,
  readGenerationContents,
  // A lane attaches its leaf itself; here all leaves are in their place.
  attachGeneration: () => NOTHING,
  'attachGeneration 1': (context) =>
    answer(
      ...Array.from({ length: PARTITIONS }, (_, n) => ({
        leaf: `costing_data.cost_summaries_g${generationOf(context)}_p${String(n).padStart(2, '0')}`,
      })),
    ),
  'attachGeneration 3': setAttached(true),
  dropGeneration: (context) => (isHeld(context) ? answer({ pending: false }) : NOTHING),
  'dropGeneration 1': setAttached(false),
  'dropGeneration 2': drop,
  // A full job stages nothing.
  'dropGeneration 3': () => NOTHING,
  forgetAbandoned: () => NOTHING,
  terminateLanes: (context) => {
    context.terminateLanes(generationOf(context), (context.values as readonly number[])[1]!);
    return NOTHING;
  },
  // No change of the catalogue happens here.
  giveBackChanges: () => NOTHING,
  settleChanges: () => answer({ reopened: 0, closed: 0 }),
  tryAdvisoryLock: ({ tryAdvisoryLock }) => answer({ locked: tryAdvisoryLock() }),
  supersedeStaged,
  // Only a refusal tells of it.
  listUncoveredPartitions: () => NOTHING,
  // Nobody watches here.
  resumeWatch: () => NOTHING,
  suspendWatch: () => NOTHING,
  stopWatch: () => NOTHING,
  endWatchStop: () => NOTHING,
  setLockTimeout: () => NOTHING,
  endWhenIdle: () => NOTHING,
  noticeLostClient: () => NOTHING,
  commitAsynchronously: () => NOTHING,
  useSynchronousCommit: ({ transaction }) => {
    transaction.synchronous = true;
    return NOTHING;
  },
};
