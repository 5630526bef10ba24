import type { Warning } from '#platform';
import { COUNT, described, listOf, objectSchema, TEXT } from './schema.js';

/** A warning of a job or an import. */
export const WARNING = objectSchema<Warning>(
  'Warning',
  'Something that a person should look at; it changes no status.',
  {
    code: described(TEXT, 'Stable, e.g. `PRICE_EXPIRED`, `PRICE_GAP`, `PRICE_JUMP`, `NO_EFFECT`.'),
    message: TEXT,
    count: described(COUNT, 'Number of cases.'),
    examples: described(listOf(TEXT), 'The first ten cases.'),
  },
  {
    code: 'PRICE_EXPIRED',
    message:
      "1 price expired without a successor: 23 variants took the formula's substitute or the parameter's default instead.",
    count: 1,
    examples: [
      "30s-CH: it expired on 2015-05-01, without a successor; taken instead: the formula's substitute; 23 variants",
    ],
  },
);
