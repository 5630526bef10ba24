import * as sql from '#database';

type Queryable = sql.ClientBase;
interface Sent {
  readonly text: string;
  readonly values?: readonly unknown[];
}

const TASK = { jobId: '', jobNo: 1, partitionNo: 1, attempt: 1, worker: 'w' };
const RESULT = { rows: 0, failed: 0, carried: 0, materialMicrosSum: 0n, processMicrosSum: 0n, overheadMicrosSum: 0n };
const LIMITS = { failuresMax: 3, attemptsMax: 20 };
const CLAIM = { worker: 'w', leaseSeconds: 15, partitionStart: 0, partitionEnd: 0, jobId: null, ...LIMITS };
const WORKER = { worker: 'w', host: 'h', pid: 1, lanes: 1, partitionStart: 0, partitionEnd: 0 };

/** Every statement that the simulated code may send, by the function that holds it. */
const CALLS = {
  claimTask: (client) => sql.claimTask(client, CLAIM),
  renewLeases: (client) => sql.renewLeases(client, [TASK], 15),
  finishTask: (client) => sql.finishTask(client, TASK, RESULT),
  returnTask: (client) => sql.returnTask(client, TASK, { message: '', counts: true, failuresMax: 3 }),
  isTakenOver: (client) => sql.isTakenOver(client, TASK),
  fenceTasks: (client) => sql.fenceTasks(client, ''),
  reopenTasks: (client) => sql.reopenTasks(client, ''),
  readTaskTotals: (client) => sql.readTaskTotals(client, ''),
  takeReconcilerTerm: (client) => sql.takeReconcilerTerm(client, 'w', 15),
  endReconcilerTerm: (client) => sql.endReconcilerTerm(client, 'w'),
  listClaimableTasks: (client) => sql.listClaimableTasks(client),
  failDeadTasks: (client) => sql.failDeadTasks(client, LIMITS),
  terminateLanes: (client) => sql.terminateLanes(client, 1, 0),
  heartbeat: (client) => sql.heartbeat(client, { ...WORKER, transport: 'IN_PROCESS' }, 0),
  forgetWorker: (client) => sql.forgetWorker(client, 'w'),
  forgetSilentWorkers: (client) => sql.forgetSilentWorkers(client, 1),
  listLaneSessions: (client) => sql.listLaneSessions(client, 'w'),
  readJob: (client) => sql.readJob(client, { jobId: '' }),
  findActiveJob: (client) => sql.findActiveJob(client),
  lockJob: (client) => sql.lockJob(client, ''),
  markJobRunning: (client) => sql.markJobRunning(client, ''),
  markJobRetried: (client) => sql.markJobRetried(client, '', null),
  markJobStaged: (client) => sql.markJobStaged(client, ''),
  markJobCompleted: (client) => sql.markJobCompleted(client, ''),
  markJobEnded: (client) => sql.markJobEnded(client, '', 'FAILED', ''),
  readReleasedGeneration: (client) => sql.readReleasedGeneration(client),
  readShownInstead: (client) => sql.readShownInstead(client, 1),
  pointToGeneration: (client) => sql.pointToGeneration(client, 1),
  isGenerationHeld: (client) => sql.isGenerationHeld(client, 1),
  generationExists: (client) => sql.generationExists(client, 1),
  listReaders: (client) => sql.listReaders(client, 2),
  cancelDetachments: (client) => sql.cancelDetachments(client),
  listPendingDetachments: (client) => sql.listPendingDetachments(client),
  listUnneededGenerations: (client) => sql.listUnneededGenerations(client),
  listGenerationsToSetAside: (client) => sql.listGenerationsToSetAside(client),
  readGenerationContents: (client) => sql.readGenerationContents(client, 1),
  attachGeneration: (client) => sql.attachGeneration(client, 1),
  dropGeneration: (client) => sql.dropGeneration(client, 1),
  forgetAbandoned: (client) => sql.forgetAbandoned(client),
  nameLeaf: (client) => sql.nameLeaf(client, TASK),
  giveBackChanges: (client) => sql.giveBackChanges(client, ''),
  settleChanges: (client) => sql.settleChanges(client, 1),
  notify: (client) => sql.notify(client, '', ''),
  listen: (client) => sql.listen(client, 'costing_jobs'),
  listUncoveredPartitions: (client) => sql.listUncoveredPartitions(client, '', 15),
  supersedeStaged: (client) => sql.supersedeStaged(client, { jobNo: 1, mode: 'FULL', requestedBy: 'OPERATOR' }),
  resumeWatch: (client) => sql.resumeWatch(client),
  suspendWatch: (client) => sql.suspendWatch(client, 'ROLLBACK', 1),
  stopWatch: (client) => sql.stopWatch(client, 1, ''),
  endWatchStop: (client) => sql.endWatchStop(client),
  tryAdvisoryLock: (client) => sql.tryAdvisoryLock(client, ''),
  setLockTimeout: (client) => sql.setLockTimeout(client, 1),
  endWhenIdle: (client) => sql.endWhenIdle(client, 1),
  noticeLostClient: (client) => sql.noticeLostClient(client),
  commitAsynchronously: (client) => sql.commitAsynchronously(client),
  beginBulk: (client) => sql.beginBulk(client, 'off'),
  useSynchronousCommit: (client) => sql.useSynchronousCommit(client, 'on'),
} satisfies Record<string, (client: Queryable) => Promise<unknown>>;

/** `attachGeneration 1` is the second statement of that function. */
export type StatementName = keyof typeof CALLS | `${keyof typeof CALLS} ${number}` | 'begin' | 'commit' | 'rollback';

/** Generations differ in the text; everything else of a statement is always the same. */
const normalize = (text: string): string =>
  text.replace(/(cost_summaries_[gd]|FOR VALUES IN \(|REMAINDER )\d+(_p\d+(_a\d+)?)?/g, '$1N');

const names = new Map<string, StatementName>();
const ready = learn();

/**
 * Which statement a text is: the functions of #database are called once by a recorder, so that an edited statement is
 * still known by its function. Throws for a text that none of them sends: the model does not know it.
 */
export function statementName({ text }: Sent): StatementName {
  const name = names.get(text);
  if (name) return name;
  if (text.startsWith('BEGIN')) return 'begin';
  if (text === 'COMMIT') return 'commit';
  if (text === 'ROLLBACK') return 'rollback';
  const known = names.get(normalize(text));
  if (!known) throw new Error(`the model does not know this statement: ${text}`);
  names.set(text, known);
  return known;
}

/** Resolves when all texts are known. */
export const statementsLearnt = (): Promise<void> => ready;

async function learn(): Promise<void> {
  for (const [name, call] of Object.entries(CALLS)) {
    let count = 0;
    const query = (sent: string | Sent): Promise<unknown> => {
      const text = normalize(typeof sent === 'string' ? sent : sent.text);
      // Where several statements differ in their values only, or in a leaf's number, the first one's name is theirs.
      if (!names.has(text)) names.set(text, (count++ === 0 ? name : `${name} ${count - 1}`) as StatementName);
      return Promise.resolve({ rows: [{}], rowCount: 1 });
    };
    // The recorder's answer is empty; who reads figures out of it fails, after the statement was sent.
    await call({ query } as unknown as Queryable).catch(() => undefined);
  }
}
