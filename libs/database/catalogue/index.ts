export { type ExplainedCost, explainCost, type ExplanationRequest } from './explain-cost.js';
export { explanationDocument } from './explanation-document.js';
export { CATALOGUE_PARTS, importCatalogue, type ImportOptions, type ImportResult } from './import-catalogue.js';
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
