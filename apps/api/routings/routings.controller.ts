import { Controller } from '@nestjs/common';
import { entriesController } from '../catalogue/entries-controller.js';
import { codeKeyFault } from '../http/keys.js';
import { ROUTING_NOTES } from './routings.schema.js';

@Controller('routings')
export class RoutingsController extends entriesController({
  part: 'routings',
  path: 'routings',
  param: 'code',
  keyFault: codeKeyFault,
  notes: ROUTING_NOTES,
}) {}
