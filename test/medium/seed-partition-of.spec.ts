import { afterAll, beforeAll, expect, it } from 'vitest';
import { PARTITION_COUNT } from '#costing';
import { partitionOf } from '../../libs/database/partition-of.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it('knows the partition of any id as PostgreSQL does', async () => {
  const { rows } = await database.pool.query<{ id: string; partition: number }>(
    `SELECT i.id, n AS partition
       FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, 2000)
             UNION ALL SELECT '00000000-0000-0000-0000-000000000000'
             UNION ALL SELECT 'ffffffff-ffff-ffff-ffff-ffffffffffff') i,
            generate_series(0, ${PARTITION_COUNT - 1}) AS n
      WHERE satisfies_hash_partition('variants'::regclass, ${PARTITION_COUNT}, n, i.id)`,
  );
  expect(rows).toHaveLength(2_002);
  for (const { id, partition } of rows) {
    const bytes = Buffer.from(`0000${id.replaceAll('-', '')}`, 'hex');
    expect(partitionOf(new DataView(bytes.buffer, bytes.byteOffset), 2), id).toBe(partition);
  }
});
