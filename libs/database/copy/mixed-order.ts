import type { SummaryRows } from './summary-rows.js';

/**
 * So many groups share a page: each then has a seventh of its rows, a little less than the room that `createLeaf` leaves
 * in it.
 */
const TRACKS = 7;

/**
 * An order for the rows of a block in which those of a group lie in few pages, but never fill one. A delta of one routing
 * then touches a seventh of the pages that it would with rows as they come, and finds room for new versions in each:
 * packed tightly, it would move most of them elsewhere. Sorted by group, the rows are cut into seven tracks, which are
 * dealt in turn. Gives the place in `rows` of each row; the memory is reused by the next call.
 */
export function mixedOrder({ groups, groupCount, count }: SummaryRows): Int32Array {
  if (sorted.length < count) [sorted, mixed] = [new Int32Array(count), new Int32Array(count)];
  const next = new Int32Array(groupCount + 1);
  for (let n = 0; n < count; n++) next[groups[n]! + 1]! += 1;
  for (let group = 0; group < groupCount; group++) next[group + 1]! += next[group]!;
  for (let n = 0; n < count; n++) sorted[next[groups[n]!]!++] = n;
  for (let track = 0, from = 0; track < TRACKS; track++) {
    for (let to = track; to < count; to += TRACKS) mixed[to] = sorted[from++]!;
  }
  return mixed;
}

let sorted = new Int32Array(0);
let mixed = new Int32Array(0);
