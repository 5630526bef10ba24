import type { GenerationCheck } from '../../test/oracle/check-generation.js';
import type { Screen } from './screen.js';

const FAULTS_SHOWN_MAX = 40;

/** Says what the check did and what it found; true when nothing is wrong. */
export function showCheck(check: GenerationCheck, screen: Screen): boolean {
  const { faults, recomputed, rows, active, failed, carried, generation, offByOne } = check;
  const count = (value: number): string => screen.count(value);
  if (faults.length > 0) {
    screen.say(`Generation ${generation} is wrong (sample of seed ${check.seed}):`);
    for (const fault of faults.slice(0, FAULTS_SHOWN_MAX)) screen.say(fault);
    if (faults.length > FAULTS_SHOWN_MAX) screen.say(`… and ${count(faults.length - FAULTS_SHOWN_MAX)} lines more`);
    return false;
  }
  screen.say(
    `${count(recomputed)} variants, drawn at random (seed ${check.seed}), were costed once more by SQL made from`,
  );
  screen.say('the formulas, without the code that costed them: every figure is the same to the last digit');
  if (offByOne > 0) screen.say(`(${count(offByOne)} of them to one millionth: their formulas hold a power).`);
  const without = failed - carried;
  screen.say(
    `${count(rows)} rows are stored for ${count(active)} active variants, ${count(without)} of them without a cost;`,
  );
  screen.say('no row is there twice, none belongs to another variant or an earlier run;');
  screen.say('the rows of all 64 partitions add up to what the ledger says was computed, to the millionth.');
  return true;
}
