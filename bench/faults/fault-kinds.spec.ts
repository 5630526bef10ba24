import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../test/oracle/random.js';
import { drawFaults, FAULT_KINDS, kindOf } from './fault-kinds.js';

const OPTIONS = { useNats: true, longestSeconds: 50, only: [] };
const rounds = Array.from({ length: 2_000 }, (_, seed) => drawFaults(new Random(seed), OPTIONS));

describe('faults drawn', () => {
  it('are decided by the seed', () => {
    expect(drawFaults(new Random(7), OPTIONS)).toEqual(rounds[7]);
    expect(new Set(rounds.map((plans) => JSON.stringify(plans))).size).toBeGreaterThan(1_000);
  });

  it('leave a quarter of the rounds calm, and are four at most', () => {
    const calm = rounds.filter((plans) => plans.length === 0).length;
    expect(calm / rounds.length).toBeCloseTo(0.25, 1);
    expect(Math.max(...rounds.map((plans) => plans.length))).toBe(4);
  });

  it('are of every kind, and last from moments to more than three leases', () => {
    expect(new Set(rounds.flat().map(({ kind }) => kind))).toEqual(new Set(Object.keys(FAULT_KINDS)));
    expect(Math.max(...rounds.flat().map(({ seconds }) => seconds))).toBeGreaterThan(45);
  });

  it('never hit what another one of the round holds', () => {
    for (const plans of rounds) {
      const held = plans.flatMap(({ kind, pick }) => kindOf(kind).resource?.(pick) ?? []);
      expect(new Set(held).size).toBe(held.length);
    }
  });

  it('need no NATS and are short where that is asked for', () => {
    for (let seed = 0; seed < 500; seed++) {
      for (const plan of drawFaults(new Random(seed), { useNats: false, longestSeconds: 2, only: [] })) {
        expect(kindOf(plan.kind).needsNats).toBeUndefined();
        expect(plan.seconds).toBeLessThanOrEqual(2);
      }
    }
  });

  it('are all in the document', () => {
    const names = [...readFileSync('docs/faults.md', 'utf8').matchAll(/^\| `([a-z ]+)` +\|/gm)].map(([, name]) => name);
    expect(names).toEqual(Object.keys(FAULT_KINDS));
  });
});
