import { expect, it } from 'vitest';
import { inPieces } from './in-pieces.js';

/** Pieces of a millisecond each. */
function* busy(pieces: number): Generator<void, string> {
  for (let n = 0; n < pieces; n++) {
    const end = performance.now() + 1;
    while (performance.now() < end);
    yield;
  }
  return 'done';
}

it('lets the event loop go on between pieces', async () => {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  expect(await inPieces(busy(50))).toBe('done');
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(3);
});

it('throws what the work throws', async () => {
  const failing = function* (): Generator<void, never> {
    yield;
    throw new Error('of a piece');
  };
  await expect(inPieces(failing())).rejects.toThrow('of a piece');
});
