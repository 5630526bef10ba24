import { Controller } from '@nestjs/common';
import { entriesController } from '../catalogue/entries-controller.js';
import { parameterKeyFault } from '../http/keys.js';
import { PARAMETER_NOTES } from './parameters.schema.js';

@Controller('parameters')
export class ParametersController extends entriesController({
  part: 'parameters',
  path: 'parameters',
  param: 'key',
  keyFault: parameterKeyFault,
  notes: PARAMETER_NOTES,
}) {}
