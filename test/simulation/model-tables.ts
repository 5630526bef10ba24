import { Cell } from './model-store.js';

export interface TaskRow {
  readonly jobId: string;
  readonly partitionNo: number;
  readonly status: 'PENDING' | 'RUNNING' | 'DONE' | 'FAILED';
  readonly attempt: number;
  readonly failures: number;
  readonly worker: string | null;
  readonly leaseUntil: number | null;
  readonly startedAt: number | null;
  readonly error: string | null;
  readonly rows: bigint | null;
  readonly sum: bigint | null;
}

export interface JobRow {
  readonly jobId: string;
  readonly jobNo: number;
  readonly status: 'PENDING' | 'RUNNING' | 'STAGED' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'DISCARDED';
  readonly error: string | null;
}

/** What an attempt stored of a partition. */
export interface LeafRow {
  readonly jobNo: number;
  readonly partitionNo: number;
  readonly attempt: number;
  readonly worker: string;
  readonly rows: bigint;
  readonly sum: bigint;
}

export interface GenerationRow {
  readonly jobNo: number;
  readonly attached: boolean;
}

export const isActive = ({ status }: JobRow): boolean => status === 'PENDING' || status === 'RUNNING';

/** The tables that the ledger's statements use; times are milliseconds of the server's clock. */
export class Tables {
  readonly jobs = new Map<string, Cell<JobRow>>();
  readonly tasks = new Map<string, Cell<TaskRow>>();
  readonly generations = new Map<number, Cell<GenerationRow>>();
  readonly leaves = new Map<string, Cell<LeafRow>>();
  readonly workers = new Map<string, Cell<{ readonly seenAt: number; readonly rejected: number }>>();
  readonly reconciler = new Cell('reconciler', { worker: null as string | null, termUntil: -Infinity });
  readonly released = new Cell('released', { generation: null as number | null, previous: null as number | null });

  task(jobId: string, partitionNo: number): Cell<TaskRow> | undefined {
    return this.tasks.get(`${jobId}/${partitionNo}`);
  }

  leaf(jobNo: number, partitionNo: number): Cell<LeafRow> {
    const key = `${jobNo}/${partitionNo}`;
    let leaf = this.leaves.get(key);
    if (!leaf) this.leaves.set(key, (leaf = new Cell<LeafRow>(`leaf ${key}`)));
    return leaf;
  }

  worker(name: string): Cell<{ readonly seenAt: number; readonly rejected: number }> {
    let worker = this.workers.get(name);
    if (!worker) this.workers.set(name, (worker = new Cell<{ seenAt: number; rejected: number }>(`worker ${name}`)));
    return worker;
  }

  tasksOf(jobId: string): Cell<TaskRow>[] {
    return [...this.tasks.values()].filter(({ value }) => value?.jobId === jobId);
  }

  get activeJob(): JobRow | null {
    for (const { value } of this.jobs.values()) if (value && isActive(value)) return value;
    return null;
  }

  /** A job with tasks for so many partitions, all PENDING; the generation's table is there. */
  addJob(jobId: string, jobNo: number, partitions: readonly number[]): void {
    this.jobs.set(jobId, new Cell<JobRow>(`job ${jobId}`, { jobId, jobNo, status: 'PENDING', error: null }));
    this.generations.set(jobNo, new Cell<GenerationRow>(`generation ${jobNo}`, { jobNo, attached: false }));
    for (const partitionNo of partitions) {
      this.tasks.set(
        `${jobId}/${partitionNo}`,
        new Cell<TaskRow>(`task ${jobNo}/${partitionNo}`, { ...NEW_TASK, jobId, partitionNo }),
      );
    }
  }
}

const NEW_TASK = {
  status: 'PENDING',
  attempt: 0,
  failures: 0,
  worker: null,
  leaseUntil: null,
  startedAt: null,
  error: null,
  rows: null,
  sum: null,
} as const;
