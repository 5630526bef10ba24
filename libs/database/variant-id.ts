import { hash } from 'node:crypto';

/** Namespace of variant ids: a SKU's id is the same in every database and in whatever order SKUs come. */
export const VARIANT_NAMESPACE = 'b7a2c5d0-3c1f-5e6b-8f42-9d0e7a61c3f4';

/** What is hashed before the SKU. */
export const NAMESPACE_BYTES = Buffer.from(VARIANT_NAMESPACE.replaceAll('-', ''), 'hex');

/** The 16 bytes of a variant's id: UUIDv5 of the SKU's UTF-8 bytes. The SKU must be in its stored form (trimmed, NFC). */
export function variantIdBytes(sku: string): Buffer {
  const digest = hash('sha1', Buffer.concat([NAMESPACE_BYTES, Buffer.from(sku, 'utf8')]), 'buffer');
  return stampVersion5(digest.subarray(0, 16));
}

/** Writes version 5 and variant into a UUID's 16 bytes. */
export function stampVersion5(id: Buffer): Buffer {
  id[6] = (id[6]! & 0x0f) | 0x50;
  id[8] = (id[8]! & 0x3f) | 0x80;
  return id;
}

/** A variant's id as text, `xxxxxxxx-xxxx-5xxx-…`. */
export function variantId(sku: string): string {
  return variantIdBytes(sku)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
