import type { DrawOptions } from './fault-kinds.js';
import type { Random } from '../../test/oracle/random.js';

export interface StageOptions extends DrawOptions {
  readonly seed: number;
  readonly variants: number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** A running system with a catalogue, on which rounds are played one after the other. */
export interface Stage {
  /** `line`: what happened, for people; `wrong`: everything that should not be, one sentence each. */
  play(n: number, random: Random): Promise<{ readonly line: string; readonly wrong: readonly string[] }>;
  /** Ends everything in the usual way; sentences about what went wrong in that. */
  end(): Promise<readonly string[]>;
  /** Ends at once whatever still runs, and removes what it wrote. */
  remove(): Promise<void>;
}

/** Master yarns of the synthetic mill. */
export const YARNS = 100;
