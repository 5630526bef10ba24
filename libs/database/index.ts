export { BoundedPool, type PoolLimits } from './bounded-pool.js';
export {
  type Database,
  openDatabase,
  type OpenDatabaseOptions,
  openUnchecked,
  type UncheckedDatabase,
} from './open-database.js';
export { processFacts } from './embedded/processes.js';
export { withFolderLock } from './embedded/folder-lock.js';
export { type OrphanFile, orphanFiles } from './embedded/orphan-files.js';
export { dumpSchema } from './schema/dump-schema.js';
export {
  driftText,
  ensureSchema,
  readSchemaDrift,
  type EnsureSchemaOptions,
  SCHEMA_FILE,
} from './schema/ensure-schema.js';
export { SchemaWatch } from './schema/schema-watch.js';
export { grantRuntime, readRuntimeRole } from './schema/grant-runtime.js';
export type { PrivilegeWarning } from './schema/privilege-warnings.js';
export { pendingMigrations } from './schema/migration-state.js';
export { migrateDown, migrateUp, type MigrationReport } from './schema/run-migrations.js';
export * from './catalogue/index.js';
export { explainChanges, type ExplainedChanges } from './changes/explain-changes.js';
export type { CountsByRouting, Reach } from './changes/reach-writer.js';
export * from './changes/list-summaries.js';
export { lookUpSummary, type ShownSummary } from './changes/look-up-summary.js';
export { PendingVariants } from './changes/pending-variants.js';
export { changesDocument } from './changes/changes-document.js';
export * from './changes/report-changes.js';
export type { ChangeCause } from './changes/change-cause.js';
export {
  type Affected,
  findAffected,
  findAffectedSince,
  findChosenAffected,
  readPendingChanges,
} from './changes/find-affected.js';
export { codeFault, dateFault, normalizeCode, PARAMETER_KEY, STEP_CODE } from './catalogue/text-rules.js';
export * from './export/index.js';
export * from './connect-client.js';
export { isDatabaseAway, lastWords } from './connection-lost.js';
export { withSharedSnapshot } from './shared-snapshot.js';
export * from './transaction.js';
export { type CopyIn, copyIn, FRAME_HEADER_BYTES, LateCopy } from './copy/copy-in.js';
export { type CopyOut, copyOut, type OnRow } from './copy/copy-out.js';
export * from './copy/partition-copy.js';
export { withReaderSocket } from './copy/reader-socket.js';
export { StagedLists } from './copy/staged-lists.js';
export { BlockPool, SUMMARY_COLUMNS, SummaryBlocks } from './copy/summary-blocks.js';
export { actingAs } from './actor.js';
export * from './sql/affected.js';
export * from './sql/audit.js';
export type { RateFilter } from './sql/catalogue-entries.js';
export * from './sql/catalogue-origin.js';
export * from './sql/changes.js';
export * from './sql/delta-tasks.js';
export * from './sql/delta-watch.js';
export * from './sql/diff.js';
export * from './sql/generation-holders.js';
export * from './sql/generations.js';
export * from './sql/idempotency-keys.js';
export * from './sql/job-errors.js';
export * from './sql/jobs.js';
export { type MillDay, readMillDay, readToday } from './sql/mill-day.js';
export * from './sql/operating-figures.js';
export * from './sql/price-rates.js';
export * from './sql/probe.js';
export * from './sql/reconcile.js';
export * from './sql/retention.js';
export * from './sql/routing-names.js';
export * from './sql/session.js';
export * from './sql/snapshot.js';
export { mergePartition } from './sql/merge-staged.js';
export * from './sql/staging.js';
export * from './sql/stats.js';
export * from './sql/superseding.js';
export * from './sql/job-warnings.js';
export * from './sql/summaries.js';
export * from './sql/tasks.js';
export * from './sql/workers.js';
export {
  sampleMillFiles,
  type SampleMillOptions,
  type SampleMillResult,
  seedSampleMill,
} from './mill/seed-sample-mill.js';
export { SEED_LIMITS, seedCatalogue, type SeedOptions, type SeedResult } from './seed/seed-catalogue.js';
export { variantId } from './variant-id.js';
