import { CostingError } from '#platform';
import { printJson } from './output.js';

/** With `--json` a failure, too, is one document on stdout: `{ error: { code, message, causes?, errors? } }`. */
export async function withJsonError(json: boolean, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (json && error instanceof CostingError) {
      const { faults, causes, details } = error.options;
      printJson({
        error: {
          code: error.code,
          message: error.message,
          ...details,
          ...(causes && { causes }),
          ...(faults && { errors: faults }),
        },
      });
    }
    throw error;
  }
}
