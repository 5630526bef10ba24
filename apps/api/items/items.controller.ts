import { Controller } from '@nestjs/common';
import { entriesController } from '../catalogue/entries-controller.js';
import { codeKeyFault } from '../http/keys.js';
import { ITEM_NOTES } from './items.schema.js';

@Controller('items')
export class ItemsController extends entriesController({
  part: 'items',
  path: 'items',
  param: 'code',
  keyFault: codeKeyFault,
  notes: ITEM_NOTES,
}) {}
