import { randomUUID } from 'node:crypto';
import { createInbox, JSONCodec, type Msg, type NatsConnection } from 'nats';
import { CONTROL, type WorkerStatus, workerStatusOf } from './control-messages.js';

const ANSWERS_MAX_MS = 1_000;
const json = JSONCodec<unknown>();

/**
 * Asks every worker for its status, in Nest's wire format, whose own client takes one answer only. Returns when all
 * `expected` workers have answered, when nobody listens, and after a second at the latest.
 */
export function gatherStatuses(connection: NatsConnection, expected: readonly string[]): Promise<WorkerStatus[]> {
  const id = randomUUID();
  const answers = new Map<string, WorkerStatus>();
  const missing = new Set(expected);
  if (missing.size === 0) return Promise.resolve([]);
  return new Promise((resolve) => {
    const inbox = createInbox();
    const finish = (): void => {
      clearTimeout(timer);
      subscription.unsubscribe();
      resolve([...answers.values()]);
    };
    const timer = setTimeout(finish, ANSWERS_MAX_MS);
    const subscription = connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error || isNobodyThere(message)) return finish();
        const status = readAnswer(message, id);
        if (!status) return;
        answers.set(status.worker, status);
        missing.delete(status.worker);
        if (missing.size === 0) finish();
      },
    });
    const question = json.encode({ pattern: CONTROL.workerStatus, data: {}, id });
    connection.publish(CONTROL.workerStatus, question, { reply: inbox });
  });
}

/** What the broker itself answers when nobody listens. */
const isNobodyThere = ({ data, headers }: Msg): boolean => data.length === 0 && headers?.code === 503;

/** `{ response, isDisposed, id }`; null: not an answer to this question. */
function readAnswer(message: Msg, id: string): WorkerStatus | null {
  try {
    const answer = json.decode(message.data) as { id?: unknown; response?: unknown } | null;
    return answer?.id === id ? workerStatusOf(answer.response) : null;
  } catch {
    return null;
  }
}
