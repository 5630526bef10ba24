import { COST_COMPONENTS } from '#costing';
import { STEP_CODE } from '#database';
import { codePath, type EntryNotes, UNLESS_USED } from '../catalogue/entry-operations.js';
import { type EntryField, entrySchemas, keyField, neededField, VALUES_FIELD } from '../catalogue/entry-schemas.js';
import { ListQueryDto } from '../http/list-query.dto.js';
import { CODE, described, Named, oneOf, orNull, type Schema, TEXT, TITLE } from '../openapi/schema.js';

const STEP = {
  code: { type: 'string', pattern: STEP_CODE.source },
  process: orNull(CODE),
  cost_component: described(oneOf(...COST_COMPONENTS), 'MEMO: a value that later steps use, and no cost.'),
};
const FORMULA: Schema = described(TEXT, 'docs/formulas.md says what it may use.');
const WRITTEN_FORMULA: Schema = { type: ['string', 'number'], description: 'Text, or a bare number.' };

const STEPS_EXAMPLE = [
  {
    code: 'OUTPUT_KG',
    process: null,
    cost_component: 'MEMO',
    formula: 'yarn_kg * (1 - knit_waste_pct / 100)',
  },
  { code: 'YARN', process: 'KNIT', cost_component: 'MATERIAL', formula: 'yarn_kg * yarn' },
  { code: 'LABOUR', process: 'KNIT', cost_component: 'PROCESS', formula: 'hours * wage_per_hour' },
  {
    code: 'RENT',
    process: 'FINISH',
    cost_component: 'OVERHEAD',
    formula: 'rent_month / 720 * hours + 0.01 * cost_so_far',
  },
];

function stepSchema(name: string, formula: Schema, required: readonly string[], more: Schema): Named {
  const description = 'A step of a routing; its formula may use the codes of the steps before it.';
  const properties = { ...STEP, formula };
  return new Named(name, { type: 'object', description, properties, required, ...more }, STEPS_EXAMPLE[1]);
}

const READ_STEP = stepSchema('RoutingStep', FORMULA, ['code', 'process', 'cost_component', 'formula'], {});
const NEW_STEP = stepSchema('NewRoutingStep', WRITTEN_FORMULA, ['code', 'cost_component', 'formula'], {
  additionalProperties: false,
});

const STEPS: EntryField = {
  read: { type: 'array', items: READ_STEP },
  written: { type: 'array', items: NEW_STEP, minItems: 1 },
  neededBy: ['POST', 'PUT'],
};

export const ROUTING_NOTES: EntryNotes = {
  title: 'routing',
  titles: 'routings',
  listed: 'In the order of their codes, each with its steps.',
  query: ListQueryDto,
  path: codePath('routing', 'SJ'),
  schemas: entrySchemas(
    'Routing',
    'How something is made and costed. Steps run in the order given.',
    {
      code: keyField(CODE),
      name: neededField(TITLE),
      output_unit: neededField(TITLE),
      output_quantity: neededField(
        described(TEXT, 'A formula, computed last: what the lot yields. Costs are divided by it.'),
        WRITTEN_FORMULA,
      ),
      parameters: VALUES_FIELD,
      steps: STEPS,
    },
    {
      entry: {
        code: 'SJ',
        name: 'Single jersey',
        output_unit: 'kg',
        output_quantity: 'OUTPUT_KG',
        parameters: { rent_month: 9_000_000 },
        steps: STEPS_EXAMPLE,
      },
      changes: { parameters: { rent_month: 9_500_000 } },
    },
  ),
  deleted: UNLESS_USED,
};
