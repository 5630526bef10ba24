import type { ClientBase } from 'pg';
import type { CatalogueDraft, RoutingDraft } from './catalogue-draft.js';
import { hex, packValues } from './packing.js';
import type { StoredCatalogue } from './stored-catalogue.js';
import type { PartCounts } from './write-catalogue.js';

/** A routing as one row of JSON, steps in order: equal rows are equal routings. */
interface RoutingRow {
  readonly code: string;
  readonly name: string;
  readonly output_quantity: string;
  readonly output_unit: string;
  /** Packed, in hexadecimal. */
  readonly parameters: string;
  readonly steps: readonly { code: string; process_id: number | null; cost_component: string; formula: string }[];
}

/** Writes routings by code; of a routing that differs only the steps that differ are replaced. */
export async function writeRoutings(
  client: ClientBase,
  routings: CatalogueDraft['routings'],
  stored: StoredCatalogue,
): Promise<PartCounts> {
  const rows = routings.map((routing) => routingRow(routing, stored));
  const existing = rows.filter(({ code }) => stored.routings.has(code));
  const unchanged = new Set(await unchangedCodes(client, existing));
  const changed = existing.filter(({ code }) => !unchanged.has(code));
  const added = rows.filter(({ code }) => !stored.routings.has(code));
  await client.query({ text: UPDATE_ROUTINGS, values: [JSON.stringify(changed)] });
  await client.query({ text: INSERT_ROUTINGS, values: [JSON.stringify(added)] });
  await client.query({ text: DELETE_STEPS, values: [JSON.stringify(changed)] });
  await client.query({ text: INSERT_STEPS, values: [JSON.stringify([...changed, ...added])] });
  return { inserted: added.length, updated: changed.length, unchanged: unchanged.size };
}

function routingRow(routing: RoutingDraft, stored: StoredCatalogue): RoutingRow {
  return {
    code: routing.code,
    name: routing.name,
    output_quantity: routing.outputQuantity,
    output_unit: routing.outputUnit,
    parameters: hex(packValues(routing.parameters, stored)),
    steps: routing.steps.map(({ code, process, costComponent, formula }) => ({
      code,
      process_id: process === null ? null : stored.processes.get(process)!,
      cost_component: costComponent,
      formula,
    })),
  };
}

async function unchangedCodes(client: ClientBase, rows: readonly RoutingRow[]): Promise<string[]> {
  const { rows: found } = await client.query<{ code: string }>({ text: UNCHANGED, values: [JSON.stringify(rows)] });
  return found.map(({ code }) => code);
}

const SOURCE = `jsonb_to_recordset($1::jsonb)
  AS n (code text, name text, output_quantity text, output_unit text, parameters text, steps jsonb)`;

const UNCHANGED = `
  SELECT n.code FROM ${SOURCE} JOIN routings r ON r.code = n.code
   WHERE (r.name, r.output_quantity, r.output_unit, r.parameters)
         = (n.name, n.output_quantity, n.output_unit, decode(n.parameters, 'hex'))
     AND n.steps = (SELECT coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'process_id', s.process_id,
                             'cost_component', s.cost_component, 'formula', s.formula_expression)
                             ORDER BY s.sequence_order), '[]')
                      FROM process_steps s WHERE s.routing_id = r.id)`;

const UPDATE_ROUTINGS = `
  UPDATE routings r SET name = n.name, output_quantity = n.output_quantity, output_unit = n.output_unit,
                        parameters = decode(n.parameters, 'hex')
    FROM ${SOURCE} WHERE r.code = n.code`;

const INSERT_ROUTINGS = `
  INSERT INTO routings (code, name, output_quantity, output_unit, parameters)
  SELECT n.code, n.name, n.output_quantity, n.output_unit, decode(n.parameters, 'hex') FROM ${SOURCE}
   ORDER BY n.code COLLATE "C"`;

const STEPS = `
  (SELECT r.id AS routing_id, s.ordinality AS sequence_order, s.step ->> 'code' AS code,
          (s.step ->> 'process_id')::integer AS process_id, s.step ->> 'formula' AS formula_expression,
          s.step ->> 'cost_component' AS cost_component
     FROM ${SOURCE} JOIN routings r ON r.code = n.code,
          jsonb_array_elements(n.steps) WITH ORDINALITY AS s (step, ordinality)) n`;

const STEP_COLUMNS = ['routing_id', 'sequence_order', 'code', 'process_id', 'formula_expression', 'cost_component'];
const SAME_STEP = `o.routing_id = n.routing_id AND o.code = n.code AND (${STEP_COLUMNS.map((c) => `o.${c}`).join(', ')})
  IS NOT DISTINCT FROM (${STEP_COLUMNS.map((c) => `n.${c}`).join(', ')})`;

/** First what is gone or differs, so that places and codes are free for what comes. */
const DELETE_STEPS = `
  DELETE FROM process_steps o USING routings r, ${SOURCE}
   WHERE r.code = n.code AND o.routing_id = r.id AND NOT EXISTS (SELECT FROM ${STEPS} WHERE ${SAME_STEP})`;

const INSERT_STEPS = `
  INSERT INTO process_steps (${STEP_COLUMNS.join(', ')})
  SELECT ${STEP_COLUMNS.map((c) => `n.${c}`).join(', ')} FROM ${STEPS}
   WHERE NOT EXISTS (SELECT FROM process_steps o WHERE ${SAME_STEP})
   ORDER BY n.routing_id, n.sequence_order`;
