import { describe, expect, it } from 'vitest';
import { RequestPipe } from '../http/request-pipe.js';
import { RecalculateAllDto } from './recalculate.dto.js';

const read = (body: unknown): Promise<unknown> =>
  new RequestPipe().transform(body, { type: 'body', metatype: RecalculateAllDto });

async function faultsOf(body: unknown): Promise<string[]> {
  try {
    await read(body);
    return [];
  } catch (error) {
    const { faults } = (error as { options: { faults: { path: string; code: string }[] } }).options;
    return faults.map(({ path, code }) => `${path} ${code}`);
  }
}

describe('the body of POST /recalculate/all', () => {
  it('may be absent or empty', async () => {
    expect(await read(undefined)).toEqual({});
    expect(await read({})).toEqual({});
  });

  it('is taken as it was sent', async () => {
    const body = { as_of: '2028-02-29', release: false, base_params: { cotton: 1.5, yarn: 'R-30' }, allow_failed: 0 };
    expect(await read(body)).toEqual(body);
  });

  it.each<[object, string]>([
    [{ as_of: '2026-02-30' }, '$.as_of NOT_A_DATE'],
    [{ as_of: '2026-2-3' }, '$.as_of NOT_A_DATE'],
    [{ as_of: '0000-01-01' }, '$.as_of NOT_A_DATE'],
    [{ as_of: 20260101 }, '$.as_of NOT_A_DATE'],
    [{ as_of: null }, '$.as_of NOT_A_DATE'],
    [{ release: 'false' }, '$.release NOT_A_BOOLEAN'],
    [{ release: null }, '$.release NOT_A_BOOLEAN'],
    [{ base_params: [1] }, '$.base_params NOT_AN_OBJECT'],
    [{ base_params: 'x' }, '$.base_params NOT_AN_OBJECT'],
    [{ base_params: null }, '$.base_params NOT_AN_OBJECT'],
    [{ allow_failed: 1.01 }, '$.allow_failed OUT_OF_RANGE'],
    [{ allow_failed: -0.01 }, '$.allow_failed OUT_OF_RANGE'],
    [{ allow_failed: '5%' }, '$.allow_failed NOT_A_NUMBER'],
    [{ relase: false }, '$.relase UNKNOWN_FIELD'],
  ])('refuses %j', async (body, fault) => {
    expect(await faultsOf(body)).toEqual([fault]);
  });

  it('names every fault at once', async () => {
    const faults = await faultsOf({ as_of: 'soon', release: 1, mode: 'FULL' });
    expect(faults.sort()).toEqual(['$.as_of NOT_A_DATE', '$.mode UNKNOWN_FIELD', '$.release NOT_A_BOOLEAN']);
  });
});
