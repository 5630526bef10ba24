export { type ExplainedCost, explainCost, type ExplanationRequest } from './explain-cost.js';
export { explanationDocument } from './explanation-document.js';
export {
  importCatalogue,
  type ImportOptions,
  type ImportReport,
  type ImportResult,
  PRICE_JUMP_PERCENT,
} from './import-catalogue.js';
export { importDocument, type ImportDocument } from './import-document.js';
export { CATALOGUE_PARTS, type ImportPart } from './import-parts.js';
export type { CellChange, CellChanges, EmptiedCells } from './cell-changes.js';
export type { ImportTouches } from './import-touches.js';
export {
  type ConstantColumn,
  DATE_ORDERS,
  type DateOrder,
  DECIMAL_SIGNS,
  type DecimalSign,
  type ReadOptions,
} from '../csv/read-options.js';
export type { PartCounts } from './write-catalogue.js';
export type { ImportProgress, OnImportProgress } from '../csv/import-variants-csv.js';
export * from './entries/index.js';
export type { CataloguePart } from './read-catalogue-json.js';
export {
  type JsonLimits,
  JsonLimitError,
  type JsonObject,
  JsonSyntaxError,
  type JsonValue,
  parseJson,
} from './json-text.js';
