import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '#platform';
import { CONTROLLERS } from '../../apps/api/controllers.js';
import { routesOf } from '../../apps/api/openapi/routes.js';
import { TAGS } from '../../apps/api/openapi/tags.js';
import { AnswerChecker } from '../../test/helpers/openapi.js';
import { clientTypes, currentDocument, documentText } from './generate.js';

type Json = Readonly<Record<string, unknown>>;
const committed = (file: string): string => readFileSync(join(PROJECT_ROOT, file), 'utf8');
const STALE = 'run `npm run -s openapi` and commit the result';
const routes = routesOf(CONTROLLERS);
const checker = new AnswerChecker();
const operations = Object.entries(checker.document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, path, method, operation })),
);

describe('what is committed', () => {
  it('is the document that the API serves', () => {
    expect(committed('docs/openapi.json') === documentText(currentDocument()), STALE).toBe(true);
  });

  it('has the client of that document', async () => {
    const types = await clientTypes(currentDocument());
    expect(committed('clients/typescript/openapi.d.ts') === types, STALE).toBe(true);
  });
});

describe('every route', () => {
  it.each(routes)('has an @Operation: $handler', ({ operation, path, tag }) => {
    expect(operation, 'say with @Operation of apps/api/openapi what it does').toBeDefined();
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(operation?.path ?? {}), 'each parameter of the path is described').toEqual(names);
    expect(TAGS, 'say in apps/api/openapi/tags.ts what the resource is').toHaveProperty([tag]);
  });

  it('has an operationId of its own', () => {
    const ids = routes.map(({ operation }) => operation?.operationId);
    expect(new Set(ids).size).toBe(routes.length);
    expect(operations).toHaveLength(routes.length);
  });

  it('says that what its path names may not be there', () => {
    // A PUT that is answered 201 makes what was not there.
    const silent = operations.filter(({ path, method, operation }) => {
      const responses = operation['responses'] as Json;
      return path.includes('{') && !('404' in responses) && !(method === 'put' && '201' in responses);
    });
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});

describe('every example', () => {
  it.each(operations)('is what its schema says: $name', ({ path, method, operation }) => {
    const pointer = ['paths', path, method];
    const parameters = (operation['parameters'] ?? []) as Json[];
    for (const [n, parameter] of parameters.entries()) {
      expect(parameter).toHaveProperty('example');
      expectValid([...pointer, 'parameters', String(n), 'schema'], parameter['example']);
    }
    expectExamples([...pointer, 'requestBody'], operation['requestBody']);
    for (const [status, response] of Object.entries(operation['responses'] as Json)) {
      expectExamples([...pointer, 'responses', status], response);
    }
  });

  it('of a problem, too', () => {
    const { responses } = checker.document['components'] as { responses: Json };
    for (const [name, response] of Object.entries(responses)) {
      expectExamples(['components', 'responses', name], response);
    }
  });

  it('names what is wrong when it is not', () => {
    const pointer = ['components', 'schemas', 'Ok'];
    expect(checker.schemaFaults(pointer, { status: 'BAD' })).toHaveLength(1);
    expect(checker.schemaFaults(pointer, { status: 'OK', further: 1 })).toHaveLength(1);
    const answer = { method: 'GET', path: '/health/live', type: 'application/json', body: { status: 'OK' } };
    expect(checker.faults({ ...answer, status: 200 })).toEqual([]);
    expect(checker.faults({ ...answer, status: 418 })).toHaveLength(1);
    expect(checker.faults({ ...answer, status: 200, type: 'text/html' })).toHaveLength(1);
    expect(checker.faults({ ...answer, status: 200, path: '/hidden' })).toHaveLength(1);
  });
});

function expectExamples(pointer: readonly string[], holder: unknown): void {
  const { content = {} } = (holder ?? {}) as { content?: Readonly<Record<string, Json>> };
  for (const [type, media] of Object.entries(content)) {
    expect(media, `${pointer.join(' ')} needs an example`).toHaveProperty('example');
    expectValid([...pointer, 'content', type, 'schema'], media['example']);
  }
}

function expectValid(pointer: readonly string[], example: unknown): void {
  expect(checker.schemaFaults(pointer, example), pointer.join(' ')).toEqual([]);
}
