import type { Warning } from '#platform';
import { writeRemark } from './output.js';

/** Shows warnings for a person on stderr: each cause once, with its first cases. */
export function showWarnings(warnings: readonly Warning[]): void {
  for (const { code, message, count, examples } of warnings) {
    writeRemark(`warning ${code}: ${message}`);
    for (const example of examples) writeRemark(`  ${example}`);
    if (count > examples.length) {
      writeRemark(`  … and ${(count - examples.length).toLocaleString('en')} more`);
    }
  }
}
