/** Names longer than this get no suggestion, so that refusing stays quick whatever the input. */
const LONGEST_NAME = 64;

/** The known name closest to an unknown one, or undefined when none is close enough to be a slip of the pen. */
export function suggestName(unknown: string, known: Iterable<string>): string | undefined {
  if (unknown.length > LONGEST_NAME) return undefined;
  let best: string | undefined;
  // One slip in three letters; a single letter is no slip of another one, only of its capital.
  let bound = unknown.length === 1 ? 1 : Math.min(3, Math.ceil(unknown.length / 3)) + 1;
  for (const name of known) {
    if (Math.abs(name.length - unknown.length) >= bound || name.length > LONGEST_NAME) continue;
    const distance = editDistance(unknown.toLowerCase(), name.toLowerCase(), bound);
    if (distance < bound) {
      best = name;
      bound = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from a to b; `bound` as soon as it is reached. */
function editDistance(a: string, b: string, bound: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let distance = Math.min(
        (previous[j] ?? 0) + 1,
        (current[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, (before[j - 2] ?? 0) + 1);
      }
      current.push(distance);
      least = Math.min(least, distance);
    }
    if (least >= bound) return bound;
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? bound;
}
