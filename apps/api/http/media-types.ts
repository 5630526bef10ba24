/** Media types of JSON bodies; a PATCH may be sent as either. */
export const JSON_TYPE = 'application/json';
export const MERGE_PATCH_TYPE = 'application/merge-patch+json';
