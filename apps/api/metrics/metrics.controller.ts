import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Metrics } from '#platform';
import { Allow } from '../access/allow.js';
import { Operation } from '../openapi/operation.js';

const EXAMPLE = `# HELP costing_pending_changes Changes of the catalogue that no job has processed, at most 50000.
# TYPE costing_pending_changes gauge
costing_pending_changes 3
`;

/** Outside `/api/v1`, as Prometheus expects it. */
@Allow('viewer')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Operation('getMetrics', {
    summary: 'Figures for Prometheus',
    description:
      'Requests, jobs, tasks, changes, connections and the process, in the text format of Prometheus; at most five ' +
      'seconds old. Figures of the database are the same from every replica: take their maximum, not their sum.',
    answers: {
      200: { description: 'Metrics in the text format 0.0.4.', examples: { 'text/plain': EXAMPLE } },
    },
  })
  @Get()
  async text(@Res() response: Response): Promise<void> {
    const text = await this.metrics.text();
    response.setHeader('Content-Type', this.metrics.contentType);
    response.send(text);
  }
}
