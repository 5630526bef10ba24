import { ItemsController } from '../items/items.controller.js';
import { MasterYarnsController } from '../master-yarns/master-yarns.controller.js';
import { ParametersController } from '../parameters/parameters.controller.js';
import { PriceRatesController } from '../price-rates/price-rates.controller.js';
import { ProcessesController } from '../processes/processes.controller.js';
import { RoutingsController } from '../routings/routings.controller.js';
import { VariantsController } from '../variants/variants.controller.js';

/** Resources whose bodies are entries of a catalogue file. */
export const CATALOGUE_CONTROLLERS = [
  ItemsController,
  MasterYarnsController,
  ParametersController,
  PriceRatesController,
  ProcessesController,
  RoutingsController,
  VariantsController,
];
