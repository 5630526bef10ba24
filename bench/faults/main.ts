import { parseArgs } from 'node:util';
import { Installation } from '../../test/helpers/installation.js';
import { VICTIMS } from './processes.js';
import { playRound } from './round.js';

/** Longest delay before the kill: a little longer than the whole recalculation takes. */
const DELAY_MAX_MS = 2_500;

/**
 * `npm run faults -- --seed S --rounds N [--variants V]`: kills parts of the running system at random moments and
 * checks after each that the next start sets everything right. Exit 0 only if every round was exact.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '10' },
      variants: { type: 'string', default: '200000' },
    },
  });
  const random = mulberry32(Number(values.seed));
  const installation = await Installation.create();
  let bad = 0;
  try {
    const perYarn = String(Math.ceil(Number(values.variants) / 100));
    const seeded = await installation.run('seed', '--yarns', '100', '--variants-per-yarn', perYarn, '--json');
    if (seeded.exitCode !== 0) throw new Error(`the seed failed: ${seeded.stderr}`);
    for (let n = 1; n <= Number(values.rounds); n++) {
      const victim = VICTIMS[Math.floor(random() * VICTIMS.length)]!;
      const round = await playRound(installation, victim, random() * DELAY_MAX_MS, 1 + random() / 10);
      const when = round.killedAt === null ? 'never, it was over' : `after ${round.killedAt} ms`;
      const outcome = round.faults.length === 0 ? 'exact' : 'WRONG';
      const exit = round.exitCode === null ? 'killed' : `exit ${round.exitCode}`;
      process.stdout.write(
        `round ${n}: ${victim} killed ${when}; command ${exit}, ${round.commands} command(s) in all; ${outcome}\n`,
      );
      for (const fault of round.faults.slice(0, 10)) process.stdout.write(`  ${fault}\n`);
      if (round.faults.length > 0) bad++;
    }
  } finally {
    await installation.remove();
  }
  process.stdout.write(`${Number(values.rounds) - bad} of ${values.rounds} rounds were exact\n`);
  return bad === 0 ? 0 : 1;
}

/** Small generator of numbers in [0, 1): the same seed plays the same faults. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
