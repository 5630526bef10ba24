import { Controller, Inject } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { API_QUEUE, CONTROL as SUBJECT } from '#jobs';
import { CleanUp } from './clean-up.js';
import { JobFeed } from './job-feed.js';

/** What workers tell the API. Everything here is also found in the ledger, a little later. */
@Controller()
export class JobMessagesController {
  constructor(
    @Inject(CleanUp) private readonly cleanUp: CleanUp,
    @Inject(JobFeed) private readonly feed: JobFeed,
  ) {}

  /** Comes to every API: clients of any may watch the job. */
  @EventPattern(SUBJECT.progress)
  progress(): void {
    this.feed.changed();
  }

  /** Comes to one API of all. */
  @EventPattern(SUBJECT.finished, { queue: API_QUEUE })
  finished(): void {
    this.cleanUp.start();
  }
}
