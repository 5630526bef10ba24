import { describe, expect, it } from 'vitest';
import { networkOf } from './rate-limits.js';
import { TokenBuckets } from './token-buckets.js';

describe('a token bucket', () => {
  it('lets a source have its rate, twice as much at once, and says when to come back', () => {
    let now = 0;
    const buckets = new TokenBuckets(10, () => now);
    const taken = (): number =>
      Array.from({ length: 100 }, () => buckets.take('joe')).filter((wait) => wait === 0).length;
    expect(taken()).toBe(20);
    expect(buckets.take('joe')).toBeCloseTo(0.1);
    expect(buckets.take('ann')).toBe(0);
    now += 1_000;
    expect(taken()).toBe(10);
    now += 60_000;
    expect(taken()).toBe(20);
  });

  it('remembers no more sources than it has room for', () => {
    const buckets = new TokenBuckets(1, () => 0);
    buckets.take('first');
    buckets.take('first');
    expect(buckets.take('first')).toBeGreaterThan(0);
    for (let n = 0; n < 10_000; n++) buckets.take(`source ${n}`);
    expect(buckets.take('first')).toBe(0);
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['2001::1:2:3:4:5:6', '2001:0:1:2'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
