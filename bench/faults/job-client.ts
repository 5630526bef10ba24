import { setTimeout as sleep } from 'node:timers/promises';
import type { Member } from './member.js';

/** What an api says of a job. */
export interface JobAnswer {
  readonly job_id: string;
  readonly job_no: number;
  readonly status: string;
  readonly error?: string | null;
}

const REQUEST_MAX_MS = 5_000;
const RETRY_MS = 100;
/** Both apis may stand still for three leases. */
const ASK_MAX_MS = 90_000;

/** How a request came to its answer. */
export interface Asked {
  readonly job: JobAnswer;
  /** Requests that failed before: nobody listened, no answer in time, or one that says "later" (429, 503). */
  readonly retries: number;
}

/**
 * POST to one api after the other, beginning with number `first`, until one of them accepts, as a client does that was
 * told to try again. An answer that trying again does not change is thrown, and so is the last failure
 * after a minute and a half.
 */
export async function post(
  apis: readonly Member[],
  path: string,
  { first, key, signal }: { readonly first: number; readonly key: string; readonly signal: AbortSignal },
): Promise<Asked> {
  const deadline = performance.now() + ASK_MAX_MS;
  for (let retries = 0; ; retries++) {
    const failure = await request(apis[(first + retries) % apis.length]!, 'POST', path, key);
    if (typeof failure !== 'string') return { job: failure, retries };
    if (performance.now() > deadline) throw new Error(`POST ${path}: ${failure}`);
    await sleep(RETRY_MS, undefined, { signal });
  }
}

/** GET of a job from one api; a sentence when it cannot say now. */
export function getJob(api: Member, jobId: string): Promise<JobAnswer | string> {
  return request(api, 'GET', `/api/v1/jobs/${jobId}`, null);
}

async function request(api: Member, method: string, path: string, key: string | null): Promise<JobAnswer | string> {
  if (api.url === null) return `${api.name} does not listen`;
  try {
    const answer = await fetch(`${api.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(key !== null && { 'idempotency-key': key }) },
      ...(method === 'POST' && { body: '{}' }),
      signal: AbortSignal.timeout(REQUEST_MAX_MS),
    });
    const text = await answer.text();
    if (answer.ok) return JSON.parse(text) as JobAnswer;
    const sentence = `${api.name} answered ${answer.status}: ${text.slice(0, 300)}`;
    if (answer.status === 429 || answer.status === 503) return sentence;
    throw new Refused(sentence);
  } catch (error) {
    if (error instanceof Refused) throw error;
    const { cause } = error as { cause?: Error };
    return `${api.name}: ${cause?.message ?? (error as Error).message}`;
  }
}

/** An answer that says that the request was wrong: 4xx, or a defect: 500. */
export class Refused extends Error {}
