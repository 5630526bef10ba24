import { Client } from 'pg';
import { test, expect } from 'vitest';
import { partitionOf } from '../../libs/database/partition-of.js';
test('p', async () => {
  const c = new Client({ connectionString: 'postgres://postgres@127.0.0.1:5461/postgres' }); await c.connect();
  await c.query('create temp table h (id uuid) partition by hash (id)');
  const {rows} = await c.query(`select u.id, (select n from generate_series(0,63) n where satisfies_hash_partition('h'::regclass, 64, n, u.id)) p from (select gen_random_uuid() id from generate_series(1,300)) u`);
  let ok=0; for (const r of rows) { const b=Buffer.from(r.id.replaceAll('-',''),'hex'); if (partitionOf(new DataView(b.buffer,b.byteOffset,16),0)===r.p) ok++; }
  console.log(ok, rows.length);
  await c.end();
});
