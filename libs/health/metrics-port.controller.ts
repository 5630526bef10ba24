import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Metrics } from '#platform';

/** The metrics on a port of their own, without keys. */
@Controller('metrics')
export class MetricsPortController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  async text(@Res() response: Response): Promise<void> {
    const text = await this.metrics.text();
    response.setHeader('Content-Type', this.metrics.contentType);
    response.setHeader('Cache-Control', 'no-store');
    response.send(text);
  }
}
