/** Names longer than this get no suggestion, so that refusing stays quick whatever the input. */
const LONGEST_NAME = 64;

/** How many names may still be looked at for suggestions: shared by all faults of one input, which may have thousands. */
export interface SuggestionBudget {
  names: number;
}

/** Looking at so many names takes some 10 ms. */
export const suggestionBudget = (names = 50_000): SuggestionBudget => ({ names });

/**
 * The known name closest to an unknown one, or undefined when none is close enough to be a slip of the pen, or when the
 * budget is used up.
 */
export function suggestName(
  unknown: string,
  known: Iterable<string>,
  budget: SuggestionBudget = suggestionBudget(),
): string | undefined {
  if (unknown.length > LONGEST_NAME || budget.names <= 0) return undefined;
  const letters = lettersOf(unknown);
  let best: string | undefined;
  // One slip in three letters; a single letter is no slip of another one, only of its capital.
  let bound = unknown.length === 1 ? 1 : Math.min(3, Math.ceil(unknown.length / 3)) + 1;
  for (const name of known) {
    if (budget.names-- <= 0) break;
    if (Math.abs(name.length - unknown.length) >= bound || name.length > LONGEST_NAME) continue;
    // A slip changes at most two letters of the set: most names are passed over by this.
    if (countBits(letters ^ lettersOf(name)) > 2 * (bound - 1)) continue;
    const distance = editDistance(unknown.toLowerCase(), name.toLowerCase(), bound);
    if (distance < bound) {
      best = name;
      bound = distance;
    }
  }
  return best;
}

/** A bit for each letter that occurs, upper and lower case alike; other characters share the remaining bits. */
function lettersOf(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits |= 1 << (text.charCodeAt(i) & 31);
  return bits;
}

function countBits(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
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
