import { HttpException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { CostingError } from '#platform';
import { problemOf } from './problem.js';

describe('problemOf', () => {
  it('says what a CostingError says, faults and details included', () => {
    const faults = [{ path: '$.as_of', code: 'NOT_A_DATE', message: 'there is no day 2026-02-30' }];
    const error = new CostingError('JOB_RUNNING', 'Job 7 is running.', {
      httpStatus: 409,
      faults,
      details: { running_job_id: 'id', status: 'spoofed' },
    });
    expect(problemOf(error)).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'JOB_RUNNING',
      detail: 'Job 7 is running.',
      errors: faults,
      running_job_id: 'id',
    });
  });

  it('shows a hundred faults of a thousand', () => {
    const faults = Array.from({ length: 1_000 }, (_, n) => ({ path: `$.p${n}`, code: 'X', message: 'wrong' }));
    const problem = problemOf(new CostingError('INVALID_INPUT', 'Wrong.', { httpStatus: 400, faults }));
    expect(problem.errors).toEqual(faults.slice(0, 100));
    expect(problem.detail).toBe('Wrong. The first 100 are shown.');
  });

  it('keeps the inside of a defect to itself', () => {
    const problem = problemOf(new TypeError('secret of the inside'));
    expect(problem).toMatchObject({ status: 500, code: 'INTERNAL_ERROR' });
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(problemOf(Object.assign(new Error('secret'), { status: 500 }))).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(problemOf(undefined)).toMatchObject({ status: 500 });
    const defects = [
      new CostingError('SCHEMA_DRIFT', 'secret of the inside', { details: { drift: ['secret'] } }),
      new HttpException('secret of the inside', 502),
    ];
    expect(JSON.stringify(defects.map(problemOf))).not.toContain('secret');
    expect(problemOf(null)).toMatchObject({ status: 500 });
  });

  it('does not say where the database is', () => {
    const away = new CostingError('DATABASE_UNAVAILABLE', "Cannot use 'mill' at db.internal:5432", { httpStatus: 503 });
    for (const error of [away, Object.assign(new Error('db.internal'), { code: 'ECONNREFUSED' })]) {
      const problem = problemOf(error);
      expect(problem).toMatchObject({ status: 503, code: 'DATABASE_UNAVAILABLE' });
      expect(JSON.stringify(problem)).not.toContain('internal');
    }
  });

  it('knows what Nest and the body parser throw', () => {
    expect(problemOf(new NotFoundException('Cannot GET /x'))).toMatchObject({
      status: 404,
      title: 'Not Found',
      code: 'NOT_FOUND',
      detail: 'Cannot GET /x',
    });
    const charset = Object.assign(new Error('unsupported charset "X"'), { status: 415, type: 'charset.unsupported' });
    expect(problemOf(charset)).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });
});
