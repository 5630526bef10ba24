export type { ExportOutput } from './export-stream.js';
export { exportRates } from './export-rates.js';
export { exportSummaries, type SummariesExport } from './export-summaries.js';
export { exportVariants, type VariantsExport } from './export-variants.js';
export { ENTRY_EXPORTS, type EntryExport, exportEntries } from './export-entries.js';
export type { VariantExportFilter } from './export-filter.js';
export {
  type Delimiter,
  DELIMITERS,
  EXPORT_FORMATS,
  type ExportFormat,
  rowFormat,
  type TableSpelling,
} from './row-format.js';
