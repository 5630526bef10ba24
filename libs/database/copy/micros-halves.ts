const TWO_POW_32 = 4_294_967_296;

// Two halves instead of a BigInt: a double holds the integer exactly, and nothing is allocated.

/** The upper four bytes of a bigint, with its sign. */
export const highHalf = (micros: number): number => Math.floor(micros / TWO_POW_32);

/** The lower four, as an int32. */
export const lowHalf = (micros: number): number => micros | 0;
