import { Controller } from '@nestjs/common';
import { entriesController } from '../catalogue/entries-controller.js';
import { codeKeyFault } from '../http/keys.js';

@Controller('items')
export class ItemsController extends entriesController({
  part: 'items',
  path: 'items',
  param: 'code',
  keyFault: codeKeyFault,
}) {}
