import { runSeed } from './run-seed.js';

/**
 * Replays seeds with all that happened: `node dist/test/simulation/main.js 4711`. With a count, runs so many seeds from
 * the first one and tells of each that breaks a rule: `node dist/test/simulation/main.js 1 --count 100000`.
 */
async function main([first, option, count]: readonly string[]): Promise<void> {
  const seed = Number(first);
  const isCampaign = option === '--count';
  if (!Number.isInteger(seed) || (option !== undefined && !(isCampaign && Number(count) > 0))) {
    process.stderr.write('usage: main.js SEED [--count N]\n');
    process.exitCode = 2;
    return;
  }
  if (!isCampaign) {
    const { story, broken, virtualSeconds, steps } = await runSeed(seed, { trace: true });
    process.stdout.write(
      `${story}\nseed ${seed}: ${broken ?? 'every rule was kept'} (${virtualSeconds} s, ${steps} steps)\n`,
    );
    process.exitCode = broken ? 1 : 0;
    return;
  }
  await campaign(seed, Number(count));
}

async function campaign(first: number, count: number): Promise<void> {
  const begun = performance.now();
  let [next, broken, steps, virtualSeconds] = [first, 0, 0, 0];
  const one = async (): Promise<void> => {
    while (next < first + count) {
      const result = await runSeed(next++);
      steps += result.steps;
      virtualSeconds += result.virtualSeconds;
      if (!result.broken) continue;
      broken++;
      process.stdout.write(`seed ${result.seed}: ${result.broken}\n`);
    }
  };
  await Promise.all(Array.from({ length: 50 }, one));
  const seconds = (performance.now() - begun) / 1000;
  process.stdout.write(
    `${count} seeds, ${broken} broken, ${Math.round(count / seconds)} seeds/s, ` +
      `${(virtualSeconds / count).toFixed(1)} virtual s and ${Math.round(steps / count)} steps a seed\n`,
  );
  process.exitCode = broken ? 1 : 0;
}

void main(process.argv.slice(2));
