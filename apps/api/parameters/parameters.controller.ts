import { Controller } from '@nestjs/common';
import { entriesController } from '../catalogue/entries-controller.js';
import { parameterKeyFault } from '../http/keys.js';

@Controller('parameters')
export class ParametersController extends entriesController({
  part: 'parameters',
  path: 'parameters',
  param: 'key',
  keyFault: parameterKeyFault,
}) {}
