import type { Cell } from './model-store.js';
import {
  type Answer,
  answer,
  type Context,
  lockMatching,
  NOTHING,
  type Statement,
  update,
} from './model-statements.js';
import { isActive, type TaskRow } from './model-tables.js';
import type { StatementName } from './statement-names.js';

const isLost = ({ now, hasSession }: Context, task: TaskRow): boolean =>
  task.leaseUntil! < now || !hasSession(task.worker!);

const death = ({ startedAt }: Context, task: TaskRow): number => (startedAt > task.startedAt! ? 0 : 1);

function* activeTasks({ tables }: Context): Generator<Cell<TaskRow>> {
  const job = tables.activeJob;
  if (!job) return;
  for (const cell of tables.tasks.values()) if (cell.value?.jobId === job.jobId) yield cell;
}

function claimTask(context: Context): Answer {
  const [worker, seconds, start, end, jobId, failuresMax, attemptsMax] = context.values as unknown as [
    string,
    number,
    number,
    number,
    string | null,
    number,
    number,
  ];
  const { transaction, now, tables } = context;
  const isFree = ({ value: task, holder }: Cell<TaskRow>): boolean =>
    task!.partitionNo >= start &&
    task!.partitionNo <= end &&
    task!.attempt < attemptsMax &&
    (jobId === null || task!.jobId === jobId) &&
    (!holder || holder === transaction);
  const free = [...activeTasks(context)].filter(isFree);
  const waits = free.find(({ value: task }) => task!.status === 'PENDING');
  const isLeft = (task: TaskRow): boolean =>
    task.status === 'RUNNING' && isLost(context, task) && task.failures + death(context, task) < failuresMax;
  const cell = waits ?? free.find(({ value: task }) => isLeft(task!));
  if (!cell) return NOTHING;
  const task = cell.value!;
  const claimed = update(transaction, cell, {
    status: 'RUNNING',
    attempt: task.attempt + 1,
    failures: task.failures + (waits ? 0 : death(context, task)),
    worker,
    startedAt: now,
    leaseUntil: now + seconds * 1000,
  });
  const { jobNo } = tables.jobs.get(task.jobId)!.value!;
  return answer({ jobId: task.jobId, jobNo, partitionNo: task.partitionNo, attempt: claimed.attempt, worker });
}

/** `attempt` and `worker` are the fence. */
const isHeld = (task: TaskRow | null | undefined, attempt: number, worker: string): boolean =>
  task?.status === 'RUNNING' && task.attempt === attempt && task.worker === worker;

function renewLeases(context: Context): Answer {
  const [jobIds, partitions, attempts, workers, seconds] = context.values as unknown as [
    string[],
    number[],
    number[],
    string[],
    number,
  ];
  const { tables, transaction, now, snapshot } = context;
  const cells = jobIds.map((jobId, n) => tables.task(jobId, partitions[n]!));
  // The same partition may be named twice: an attempt that is lost, and the one after it.
  const isNamed = (task: TaskRow): boolean =>
    cells.some(
      (cell, n) => cell === tables.task(task.jobId, task.partitionNo) && isHeld(task, attempts[n]!, workers[n]!),
    );
  const held = lockMatching(context, new Set(cells.filter((cell) => cell !== undefined)), isNamed);
  const seen = cells.map((cell) => cell && (snapshot?.get(cell) ?? cell.value));
  for (const cell of held) update(transaction, cell, { leaseUntil: now + seconds * 1000 });
  const lost = jobIds.flatMap((jobId, n) => {
    const task = seen[n];
    const isMine = task?.attempt === attempts[n] && task?.worker === workers[n];
    if (isMine && (task?.status === 'RUNNING' || task?.status === 'DONE')) return [];
    return [{ jobId, partitionNo: partitions[n]!, attempt: attempts[n]! }];
  });
  return answer(...lost);
}

function finishTask(context: Context): Answer {
  const { tables, values } = context;
  const [jobId, partitionNo, attempt, rows, , , material, , , worker] = values as unknown as [
    string,
    number,
    number,
    number,
    number,
    number,
    bigint,
    bigint,
    bigint,
    string,
  ];
  const job = tables.jobs.get(jobId)?.value;
  const cell = job && isActive(job) ? tables.task(jobId, partitionNo) : undefined;
  const [task] = cell ? lockMatching(context, [cell], (row) => isHeld(row, attempt, worker)) : [];
  if (!task) return NOTHING;
  const change = { status: 'DONE', leaseUntil: null, error: null, rows: BigInt(rows), sum: material } as const;
  update(context.transaction, task, change);
  return { rows: [], rowCount: 1 };
}

function returnTask(context: Context): Answer {
  const { tables, values } = context;
  const [jobId, partitionNo, attempt, error, worker, counts, failuresMax] = values as unknown as [
    string,
    number,
    number,
    string,
    string,
    boolean,
    number,
  ];
  const cell = tables.task(jobId, partitionNo);
  const [task] = cell ? lockMatching(context, [cell], (row) => isHeld(row, attempt, worker)) : [];
  if (!task) return NOTHING;
  const failures = context.transaction.read(task)!.failures + Number(counts);
  const status = counts && failures >= failuresMax ? ('FAILED' as const) : ('PENDING' as const);
  update(context.transaction, task, { status, failures, leaseUntil: null, error });
  return answer({ status });
}

function failDeadTasks(context: Context): Answer {
  const [failuresMax, attemptsMax] = context.values as unknown as [number, number];
  const failed: object[] = [];
  for (const cell of activeTasks(context)) {
    const task = cell.value!;
    if (cell.holder && cell.holder !== context.transaction) continue;
    const died = task.status === 'RUNNING' ? death(context, task) : 0;
    const isOver = task.attempt >= attemptsMax;
    const fails =
      task.status === 'FAILED' ||
      (task.status === 'PENDING' && isOver) ||
      (task.status === 'RUNNING' && isLost(context, task) && (isOver || task.failures + died >= failuresMax));
    if (!fails) continue;
    const { jobId, partitionNo, attempt, failures, worker, error } = update(context.transaction, cell, {
      status: 'FAILED',
      leaseUntil: null,
      failures: task.failures + died,
    });
    failed.push({ jobId, partitionNo, attempt, failures, worker, error });
  }
  return answer(...failed);
}

function listClaimableTasks(context: Context): Answer {
  const found = [...activeTasks(context)]
    .map(({ value }) => value!)
    .filter((task) => task.status === 'PENDING' || (task.status === 'RUNNING' && isLost(context, task)));
  return answer(...found.map(({ jobId, partitionNo, attempt }) => ({ jobId, partitionNo, attempt: attempt + 1 })));
}

const isOpen = ({ status }: TaskRow): boolean => status === 'PENDING' || status === 'RUNNING';

function fenceTasks(context: Context): Answer {
  const [jobId] = context.values as unknown as [string];
  const open = lockMatching(context, context.tables.tasksOf(jobId), isOpen);
  for (const cell of open) {
    const { attempt } = context.transaction.read(cell)!;
    update(context.transaction, cell, { status: 'PENDING', leaseUntil: null, attempt: attempt + 1 });
  }
  return { rows: [], rowCount: open.length };
}

function reopenTasks(context: Context): Answer {
  const [jobId] = context.values as unknown as [string];
  const open = lockMatching(context, context.tables.tasksOf(jobId), ({ status }) => status !== 'DONE');
  for (const cell of open) {
    update(context.transaction, cell, { status: 'PENDING', failures: 0, leaseUntil: null, error: null });
  }
  return { rows: [], rowCount: open.length };
}

function readTaskTotals({ tables, transaction, values }: Context): Answer {
  const tasks = tables.tasksOf((values as unknown as [string])[0]).map((cell) => transaction.read(cell)!);
  const sum = (of: (task: TaskRow) => bigint | null): string =>
    String(tasks.reduce((total, task) => total + (of(task) ?? 0n), 0n));
  return answer({
    unfinished: String(tasks.filter(({ status }) => status !== 'DONE').length),
    rows: sum(({ rows }) => rows),
    material: sum(({ sum: micros }) => micros),
    process: '0',
    overhead: '0',
  });
}

function takeReconcilerTerm({ tables: { reconciler }, transaction, now, values }: Context): Answer {
  const [worker, seconds] = values as unknown as [string, number];
  transaction.lock(reconciler);
  const term = transaction.read(reconciler)!;
  if (term.worker !== worker && !(term.termUntil < now)) return NOTHING;
  update(transaction, reconciler, { worker, termUntil: now + seconds * 1000 });
  return { rows: [], rowCount: 1 };
}

function endReconcilerTerm({ tables: { reconciler }, transaction, values }: Context): Answer {
  transaction.lock(reconciler);
  if (transaction.read(reconciler)!.worker !== (values as unknown as [string])[0]) return NOTHING;
  update(transaction, reconciler, { worker: null, termUntil: -Infinity });
  return { rows: [], rowCount: 1 };
}

function heartbeat({ tables, transaction, now, values }: Context): Answer {
  const sent = values as unknown as [string, ...unknown[]];
  transaction.write(tables.worker(sent[0]), { seenAt: now, rejected: sent[7] as number });
  return { rows: [], rowCount: 1 };
}

function forgetWorker({ tables, transaction, values }: Context): Answer {
  transaction.write(tables.worker((values as unknown as [string])[0]), null);
  return { rows: [], rowCount: 1 };
}

function forgetSilentWorkers({ tables, transaction, now, values }: Context): Answer {
  const [seconds] = values as unknown as [number];
  for (const cell of tables.workers.values()) {
    if (cell.value && cell.value.seenAt < now - seconds * 1000) transaction.write(cell, null);
  }
  return NOTHING;
}

const listLaneSessions: Statement = ({ laneSessions, values }) =>
  answer(
    ...laneSessions((values as unknown as [string])[0]).map((application_name) => ({
      application_name,
    })),
  );

/** The ledger's statements about tasks, workers and the term: what each does to the tables, word for word. */
const GIVEN_UP: readonly string[] = ['FAILED', 'CANCELLED', 'DISCARDED'];

function isTakenOver({ values, tables }: Context): Answer {
  const [jobId, partitionNo, attempt, worker] = values as unknown as [string, number, number, string];
  const task = tables.task(jobId, partitionNo)?.value;
  const job = tables.jobs.get(jobId)?.value;
  if (!task || !job || GIVEN_UP.includes(job.status)) return NOTHING;
  return task.attempt !== attempt || task.worker !== worker ? answer({}) : NOTHING;
}

export const TASK_STATEMENTS: Partial<Record<StatementName, Statement>> = {
  claimTask,
  renewLeases,
  finishTask,
  returnTask,
  isTakenOver,
  failDeadTasks,
  listClaimableTasks,
  fenceTasks,
  reopenTasks,
  readTaskTotals,
  takeReconcilerTerm,
  endReconcilerTerm,
  heartbeat,
  forgetWorker,
  forgetSilentWorkers,
  listLaneSessions,
};
