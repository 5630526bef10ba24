import { Random } from '../../test/oracle/random.js';
import { EmbeddedStage } from './embedded-stage.js';
import type { Stage, StageOptions } from './stage.js';
import { SystemStage } from './system-stage.js';

export interface CampaignOptions extends StageOptions {
  readonly rounds: number;
  /** Number of the first round: a round's faults depend on seed and number only. */
  readonly from: number;
  /** Share of the rounds that are played by the command line on its embedded server, 0 … 1. */
  readonly embeddedShare: number;
}

/** Plays the rounds; true when every one of them was exact. */
export async function runCampaign(options: CampaignOptions): Promise<boolean> {
  const { seed, rounds, from, embeddedShare, print, signal } = options;
  const stages: Stage[] = [];
  const open = { system: null as Stage | null, embedded: null as Stage | null };
  let exact = 0;
  let played = 0;
  try {
    for (let n = from; n < from + rounds && !signal.aborted; n++) {
      // A generator of its own, so that a round can be played alone.
      const random = new Random(seed * 1_000_003 + n);
      const kind = random.chance(embeddedShare) ? 'embedded' : 'system';
      const stage = (open[kind] ??= await (kind === 'embedded' ? EmbeddedStage : SystemStage).prepare(options));
      if (!stages.includes(stage)) stages.push(stage);
      const { line, wrong } = await stage.play(n, random);
      played++;
      if (wrong.length === 0) exact++;
      print(`round ${n}: ${line}; ${wrong.length === 0 ? 'exact' : 'WRONG'}`);
      for (const fault of wrong) print(`  ${fault}`);
    }
    const last = signal.aborted ? [] : await Promise.all(stages.map((stage) => stage.end()));
    for (const sentence of last.flat()) print(`at the end: ${sentence}`);
    if (last.flat().length > 0) exact = Math.min(exact, rounds - 1);
  } finally {
    for (const stage of stages) await stage.remove();
  }
  print(`${exact} of ${rounds} rounds were exact${played < rounds ? `, ${rounds - played} were not played` : ''}`);
  return exact === rounds;
}

/** Lets `count` workers sleep over their leases; true when each was rejected and every cost is right. */
export async function runZombies(options: StageOptions, count: number): Promise<boolean> {
  const stage = await SystemStage.prepare(options);
  try {
    return await stage.playZombies(count);
  } finally {
    await stage.remove();
  }
}
