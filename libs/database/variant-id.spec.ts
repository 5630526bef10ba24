import { expect, it } from 'vitest';
import { variantId, variantIdBytes } from './variant-id.js';

// Made with Python: uuid.uuid5(uuid.UUID('b7a2c5d0-3c1f-5e6b-8f42-9d0e7a61c3f4'), sku)
it.each([
  ['SYN-000001-00000001', 'a622c42c-0a88-51d3-8fb1-763a6431592a'],
  ['Köper 2/1 – blau', 'b469fa8b-3113-54f5-893b-7a88972866b1'],
  ['A', 'b5c85b4b-588c-5e52-8875-585ac7d2a809'],
])('gives the UUIDv5 of %s', (sku, id) => {
  expect(variantId(sku)).toBe(id);
  expect(variantIdBytes(sku).toString('hex')).toBe(id.replaceAll('-', ''));
});
