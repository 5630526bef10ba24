import { Controller } from '@nestjs/common';
import { entriesController } from '../catalogue/entries-controller.js';
import { codeKeyFault } from '../http/keys.js';

@Controller('routings')
export class RoutingsController extends entriesController({
  part: 'routings',
  path: 'routings',
  param: 'code',
  keyFault: codeKeyFault,
}) {}
