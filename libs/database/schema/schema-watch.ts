import type { Pool } from 'pg';
import { readSchemaDrift } from './ensure-schema.js';

/** Comparing the schema takes some twenty milliseconds. */
const EVERY_MS = 300_000;
const RETRY_MS = 30_000;

/** Says what of the schema differs from what the migrations made; compares anew every five minutes when it is asked. */
export class SchemaWatch {
  private drift: readonly string[] | null = null;
  private nextAt = 0;
  private reading: Promise<void> | null = null;

  constructor(private readonly pool: Pool) {}

  /** null: not known, because the database did not answer. Never rejects. */
  async read(): Promise<readonly string[] | null> {
    if (performance.now() >= this.nextAt) await (this.reading ??= this.compare().finally(() => (this.reading = null)));
    return this.drift;
  }

  private async compare(): Promise<void> {
    try {
      const client = await this.pool.connect();
      try {
        this.drift = await readSchemaDrift(client);
      } finally {
        client.release();
      }
      this.nextAt = performance.now() + EVERY_MS;
    } catch {
      this.drift = null;
      this.nextAt = performance.now() + RETRY_MS;
    }
  }
}
