import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Asks until nothing is found wrong, for `seconds` at most; gives what was found last. */
export async function eventually(seconds: number, ask: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    const found = await ask();
    if (found.length === 0 || performance.now() > deadline) return found;
    await sleep(POLL_MS);
  }
}
