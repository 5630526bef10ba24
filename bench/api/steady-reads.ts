import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PER_SECOND = 500;
/** Every so many reads one of a page, whose figures must be of one moment. */
const PAGE_EVERY = 20;
const SOCKETS_MAX = 256;

interface Read {
  readonly startedAt: number;
  readonly ms: number;
  /** null: it failed. */
  readonly jobNo: number | null;
  readonly isMixed: boolean;
}

/** What readers went through while a job ran and was released. */
export interface SteadyReads {
  readonly reads: number;
  readonly errors: number;
  /** Answers with figures of two jobs, and answers with old figures to who asked after new ones had been seen. */
  readonly mixed: number;
  /** Milliseconds: the slowest read while the job ran, and within a second of its release. */
  readonly worst_during_job: number;
  readonly worst_at_release: number;
  readonly p99: number;
}

/** Reads summaries at 500 a second, whether or not earlier ones were answered, until `stop` says what came of it. */
export class SteadyReader {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX });
  private readonly reads: Promise<Read>[] = [];
  private isStopped = false;
  private readonly running: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly ids: readonly string[],
  ) {
    this.running = this.run();
  }

  /** `oldJobNo`: whose figures were released when it began. */
  async stop(oldJobNo: number): Promise<SteadyReads> {
    this.isStopped = true;
    await this.running;
    const reads = await Promise.all(this.reads);
    this.agent.destroy();
    return judge(reads, oldJobNo);
  }

  private async run(): Promise<void> {
    const began = performance.now();
    while (!this.isStopped) {
      const due = Math.floor(((performance.now() - began) * PER_SECOND) / 1000);
      while (this.reads.length < due) this.reads.push(this.read(this.reads.length));
      await sleep(1);
    }
  }

  private read(n: number): Promise<Read> {
    const isPage = n % PAGE_EVERY === 0;
    const path = isPage ? '?limit=50' : `/${this.ids[n % this.ids.length]}`;
    const startedAt = performance.now();
    return new Promise((resolve) => {
      const done = (jobNos: readonly number[] | null): void =>
        resolve({
          startedAt,
          ms: performance.now() - startedAt,
          jobNo: jobNos?.[0] ?? null,
          isMixed: new Set(jobNos).size > 1,
        });
      get(`${this.url}/api/v1/cost-summaries${path}`, { agent: this.agent }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('error', () => done(null));
        response.on('end', () => done(response.statusCode === 200 ? jobNosOf(text) : null));
      }).on('error', () => done(null));
    });
  }
}

/** Of what could be costed: figures of a variant that failed are older by right. */
function jobNosOf(text: string): number[] {
  interface Summary {
    readonly job_no: number;
    readonly status: string;
  }
  const document = JSON.parse(text) as Summary | { readonly data: readonly Summary[] };
  const summaries = 'data' in document ? document.data : [document];
  return summaries.filter(({ status }) => status === 'CURRENT').map(({ job_no }) => job_no);
}

const RELEASE_WINDOW_MS = 1_000;

function judge(reads: readonly Read[], oldJobNo: number): SteadyReads {
  const isNew = ({ jobNo }: Read): boolean => jobNo !== null && jobNo !== oldJobNo;
  const seenAt = Math.min(...reads.filter(isNew).map(({ startedAt, ms }) => startedAt + ms));
  const late = reads.filter((read) => read.startedAt > seenAt && read.jobNo === oldJobNo);
  const nearRelease = ({ startedAt, ms }: Read): boolean =>
    startedAt < seenAt + RELEASE_WINDOW_MS && startedAt + ms > seenAt - RELEASE_WINDOW_MS;
  const worst = (some: readonly Read[]): number => Math.round(Math.max(0, ...some.map(({ ms }) => ms)));
  const sorted = reads.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    reads: reads.length,
    errors: reads.filter(({ jobNo }) => jobNo === null).length,
    mixed: late.length + reads.filter(({ isMixed }) => isMixed).length,
    worst_during_job: worst(reads.filter((read) => !nearRelease(read))),
    worst_at_release: worst(reads.filter(nearRelease)),
    p99: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
  };
}
