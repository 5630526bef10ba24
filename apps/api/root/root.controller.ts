import { Controller, Get } from '@nestjs/common';
import { VERSION } from '#platform';
import { Allow } from '../access/allow.js';
import { Operation } from '../openapi/operation.js';

import { ENTRANCE, type EntranceDocument } from './root.schema.js';

/** For whoever opens the address of the API in a browser. */
@Allow('anyone')
@Controller('')
export class RootController {
  @Operation('getEntrance', {
    summary: 'Where to go from here',
    description: 'Paths of the documentation, the OpenAPI document, the console and the health of this API.',
    answers: { 200: ENTRANCE },
  })
  @Get()
  entrance(): EntranceDocument {
    return {
      name: 'Textile Costing Engine',
      version: VERSION,
      docs: '/api/docs',
      openapi: '/api/v1/openapi.json',
      health: '/health',
      console: null,
    };
  }
}
