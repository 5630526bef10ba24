import type { Client } from 'pg';
import type { Parameter } from '../../../test/oracle/recompute-sample.js';

/** Schema of the campaign's own; the programs look only at theirs. */
export const SCHEMA = 'fault_campaign';

/** Name of a parameter's column in `fault_campaign.inputs`. */
export const inputColumn = ({ id }: Pick<Parameter, 'id'>): string => `p${id}`;

/**
 * Brings the table `fault_campaign.inputs` up to date: for each variant what it and its yarn say of every parameter, a
 * column each. Unpacking takes 8 s for 200,000 variants, so it is done again only for those whose row, or whose yarn's
 * row, is another one than before, compared as a whole.
 */
export async function refreshInputs(client: Client, parameters: readonly Parameter[]): Promise<void> {
  await client.query(createTables(parameters));
  const values = parameters.map((p) => `coalesce(own.${inputColumn(p)}, yarn.${inputColumn(p)})`);
  const pivot = parameters.map((p) => `max(value) FILTER (WHERE parameter_id = ${p.id}) AS ${inputColumn(p)}`);
  await client.query(`
    CREATE TEMP TABLE yarn ON COMMIT DROP AS
    SELECT y.id, y.parameters, u.* FROM master_yarns y,
           LATERAL (SELECT ${pivot.join(', ')} FROM unpack_parameters(y.parameters)) u;
    ANALYZE yarn;
    CREATE TEMP TABLE changed ON COMMIT DROP AS
    SELECT coalesce(i.variant_id, v.id) AS variant_id
      FROM ${SCHEMA}.inputs i
           FULL JOIN (SELECT v.*, y.parameters AS yarn_parameters FROM variants v JOIN yarn y ON y.id = v.master_yarn_id) v
             ON v.id = i.variant_id AND v.sku = i.sku AND v.routing_id = i.routing_id AND v.is_active = i.is_active
                AND v.parameters = i.parameters AND v.yarn_parameters = i.yarn_parameters
     WHERE i.variant_id IS NULL OR v.id IS NULL;
    ANALYZE changed;
    DELETE FROM ${SCHEMA}.inputs WHERE variant_id IN (SELECT variant_id FROM changed);
    INSERT INTO ${SCHEMA}.inputs
    SELECT v.id, v.sku, v.routing_id, v.is_active, v.parameters, yarn.parameters, ${values.join(', ')}
      FROM variants v JOIN yarn ON yarn.id = v.master_yarn_id,
           LATERAL (SELECT ${pivot.join(', ')} FROM unpack_parameters(v.parameters)) own
     WHERE v.id IN (SELECT variant_id FROM changed);
    ANALYZE ${SCHEMA}.inputs`);
}

function createTables(parameters: readonly Parameter[]): string {
  const columns = parameters.map((p) => `${inputColumn(p)} double precision`);
  return `
    CREATE SCHEMA IF NOT EXISTS ${SCHEMA};
    CREATE TABLE IF NOT EXISTS ${SCHEMA}.inputs (
      variant_id uuid NOT NULL, sku text NOT NULL, routing_id integer NOT NULL, is_active boolean NOT NULL,
      parameters bytea NOT NULL, yarn_parameters bytea NOT NULL, ${columns.join(', ')})`;
}
