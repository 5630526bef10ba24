import type { ClientBase, Pool } from 'pg';
import { RUNNING_TOTALS } from '#costing';

/** All names that formulas of a routing may use: parameters, its steps, running totals; null: there is no such routing. */
export async function readRoutingNames(client: ClientBase | Pool, code: string): Promise<string[] | null> {
  const { rows } = await client.query<{ names: string[] }>({
    text: `SELECT ARRAY(SELECT key FROM parameters)
                  || ARRAY(SELECT s.code FROM process_steps s WHERE s.routing_id = r.id ORDER BY s.sequence_order) AS names
             FROM routings r WHERE r.code = $1`,
    values: [code],
  });
  return rows[0] ? [...rows[0].names, ...RUNNING_TOTALS] : null;
}
