import { Controller } from '@nestjs/common';
import { entriesController } from '../catalogue/entries-controller.js';
import { codeKeyFault } from '../http/keys.js';
import { PROCESS_NOTES } from './processes.schema.js';

@Controller('processes')
export class ProcessesController extends entriesController({
  part: 'processes',
  path: 'processes',
  param: 'code',
  keyFault: codeKeyFault,
  notes: PROCESS_NOTES,
}) {}
