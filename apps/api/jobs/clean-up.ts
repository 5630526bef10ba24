import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Database } from '#database';
import { dropUnneededGenerations, heldText } from '#jobs';
import type { Log } from '#platform';
import { DATABASE, LOG } from '../tokens.js';

/**
 * Drops what a request made superfluous, after its answer: a generation that somebody still reads is waited for.
 * What cannot be dropped now is dropped when the next job ends.
 */
@Injectable()
export class CleanUp implements BeforeApplicationShutdown {
  private running: Promise<void> | null = null;
  private again = false;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(LOG) private readonly log: Log,
  ) {}

  start(): void {
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = null));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.again) {
      this.again = false;
      try {
        const held = heldText(await dropUnneededGenerations(this.database));
        if (held !== null) this.log.info(held);
      } catch (error) {
        this.log.warn(`superfluous generations were not dropped: ${(error as Error).message}`);
      }
    }
  }
}
