import { Controller } from '@nestjs/common';
import { entriesController } from '../catalogue/entries-controller.js';
import { codeKeyFault } from '../http/keys.js';
import { MASTER_YARN_NOTES } from './master-yarns.schema.js';

@Controller('master-yarns')
export class MasterYarnsController extends entriesController({
  part: 'master_yarns',
  path: 'master-yarns',
  param: 'code',
  keyFault: codeKeyFault,
  notes: MASTER_YARN_NOTES,
}) {}
