import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { seedCatalogue } from '#database';
import { Random } from '../../test/oracle/random.js';
import { Cast } from './cast.js';
import { listTables } from './checks/leftovers.js';
import { countConnections } from './checks/stream.js';
import { drawFaults, type FaultName, type FaultPlan } from './fault-kinds.js';
import { describeFault } from './inflict.js';
import { playRound, type Round } from './round.js';
import { playZombies } from './zombies.js';
import { type Stage, type StageOptions, YARNS } from './stage.js';

const SETTLE_MS = 1_000;
const WRONG_MAX = 20;
const LOGGED_MAX = 60;

/** The whole cast: workers, apis, PostgreSQL and NATS. */
export class SystemStage implements Stage {
  private struckBefore: readonly FaultName[] = [];
  private natsConnections = 0;

  private constructor(
    private readonly cast: Cast,
    private readonly options: StageOptions,
    private readonly knownTables: ReadonlySet<string>,
  ) {}

  /** With a catalogue and two jobs done, which must go right: without faults everything has to work. */
  static async prepare(options: StageOptions): Promise<SystemStage> {
    const cast = await Cast.prepare(options);
    try {
      const database = { connect: () => cast.postgres.connect() };
      await seedCatalogue(database, { yarns: YARNS, variantsPerYarn: Math.ceil(options.variants / YARNS) });
      const client = await cast.postgres.connect();
      const stage = new SystemStage(cast, options, await listTables(client).finally(() => client.end()));
      await cast.enter();
      await stage.rehearse();
      return stage;
    } catch (error) {
      await cast.remove();
      throw error;
    }
  }

  async play(n: number, random: Random): Promise<{ line: string; wrong: readonly string[] }> {
    const round = await this.playRound(random, drawFaults(random, this.options), `round ${n}`);
    if (round.wrong.length > 0 && round.status !== 'COMPLETED' && !this.options.signal.aborted) await this.beginAnew();
    return {
      line: describeRound(round),
      wrong: round.wrong.length === 0 ? [] : [...round.wrong.slice(0, WRONG_MAX), ...tellLogs(round)],
    };
  }

  /** Until `count` workers have come back to a task that was taken from them. */
  async playZombies(count: number): Promise<boolean> {
    const { cast, knownTables, natsConnections, options } = this;
    const random = new Random(options.seed);
    let [zombies, rejected, isExact] = [0, 0, true];
    for (let n = 1; zombies < count; n++) {
      const trial = await playZombies(cast, random, { knownTables, natsConnections, signal: options.signal });
      zombies += trial.zombies;
      rejected += trial.rejected;
      isExact &&= trial.wrong.length === 0;
      options.print(`trial ${n}: ${trial.line}; ${trial.wrong.length === 0 ? 'exact' : 'WRONG'}`);
      for (const fault of trial.wrong) options.print(`  ${fault}`);
    }
    options.print(`${rejected} of ${zombies} zombies were rejected`);
    return isExact && rejected === zombies;
  }

  end(): Promise<readonly string[]> {
    return this.cast.leave();
  }

  remove(): Promise<void> {
    return this.cast.remove();
  }

  private async rehearse(): Promise<void> {
    const random = new Random(this.options.seed);
    for (const name of ['first', 'second']) {
      const round = await this.playRound(random, [], name);
      this.options.print(`${name} job: ${describeRound(round)}`);
      if (round.wrong.length > 0) throw new Error(`the system does not work without faults: ${round.wrong.join('; ')}`);
    }
    if (this.cast.nats) this.natsConnections = await countConnections(this.cast.natsMonitorPort);
  }

  private async playRound(random: Random, plans: readonly FaultPlan[], name: string): Promise<Round> {
    const { knownTables, struckBefore, natsConnections, options } = this;
    const key = `${name} ${randomUUID()}`;
    const round = await playRound(this.cast, {
      ...{ random, plans, key, knownTables, struckBefore, natsConnections },
      signal: options.signal,
    });
    this.struckBefore = round.faults.map(({ plan }) => plan.kind);
    return round;
  }

  /** After a round that did not end: new processes, and the job given up, so that the next round means something. */
  private async beginAnew(): Promise<void> {
    const { cast } = this;
    for (const member of cast.members) member.signal('SIGKILL');
    await cast.postgres.restart();
    await cast.nats?.restart();
    await cast.postgres.ask(
      `UPDATE recalculation_jobs SET status = 'CANCELLED', finished_at = clock_timestamp(), error = 'given up by the campaign'
        WHERE status IN ('PENDING', 'RUNNING', 'STAGED')`,
    );
    await sleep(SETTLE_MS);
    await cast.enter();
    for (const member of cast.members) member.takeLines();
    this.options.print('  the processes are replaced and the job is cancelled');
  }
}

function describeRound({ faults, startedAt, status, notes, ...seconds }: Round): string {
  return [
    faults.length === 0 ? 'calm' : faults.map((fault) => describeFault(fault, startedAt)).join(' + '),
    `${status} after ${seconds.jobSeconds.toFixed(1)} s`,
    ...(faults.length === 0 ? [] : [`recovery ${seconds.recoverySeconds.toFixed(1)} s`]),
    ...notes,
    `checked in ${seconds.checkSeconds.toFixed(1)} s`,
  ].join('; ');
}

/** What the programs said, for whoever looks for the reason: seconds after the job was asked for. */
function tellLogs({ complaints, startedAt }: Round): string[] {
  return complaints
    .slice(0, LOGGED_MAX)
    .map(({ at, member, message }) => `log ${((at - startedAt) / 1_000).toFixed(2)} s ${member}: ${message}`);
}
