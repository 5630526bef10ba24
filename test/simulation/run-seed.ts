import { Scenario } from './scenario.js';
import { statementsLearnt } from './statement-names.js';
import { World } from './world.js';

export interface SeedResult {
  readonly seed: number;
  /** The rule that was broken, and when; null: none. */
  readonly broken: string | null;
  readonly virtualSeconds: number;
  readonly steps: number;
  /** With `trace`: all that happened. */
  readonly story: string;
}

/** Simulates one seed to its end; the same seed does the same, step by step. */
export async function runSeed(seed: number, options = { trace: false }): Promise<SeedResult> {
  await statementsLearnt();
  const world = new World(seed, options);
  const scenario = new Scenario(world);
  await world.time.play(() => scenario.isOver);
  return {
    seed,
    broken: world.broken,
    virtualSeconds: world.time.now / 1000,
    steps: world.time.steps,
    story: world.story(Infinity),
  };
}
