import type { Snapshot, YarnParameters } from '#costing';
import type { Client, Database } from '#database';
import type { Config } from '#platform';
import type { BenchOptions, RowName } from './options.js';

/** What one timed run did. */
export interface Measured {
  readonly rows: number;
  readonly seconds: number;
}

/** One way to cost the catalogue. */
export interface BenchRow {
  readonly name: RowName;
  /** Everything that the way takes for granted; not timed. */
  prepare(): Promise<void>;
  run(): Promise<Measured>;
  /** Throws unless the last run stored what ours stored; gives the sentence that says what was compared. */
  check(): Promise<string | null>;
  /** Drops what the last run stored; not timed. */
  discard(): Promise<void>;
  close(): Promise<void>;
}

/** What all rows share. */
export interface BenchContext {
  readonly database: Database;
  readonly config: Config;
  readonly options: BenchOptions;
  /** Statements that are not timed. */
  readonly client: Client;
  /** Belongs to this benchmark alone: files that rows prepare. */
  readonly folder: string;
  /** All jobs compute with what is in force on this day. */
  readonly asOf: string;
  readonly snapshot: Snapshot;
  readonly yarnParameters: YarnParameters;
  readonly log: (line: string) => void;
}
