import type { IncomingMessage } from 'node:http';
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

const PATHS = /^\/api\/v1\/(items|master-yarns|parameters|price-rates|processes|routings|variants)(?=[/?]|$)/i;

/** The request's body, if it has one, is an entry of the catalogue: it is read as text, see `textBody`. */
export const isCatalogueEntry = (request: IncomingMessage): boolean =>
  PATHS.test(request.url ?? '') && /^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '');
