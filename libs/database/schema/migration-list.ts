import type { MigrationInterface } from 'typeorm';
import { InitialSchema1795392000000 } from '../../../migrations/1795392000000-initial-schema.js';
import { WorkersAndDeaths1795571058559 } from '../../../migrations/1795571058559-workers-and-deaths.js';
import { ChangeTracking1795571900823 } from '../../../migrations/1795571900823-change-tracking.js';
import { DeltaJobs1795574400000 } from '../../../migrations/1795574400000-delta-jobs.js';
import { QuickDeltas1795680000000 } from '../../../migrations/1795680000000-quick-deltas.js';
import { Audit1795683600000 } from '../../../migrations/1795683600000-audit.js';
import { StagedPlaces1795694400000 } from '../../../migrations/1795694400000-staged-places.js';
import { SchemasByPrivilege1796071076217 } from '../../../migrations/1796071076217-schemas-by-privilege.js';
import { FiguresEpoch1796071222488 } from '../../../migrations/1796071222488-figures-epoch.js';
import { PrintableTexts1796072568766 } from '../../../migrations/1796072568766-printable-texts.js';
import { Bounds1796074845219 } from '../../../migrations/1796074845219-bounds.js';
import { QualifiedTracking1796075700000 } from '../../../migrations/1796075700000-qualified-tracking.js';
import { KeptSummaries1796075800000 } from '../../../migrations/1796075800000-kept-summaries.js';
import { FailuresAndWarnings1796076129480 } from '../../../migrations/1796076129480-failures-and-warnings.js';
import { VariantMoves1796077200000 } from '../../../migrations/1796077200000-variant-moves.js';
import { TimeZone1796077463818 } from '../../../migrations/1796077463818-time-zone.js';
import { IdempotencyKeys1796077502810 } from '../../../migrations/1796077502810-idempotency-keys.js';
import { NotesWithLineBreaks1796079900000 } from '../../../migrations/1796079900000-notes-with-line-breaks.js';
import { Operations1796085208000 } from '../../../migrations/1796085208000-operations.js';
import { DeltaWatch1796086800000 } from '../../../migrations/1796086800000-delta-watch.js';

/**
 * Every migration, oldest first. Named one by one, not found by a pattern: so they are type-checked, run the same
 * from source and build, and reading this list at start does not load TypeORM.
 */
export const MIGRATIONS: readonly (new () => MigrationInterface)[] = [
  InitialSchema1795392000000,
  WorkersAndDeaths1795571058559,
  ChangeTracking1795571900823,
  DeltaJobs1795574400000,
  QuickDeltas1795680000000,
  Audit1795683600000,
  StagedPlaces1795694400000,
  SchemasByPrivilege1796071076217,
  FiguresEpoch1796071222488,
  PrintableTexts1796072568766,
  Bounds1796074845219,
  QualifiedTracking1796075700000,
  KeptSummaries1796075800000,
  FailuresAndWarnings1796076129480,
  VariantMoves1796077200000,
  TimeZone1796077463818,
  IdempotencyKeys1796077502810,
  NotesWithLineBreaks1796079900000,
  Operations1796085208000,
  DeltaWatch1796086800000,
];

/** TypeORM's record of what was run. */
export const MIGRATIONS_TABLE = 'schema_migrations';

export interface MigrationName {
  /** `InitialSchema1795392000000` */
  readonly name: string;
  /** `1795392000000`: the 13 digits at the name's end. */
  readonly version: string;
}

export const MIGRATION_NAMES: readonly MigrationName[] = MIGRATIONS.map(({ name }) => ({
  name,
  version: name.slice(-13),
}));
