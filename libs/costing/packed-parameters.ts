/** Bytes of one packed entry: `int16 parameter id, float64 value`, both big-endian. */
export const PACKED_ENTRY_BYTES = 10;

export type ParameterEntry = readonly [parameterId: number, value: number];

/** Packs entries ascending by parameter id, as the column `parameters` holds them. Ids must differ. */
export function packParameters(entries: readonly ParameterEntry[]): Uint8Array {
  const packed = new Uint8Array(entries.length * PACKED_ENTRY_BYTES);
  const view = new DataView(packed.buffer);
  let offset = 0;
  for (const [id, value] of [...entries].sort((a, b) => a[0] - b[0])) {
    view.setInt16(offset, id);
    view.setFloat64(offset + 2, value);
    offset += PACKED_ENTRY_BYTES;
  }
  return packed;
}

/** Entries of a packed run, ascending by parameter id. */
export function unpackParameters(packed: Uint8Array): ParameterEntry[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const entries: ParameterEntry[] = [];
  for (let offset = 0; offset + PACKED_ENTRY_BYTES <= packed.byteLength; offset += PACKED_ENTRY_BYTES) {
    entries.push([view.getInt16(offset), view.getFloat64(offset + 2)]);
  }
  return entries;
}
