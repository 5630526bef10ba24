export { CatalogueWriter, type WrittenEntry } from './catalogue-writer.js';
export type { EntryDocument } from './entry-documents.js';
export { etagOf, type Preconditions } from './preconditions.js';
export {
  type EntryPage,
  listEntries,
  listRates,
  listVariants,
  type PageRequest,
  readEntry,
  type VariantFilter,
} from './read-entries.js';
export { Turns } from './turns.js';
