const ID_BYTES = 16;

/** Ids of variants, at 16 bytes each. */
export class VariantIds {
  count = 0;
  private bytes = Buffer.alloc(ID_BYTES * 64);

  /** The id lies in `row` at `idAt`. */
  add(row: DataView, idAt: number): void {
    const at = this.count * ID_BYTES;
    if (at === this.bytes.length) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(this.bytes.length)]);
    for (let n = 0; n < ID_BYTES; n++) this.bytes[at + n] = row.getUint8(idAt + n);
    this.count++;
  }

  /** The first `max` of them. */
  first(max: number): string[] {
    return Array.from({ length: Math.min(max, this.count) }, (_, place) => this.text(place));
  }

  /** As people write them. */
  private text(place: number): string {
    const at = place * ID_BYTES;
    const hex = this.bytes.toString('hex', at, at + ID_BYTES);
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  *inChunks(chunkBytes: number): Generator<Buffer> {
    const end = this.count * ID_BYTES;
    for (let start = 0; start < end; start += chunkBytes) {
      yield this.bytes.subarray(start, Math.min(end, start + chunkBytes));
    }
  }
}
