/** A server answers others after so long at most, and spends little of its time on looking for them. */
const PIECES_MS = 10;

/** Does work that yields between its pieces, and lets the event loop go on whenever they have taken ten milliseconds. */
export async function inPieces<T>(work: Generator<void, T>): Promise<T> {
  for (let begun = performance.now(); ;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - begun < PIECES_MS) continue;
    await new Promise(setImmediate);
    begun = performance.now();
  }
}
