import type { ClientBase } from 'pg';
import {
  type AffectedPart,
  beyondBounds,
  checkRouting,
  type ParameterDefinition,
  type Snapshot,
  YarnParameters,
} from '#costing';
import { CostingError, type Fault, inPieces } from '#platform';

/** `base_params` of a job: parameter key → number, or the code of an item for an `ITEM` parameter. */
export type BaseParams = Readonly<Record<string, number | string>>;

/** What a calculation needs besides the variants themselves. */
export interface CalculationInputs {
  readonly snapshot: Snapshot;
  readonly yarnParameters: YarnParameters;
}

/** Yarns' own parameters travel in every job's snapshot and in every worker's memory. */
const YARN_PARAMETERS_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Freezes rates, item prices, formulas and yarns as they are on `asOf` (`YYYY-MM-DD`). The caller's transaction
 * decides what is seen: REPEATABLE READ gives one moment. Throws `INVALID_CATALOGUE` when a routing does not check
 * and `INVALID_INPUT` for base parameters that do not exist or are of the wrong kind.
 */
export async function readSnapshot(
  client: ClientBase,
  options: { readonly asOf: string; readonly baseParams: BaseParams },
): Promise<CalculationInputs> {
  const { rows } = await client.query<{ document: Snapshot; yarn_bytes: string }>({
    text: SNAPSHOT_SQL,
    values: [options.asOf],
  });
  const { document, yarn_bytes } = rows[0]!;
  if (Number(yarn_bytes) > YARN_PARAMETERS_BYTES_MAX) {
    throw new CostingError(
      'TOO_MANY_YARN_PARAMETERS',
      `The master yarns' own parameters take ${yarn_bytes} bytes; a job carries at most ${YARN_PARAMETERS_BYTES_MAX}. ` +
        'Move parameters that most yarns share to their routing or to a default.',
    );
  }
  await inPieces(assertRoutingsCheck(document));
  const snapshot = { ...document, parameters: withBaseParams(document, options.baseParams) };
  const packed = await client.query<{ packed: Buffer }>(YARN_PARAMETERS_SQL);
  return { snapshot, yarnParameters: new YarnParameters(packed.rows[0]!.packed) };
}

/** Stores what a job will compute with; `affected`: the parts of a delta's predicate that all its tasks share. */
export async function insertJobSnapshot(
  client: ClientBase,
  jobId: string,
  inputs: CalculationInputs,
  affected: readonly AffectedPart[] | null,
): Promise<void> {
  await client.query({
    text: `INSERT INTO recalculation_snapshots (job_id, document, yarn_parameters, affected) VALUES ($1, $2, $3, $4)`,
    values: [
      jobId,
      JSON.stringify(inputs.snapshot),
      Buffer.from(inputs.yarnParameters.packed),
      affected && JSON.stringify(affected),
    ],
  });
}

/** What job `jobNo` computed with; null when there is no such job. */
export async function readJobSnapshot(client: ClientBase, jobNo: number): Promise<CalculationInputs | null> {
  const { rows } = await client.query<{ document: Snapshot; yarn_parameters: Buffer }>({
    text: `SELECT s.document, s.yarn_parameters
             FROM recalculation_snapshots s JOIN recalculation_jobs j ON j.id = s.job_id
            WHERE j.job_no = $1`,
    values: [jobNo],
  });
  const row = rows[0];
  return row ? { snapshot: row.document, yarnParameters: new YarnParameters(row.yarn_parameters) } : null;
}

function withBaseParams(snapshot: Snapshot, baseParams: BaseParams): ParameterDefinition[] {
  const faults: Fault[] = [];
  const byKey = new Map(snapshot.parameters.map((parameter) => [parameter.key, parameter]));
  const itemIds = new Map(snapshot.items.map(({ code, id }) => [code, id]));
  const values = new Map<string, number>();
  for (const [key, value] of Object.entries(baseParams)) {
    const parameter = byKey.get(key);
    const fault = (code: string, message: string): unknown => faults.push({ path: `$.${key}`, code, message });
    if (!parameter) fault('UNKNOWN_PARAMETER', `there is no parameter '${key}'`);
    else if (parameter.kind === 'NUMBER') {
      const isNumber = typeof value === 'number' && Number.isFinite(value);
      const beyond = isNumber ? beyondBounds(key, value, parameter) : null;
      if (beyond !== null) fault('OUT_OF_BOUNDS', beyond);
      else if (isNumber) values.set(key, value);
      else fault('NOT_A_NUMBER', `'${key}' takes a number, not ${JSON.stringify(value)}`);
    } else {
      const itemId = typeof value === 'string' ? itemIds.get(value) : undefined;
      if (itemId !== undefined) values.set(key, itemId);
      else fault('UNKNOWN_ITEM', `'${key}' takes the code of an item, and there is none ${JSON.stringify(value)}`);
    }
  }
  if (faults.length > 0) {
    throw new CostingError('INVALID_INPUT', 'The base parameters cannot be used; nothing was started.', {
      httpStatus: 400,
      faults,
    });
  }
  return snapshot.parameters.map((parameter) => ({ ...parameter, baseValue: values.get(parameter.key) ?? null }));
}

/** Imports check every formula; this guards against rows that were written behind their back. */
function* assertRoutingsCheck(snapshot: Snapshot): Generator<void, void> {
  const keys = snapshot.parameters.map(({ key }) => key);
  const faults: Fault[] = [];
  for (const routing of snapshot.routings) {
    const result = checkRouting(routing, keys);
    yield;
    if (!('faults' in result)) continue;
    for (const { step, code, message } of result.faults) {
      const where = step === 'output_quantity' ? step : (routing.steps[step]?.code ?? String(step));
      faults.push({ path: `routing ${routing.code}, ${where}`, code, message });
    }
  }
  if (faults.length > 0) {
    throw new CostingError('INVALID_CATALOGUE', 'Routings in the catalogue do not check; nothing was started.', {
      httpStatus: 409,
      faults,
    });
  }
}

const RATE_IN_FORCE = `
  SELECT DISTINCT ON (parameter_id, item_id) parameter_id, item_id,
         jsonb_build_object('rateId', id::text, 'value', rate_value, 'effectiveDate', effective_date) AS rate
    FROM price_rates
   WHERE effective_date <= $1::date AND (expired_date IS NULL OR expired_date > $1::date)
   ORDER BY parameter_id, item_id, effective_date DESC`;

/** Subjects that have rates, but none on the day: since when, and until when. */
const LAPSED = `
  SELECT parameter_id, item_id,
         jsonb_build_object('expiredDate', max(expired_date) FILTER (WHERE expired_date <= $1::date),
                            'nextDate', min(effective_date) FILTER (WHERE effective_date > $1::date)) AS lapse
    FROM price_rates GROUP BY parameter_id, item_id
  HAVING bool_and(effective_date > $1::date OR coalesce(expired_date <= $1::date, false))`;

const SNAPSHOT_SQL = `
  WITH rates AS (${RATE_IN_FORCE}),
  lapses AS (${LAPSED}),
  parameter_list AS (
    SELECT jsonb_agg(jsonb_build_object('id', p.id, 'key', p.key, 'kind', p.kind, 'unit', p.unit, 'baseValue', NULL,
             'rate', r.rate, 'lapse', l.lapse, 'defaultValue', coalesce(p.default_value, p.default_item_id),
             'minimum', p.minimum, 'maximum', p.maximum) ORDER BY p.id) AS list
      FROM parameters p LEFT JOIN rates r ON r.parameter_id = p.id
           LEFT JOIN lapses l ON l.parameter_id = p.id),
  item_list AS (
    SELECT jsonb_agg(jsonb_build_object('id', i.id, 'code', i.code, 'price', r.rate, 'lapse', l.lapse)
                     ORDER BY i.id) AS list
      FROM items i LEFT JOIN rates r ON r.item_id = i.id LEFT JOIN lapses l ON l.item_id = i.id),
  step_lists AS (
    SELECT s.routing_id, jsonb_agg(jsonb_build_object('code', s.code, 'process', p.code, 'costComponent',
             s.cost_component, 'formula', s.formula_expression) ORDER BY s.sequence_order) AS list
      FROM process_steps s LEFT JOIN processes p ON p.id = s.process_id GROUP BY s.routing_id),
  routing_list AS (
    SELECT jsonb_agg(jsonb_build_object('id', r.id, 'code', r.code, 'outputUnit', r.output_unit,
             'outputQuantity', r.output_quantity, 'steps', coalesce(s.list, '[]'),
             'parameters', coalesce((SELECT jsonb_agg(jsonb_build_array(u.parameter_id, u.value))
                                       FROM unpack_parameters(r.parameters) u), '[]')) ORDER BY r.id) AS list
      FROM routings r LEFT JOIN step_lists s ON s.routing_id = r.id)
  SELECT jsonb_build_object('asOf', $1::date, 'currency', (SELECT currency FROM catalogue_settings),
           'parameters', coalesce((SELECT list FROM parameter_list), '[]'),
           'items', coalesce((SELECT list FROM item_list), '[]'),
           'routings', coalesce((SELECT list FROM routing_list), '[]')) AS document,
         (SELECT coalesce(sum(8 + length(parameters)), 0) FROM master_yarns WHERE parameters <> '') AS yarn_bytes`;

/** Layout: see `YarnParameters`. */
const YARN_PARAMETERS_SQL = `
  SELECT coalesce(string_agg(int4send(id) || int4send(length(parameters)) || parameters, ''::bytea ORDER BY id),
                  ''::bytea) AS packed
    FROM master_yarns WHERE parameters <> ''`;
