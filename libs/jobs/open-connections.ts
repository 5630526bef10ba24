import { type Database, type OpenDatabaseOptions, openUnchecked } from '#database';
import { type Config, CostingError, type Log } from '#platform';
import { type ControlLink, LEDGER_ONLY } from './control/control-link.js';
import { openControl } from './control/open-control.js';
import { LateControl, LateTransport } from './late-broker.js';
import { ANNOUNCEMENT_WAIT_SECONDS } from './leases.js';
import { InProcessTransport } from './transport/in-process-transport.js';
import { openTaskTransport } from './transport/open-transport.js';
import type { TaskTransport } from './transport/task-transport.js';
import { mayEndByItself, waitFor } from './waited-for.js';

export interface StartEvents {
  /** The broker is there for the first time: what listens to it may be started. */
  readonly onBroker: () => Promise<unknown>;
  /** The broker, for which the start did not wait, refuses this program for good. */
  readonly onFailure: (error: Error) => void;
}

/** What a service stands on: the ledger, and the broker's part in it. Asks no server before `start`. */
export interface Connections {
  readonly database: Database;
  /** How tasks are announced, and heard of. */
  readonly transport: TaskTransport;
  readonly control: ControlLink;
  /**
   * Returns when the database was reached and its schema checked. Without START_WAIT it throws the `CostingError` of the
   * first server that cannot be had, within seconds. With it, servers that cannot be reached are waited for, the broker
   * beside the work; what no waiting mends is thrown.
   */
  start(events: StartEvents): Promise<void>;
  /** Says what is still to be said, then closes everything, also while `start` waits, which then rejects. */
  close(): Promise<void>;
}

/** `applicationName` is what database and broker show. Throws what hinders the embedded database. */
export async function openConnections(config: Config, log: Log, options: OpenDatabaseOptions): Promise<Connections> {
  const database = await openUnchecked(config, { log: (line) => log.info(line), ...options });
  const broker = new Broker(config, log, options.applicationName);
  const closing = new AbortController();
  const { signal } = closing;
  const startDatabase = (): Promise<void> =>
    config.startWait ? waitFor(() => database.check(), { log, signal, what: 'PostgreSQL' }) : database.check();
  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    closing.abort();
    await broker.close();
    await database.close();
  };
  return {
    database,
    transport: broker.transport,
    control: broker.control,
    start: async (events) => {
      await Promise.all([startDatabase(), broker.start(events, signal)]);
      signal.throwIfAborted();
    },
    close: () => (closed ??= close()),
  };
}

/** NATS, where there is NATS_URL. */
class Broker {
  readonly transport: TaskTransport;
  readonly control: ControlLink;
  private readonly late = { transport: new LateTransport(), control: new LateControl() };
  private hasControl = false;
  private isHeard = false;

  constructor(
    private readonly config: Config,
    private readonly log: Log,
    private readonly name: string,
  ) {
    const isPrivate = config.nats === null;
    this.transport = isPrivate ? new InProcessTransport(ANNOUNCEMENT_WAIT_SECONDS * 1_000) : this.late.transport;
    this.control = isPrivate ? LEDGER_ONLY : this.late.control;
  }

  /** Returns after one attempt, which is repeated in the background where it may succeed later. */
  async start(events: StartEvents, signal: AbortSignal): Promise<void> {
    if (this.config.nats === null) return;
    const open = (): Promise<void> => this.open(events, signal);
    try {
      await open();
    } catch (error) {
      signal.throwIfAborted();
      const isForeignQueue = error instanceof CostingError && error.code === 'NATS_SETTINGS';
      if (!isForeignQueue && !(this.config.startWait && mayEndByItself(error))) throw error;
      const what = 'NATS (tasks are found in the database meanwhile)';
      waitFor(open, { log: this.log, signal, what }).catch((reason: unknown) => {
        if (!signal.aborted) events.onFailure(reason as Error);
      });
    }
  }

  async close(): Promise<void> {
    await this.control.close();
    await this.transport.close();
  }

  /** Messages about jobs first: they pass, too, where the queue of tasks cannot be used. */
  private async open({ onBroker }: StartEvents, signal: AbortSignal): Promise<void> {
    if (!this.hasControl) {
      await this.late.control.use(await openControl(this.config, this.log, this.name));
      this.hasControl = true;
    }
    signal.throwIfAborted();
    if (!this.isHeard) await onBroker();
    this.isHeard = true;
    signal.throwIfAborted();
    await this.late.transport.use(await openTaskTransport(this.config, this.log, `${this.name} tasks`));
  }
}
