export type { ExportOutput } from './export-stream.js';
export { exportRates } from './export-rates.js';
export { exportSummaries, type SummariesExport } from './export-summaries.js';
export { exportVariants, type VariantsExport } from './export-variants.js';
export { EXPORT_FORMATS, type ExportFormat, ROW_FORMATS } from './row-format.js';
