import { copyIn, copyVariantsOut, FRAME_HEADER_BYTES, type Client, VARIANT_ROW } from '#database';
import { PACKED_ENTRY_BYTES } from '#costing';

/** A variant as it was read: the memory is reused for the next one. */
export interface VariantFields {
  readonly row: DataView;
  readonly routingId: number;
  /** Calls back for each of its own parameters. */
  eachParameter(take: (id: number, value: number) => void): void;
}

const FRAME_BYTES = 256 * 1024;
const FIELD_COUNT_BYTES = 2;

/**
 * Copies a partition's variants into `table` in another form, sorted by routing, as whoever asks for a routing at a
 * time would keep them. `encode` gives the fields that follow id, yarn, routing and is_active, each with its length.
 */
export async function copyVariantsInto(
  reader: Client,
  writer: Client,
  partitionNo: number,
  table: string,
  fieldCount: number,
  encode: (variant: VariantFields) => Buffer,
): Promise<void> {
  const byRouting = new Map<number, Buffer[]>();
  await copyVariantsOut(reader, partitionNo, (row, start, end) => {
    const routingId = row.getInt32(start + VARIANT_ROW.routingId);
    const eachParameter = (take: (id: number, value: number) => void): void => {
      for (let at = start + VARIANT_ROW.parameters; at < end; at += PACKED_ENTRY_BYTES) {
        take(row.getInt16(at), row.getFloat64(at + 2));
      }
    };
    // The four leading fields lie in the row as they are wanted, lengths included.
    const leading = Buffer.alloc(VARIANT_ROW.isActive + 1);
    leading.writeInt16BE(4 + fieldCount, 0);
    for (let n = FIELD_COUNT_BYTES; n < leading.length; n++) leading[n] = row.getUint8(start + n);
    let list = byRouting.get(routingId);
    if (!list) byRouting.set(routingId, (list = []));
    list.push(leading, encode({ row, routingId, eachParameter }));
  }).done;
  const copy = await copyIn(writer, `COPY ${table} FROM STDIN (FORMAT binary, FREEZE)`);
  for (const routingId of [...byRouting.keys()].sort((a, b) => a - b)) {
    const bytes = Buffer.concat(byRouting.get(routingId)!);
    for (let at = 0; at < bytes.length; at += FRAME_BYTES) {
      const part = bytes.subarray(at, at + FRAME_BYTES);
      await copy.send(Buffer.concat([Buffer.alloc(FRAME_HEADER_BYTES), part]), part.length);
    }
  }
  await copy.finish();
}
