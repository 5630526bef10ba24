import { PARTITION_COUNT, type PartitionNo } from '#costing';

/** PostgreSQL's `HASH_PARTITION_SEED`, its high and low half. */
const SEED_HIGH = 0x7a5b2236;
const SEED_LOW = 0x7996dcfd;
const KEY_BYTES = 16;
const START = (0x9e3779b9 + KEY_BYTES + 3_923_095) | 0;
/** What `hash_combine64` adds for the first and only column; of 64 partitions only its low bits matter. */
const COMBINE_LOW = 0xe3;

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/**
 * The hash partition that PostgreSQL puts a variant's id into: `hash_bytes_extended` (Jenkins' lookup3) of the id's 16
 * bytes at `at`, as every little-endian server computes it. A wrong answer cannot do harm: a leaf refuses rows that
 * are not its own. Knowing it lets a load fill leaf by leaf, which PostgreSQL can freeze and need not route.
 */
export function partitionOf(id: DataView, at: number): PartitionNo {
  let a = (START + SEED_HIGH) | 0;
  let b = (START + SEED_LOW) | 0;
  let c = START;
  for (let round = 0; round < 2; round++) {
    a = (a - c) ^ rotate(c, 4);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 6);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 8);
    b = (b + a) | 0;
    a = (a - c) ^ rotate(c, 16);
    c = (c + b) | 0;
    b = (b - a) ^ rotate(a, 19);
    a = (a + c) | 0;
    c = (c - b) ^ rotate(b, 4);
    b = (b + a) | 0;
    if (round === 1) break;
    a = (a + id.getInt32(at, true)) | 0;
    b = (b + id.getInt32(at + 4, true)) | 0;
    c = (c + id.getInt32(at + 8, true)) | 0;
  }
  a = (a + id.getInt32(at + 12, true)) | 0;
  c = ((c ^ b) - rotate(b, 14)) | 0;
  a = ((a ^ c) - rotate(c, 11)) | 0;
  b = ((b ^ a) - rotate(a, 25)) | 0;
  c = ((c ^ b) - rotate(b, 16)) | 0;
  a = ((a ^ c) - rotate(c, 4)) | 0;
  b = ((b ^ a) - rotate(a, 14)) | 0;
  c = ((c ^ b) - rotate(b, 24)) | 0;
  return (c + COMBINE_LOW) & (PARTITION_COUNT - 1);
}
