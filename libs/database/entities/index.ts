import { Item } from './item.entity.js';
import { MasterYarn } from './master-yarn.entity.js';
import { Parameter } from './parameter.entity.js';
import { ParameterGroup } from './parameter-group.entity.js';
import { PriceRate } from './price-rate.entity.js';
import { Process } from './process.entity.js';
import { ProcessStep } from './process-step.entity.js';
import { Routing } from './routing.entity.js';

export { Item, MasterYarn, Parameter, ParameterGroup, PriceRate, Process, ProcessStep, Routing };

/** The small tables. Variants, summaries and the ledger have no entities: only set-based SQL touches them. */
export const ENTITIES = [
  Item,
  MasterYarn,
  Parameter,
  ParameterGroup,
  PriceRate,
  Process,
  ProcessStep,
  Routing,
] as const;
