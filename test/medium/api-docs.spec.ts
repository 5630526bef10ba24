import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import request from 'supertest';
import { PROJECT_ROOT } from '#platform';
import { TestApi } from '../helpers/api.js';
import { testDatabase, type TestDatabase } from '../helpers/postgres.js';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await testDatabase();
  api = await TestApi.start(database);
});

afterAll(async () => {
  await api.close();
  await database.close();
});

describe('the OpenAPI document', () => {
  it('is served as it is committed', async () => {
    const { body, type } = await request(api.server).get('/api/v1/openapi.json').expect(200);
    expect(type).toBe('application/json');
    expect(body).toEqual(JSON.parse(readFileSync(join(PROJECT_ROOT, 'docs/openapi.json'), 'utf8')));
    expect(body).toMatchObject({ openapi: '3.1.0', info: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) } });
  });

  it('is shown by a page that needs nothing from elsewhere', async () => {
    const { text } = await request(api.server).get('/api/docs').expect(200);
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => /^(\w+:)?\/\//.test(file))).toEqual([]);
    for (const file of files) {
      await request(api.server).get(new URL(file, 'http://localhost/api/docs').pathname).expect(200);
    }
  });
});
