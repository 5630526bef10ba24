import { described, objectSchema, orNull, TEXT } from '../openapi/schema.js';

export interface EntranceDocument {
  readonly name: string;
  readonly version: string;
  readonly docs: string;
  readonly openapi: string;
  readonly health: string;
  readonly console: string | null;
}

export const ENTRANCE = objectSchema<EntranceDocument>(
  'Entrance',
  'Where to go from here.',
  {
    name: TEXT,
    version: TEXT,
    docs: described(TEXT, 'The documentation of the API, for a browser.'),
    openapi: TEXT,
    health: TEXT,
    console: described(orNull(TEXT), 'The console, for a browser; null: this version has none yet.'),
  },
  {
    name: 'Textile Costing Engine',
    version: '0.1.0',
    docs: '/api/docs',
    openapi: '/api/v1/openapi.json',
    health: '/health',
    console: null,
  },
);
