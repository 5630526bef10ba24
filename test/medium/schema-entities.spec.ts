import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import {
  Item,
  Parameter,
  ParameterGroup,
  PriceRate,
  Process,
  ProcessStep,
  Routing,
} from '../../libs/database/entities/index.js';
import { createDataSource } from '../../libs/database/schema/data-source.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
let dataSource: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  dataSource = await createDataSource({ connectionString: database.url }).initialize();
});
afterAll(async () => {
  await dataSource.destroy();
  await database.close();
});

describe('entities', () => {
  it('have the columns of their tables, of the same type and nullability', async () => {
    const { rows } = await database.pool.query<{ name: string; type: string; nullable: boolean }>(
      `SELECT table_name || '.' || column_name AS name, data_type AS type, is_nullable = 'YES' AS nullable
         FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    const stored = new Map(rows.map(({ name, ...column }) => [name, column]));
    for (const { tableName, columns } of dataSource.entityMetadatas) {
      for (const column of columns) {
        const type = dataSource.driver.normalizeType(column).replace(/^timestamptz$/, 'timestamp with time zone');
        const name = `${tableName}.${column.databaseName}`;
        // A joined column has the type of what it refers to.
        const expected = column.referencedColumn ? dataSource.driver.normalizeType(column.referencedColumn) : type;
        expect(stored.get(name), name).toEqual({ type: expected, nullable: column.isNullable });
        stored.delete(name);
      }
      expect([...stored.keys()].filter((name) => name.startsWith(`${tableName}.`))).toEqual([]);
    }
  });

  it('write and read a routing with its steps, and a rate to the last digit', async () => {
    const group = await dataSource.manager.save(ParameterGroup, { name: 'energy' });
    const item = await dataSource.manager.save(Item, { code: 'YARN' });
    const parameter = await dataSource.manager.save(Parameter, { key: 'power', group, defaultValue: 0.1 });
    await dataSource.manager.save(PriceRate, {
      parameter,
      rateValue: '123456789012.000000000001',
      effectiveDate: '2026-01-01',
    });
    await dataSource.manager.save(PriceRate, { item, rateValue: '7', effectiveDate: '2026-01-01' });
    const process = await dataSource.manager.save(Process, { code: 'SPIN', name: 'Spinning' });
    const routing = await dataSource.manager.save(Routing, {
      code: 'R',
      name: 'R',
      outputQuantity: '1',
      outputUnit: 'kg',
    });
    const step = { routing, process, code: 'A', formulaExpression: 'power', costComponent: 'PROCESS' as const };
    await dataSource.manager.save(ProcessStep, { ...step, sequenceOrder: 1 });
    expect(
      await dataSource.manager.findOne(Routing, { where: { code: 'R' }, relations: { steps: { process: true } } }),
    ).toMatchObject({ parameters: Buffer.alloc(0), steps: [{ code: 'A', process: { code: 'SPIN' } }] });
    const rates = await dataSource.manager.find(PriceRate, {
      relations: { parameter: true, item: true },
      order: { id: 'ASC' },
    });
    expect(rates).toMatchObject([
      { rateValue: '123456789012.000000000001', parameter: { key: 'power', kind: 'NUMBER' }, item: null },
      { effectiveDate: '2026-01-01', parameter: null, item: { code: 'YARN' } },
    ]);
  });
});
