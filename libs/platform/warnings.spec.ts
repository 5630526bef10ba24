import { describe, expect, it } from 'vitest';
import { WarningList } from './warnings.js';

describe('WarningList', () => {
  it('keeps one warning a cause with its count and the first ten examples', () => {
    const list = new WarningList();
    for (let n = 0; n < 12; n++) list.add('PRICE_GAP', 'a gap', `item ${n}`);
    list.add('PRICE_JUMP', 'a jump', 'item 0', 3);
    expect(list.all).toEqual([
      { code: 'PRICE_GAP', message: 'a gap', count: 12, examples: Array.from({ length: 10 }, (_, n) => `item ${n}`) },
      { code: 'PRICE_JUMP', message: 'a jump', count: 3, examples: ['item 0'] },
    ]);
  });
});
