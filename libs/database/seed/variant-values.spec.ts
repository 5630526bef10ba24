import { expect, it } from 'vitest';
import { syntheticParameters } from './synthetic-parameters.js';
import { scramble, VariantValues } from './variant-values.js';

const { onVariants } = syntheticParameters(250);

it('scrambles without collisions: its steps can be undone', () => {
  const seen = new Set<number>();
  for (let n = 0; n < 200_000; n++) seen.add(scramble((n * 2_654_435_761) >>> 0));
  expect(seen.size).toBe(200_000);
});

it('gives neighbours in the range different doubles, whatever the parameter', () => {
  for (const { key, low, high } of onVariants) {
    const step = (high - low) / 2 ** 32;
    expect(high + step, key).not.toBe(high);
    expect(high - step + step / 2, key).not.toBe(high);
  }
});

it('stays in each parameter’s range and fills it', () => {
  const values = new VariantValues(onVariants, 1);
  onVariants.forEach(({ key, low, high }, index) => {
    const drawn = Array.from({ length: 500 }, (_, number) => values.get(index, number));
    expect(Math.min(...drawn), key).toBeGreaterThanOrEqual(low);
    expect(Math.max(...drawn), key).toBeLessThan(high);
    expect(Math.max(...drawn) - Math.min(...drawn), key).toBeGreaterThan((high - low) * 0.9);
  });
});

it('writes what it gives', () => {
  const values = new VariantValues(onVariants.slice(0, 3), 5);
  const view = new DataView(new ArrayBuffer(40));
  values.write(view, 4, 10, 77);
  expect([4, 14, 24].map((at) => view.getFloat64(at))).toEqual([0, 1, 2].map((index) => values.get(index, 77)));
});
