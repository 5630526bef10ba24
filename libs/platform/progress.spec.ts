import { describe, expect, it } from 'vitest';
import { createProgress } from './progress.js';

function recorder(isTTY: boolean, columns = 120) {
  const written: string[] = [];
  let now = 0;
  return {
    written,
    output: { isTTY, columns, write: (text: string) => written.push(text) },
    clock: () => now,
    pass: (milliseconds: number) => (now += milliseconds),
  };
}

describe('progress', () => {
  it('writes a plain line every few seconds when nobody watches', () => {
    const { output, clock, pass, written } = recorder(false);
    const progress = createProgress('seed', 1_000_000, output, clock);
    for (let n = 1; n <= 12; n++) {
      pass(1_000);
      progress.update(n * 50_000, n > 9 ? '3 failed' : '');
    }
    progress.end(1_000_000);
    expect(written).toEqual([
      'seed:  25 %  250,000 of 1,000,000  50,000/s  15.0 s left\n',
      'seed:  50 %  500,000 of 1,000,000  50,000/s  10.0 s left  3 failed\n',
      'seed:  100 %  1,000,000 of 1,000,000  83,333/s  in 12.0 s\n',
    ]);
  });

  it('redraws one line within the width of a terminal', () => {
    const { output, clock, pass, written } = recorder(true, 40);
    const progress = createProgress('seed', 200, output, clock);
    progress.update(0);
    pass(20);
    progress.update(1);
    pass(80);
    progress.update(100);
    progress.end(200);
    expect(written).toHaveLength(3);
    expect(written[1]).toMatch(/^\r\u001b\[Kseed: {2}\[#{12}\.{12}\]/);
    for (const text of written) expect(text.replace(/[\r\n]|\u001b\[K/g, '').length).toBeLessThanOrEqual(39);
    expect(written.filter((text) => text.endsWith('\n'))).toEqual([written[2]]);
  });

  it('knows long times, and totals that turn out wrong', () => {
    const { output, clock, pass, written } = recorder(false);
    const progress = createProgress('job 7', 100, output, clock);
    pass(125_000);
    progress.update(1);
    progress.end(120);
    expect(written[0]).toContain('3 h 26 min left');
    expect(written[1]).toContain('100 %  120 of 120  1/s  in 2 min 05 s');
  });
});
