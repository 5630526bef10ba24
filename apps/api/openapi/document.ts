import type { Type } from '@nestjs/common';
import { TAGS } from './tags.js';
import { type Dto, dtoFields, dtoSchema } from './dto-schema.js';
import { hoist } from './hoist.js';
import { JSON_TYPE } from '../http/media-types.js';
import { type Answer, bodyTypes, type Content, type OperationDescription, type Parameter } from './operation.js';
import {
  COMMON_HEADERS,
  COMMON_PROBLEMS,
  headerOf,
  HEADERS_OF_ALL,
  problemComponents,
  problemResponses,
} from './problems.js';
import { type Route, routesOf } from './routes.js';
import { Named, type Schema } from './schema.js';

/** An OpenAPI 3.1 document, as plain JSON. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Schema;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly [part: string]: Schema };
  readonly [part: string]: unknown;
}

const INFO = {
  title: 'Textile costing',
  description:
    'Costs of every variant that a textile mill sells: recalculate them, read them, and find why they are what they ' +
    'are. Money is a string with 6 decimals, times are RFC 3339 in UTC, lists go on with `next_cursor`, and whatever ' +
    'goes wrong is an `application/problem+json`. New fields may be added to answers at any time. HEAD is answered as ' +
    'GET, without the body; OPTIONS by 204 with `Allow`, and `Accept-Patch` where there is a PATCH. Answers above 1 kB ' +
    'are compressed as `Accept-Encoding` prefers (br, gzip), except events. On every route a header such as ' +
    '`Authorization` that is given twice, a member that an object has twice, bytes that are not UTF-8, control ' +
    'characters in the URL and unknown query parameters are 400. A JSON body has at most 1 MB, 10,000 values, 32 levels ' +
    'and 100,000 characters in a text.',
  contact: { name: 'The costing team of the mill' },
};

/** The document of these controllers; each route that `@Operation` describes. */
export function openApiDocument(controllers: readonly Type[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {};
  const tags = new Set<string>();
  const problems = new Set<number>(COMMON_PROBLEMS);
  for (const route of routesOf(controllers)) {
    if (!route.operation) continue;
    tags.add(route.tag);
    for (const problem of route.operation.problems ?? []) problems.add(problem);
    (paths[route.path] ??= {})[route.method] = operationObject(route, route.operation);
  }
  const schemas: Record<string, Schema> = {};
  const named = new Map<string, Named>();
  const body = hoist({ paths, responses: problemComponents(problems) }, named, schemas) as {
    paths: OpenApiDocument['paths'];
    responses: Schema;
  };
  return {
    openapi: '3.1.0',
    info: { ...INFO, version },
    servers: [{ url: '/', description: 'The API that serves this document.' }],
    // A key, where there are keys; without any only programs of the same machine are answered.
    security: [{ key: [] }, {}],
    tags: [...tags].sort().map((name) => ({ name, description: TAGS[name] ?? name })),
    paths: byName(body.paths),
    components: {
      schemas: byName(schemas),
      responses: body.responses,
      headers: COMMON_HEADERS,
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key of `keys add`.' } },
    },
  };
}

const byName = <T>(parts: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1)));

function operationObject({ tag, method }: Route, operation: OperationDescription): Schema {
  const { operationId, summary, description, path = {}, query, headers = {}, body, answers, problems = [] } = operation;
  const parameters = [
    ...Object.entries(path).map(([name, one]) => parameter('path', name, one, true)),
    ...(query ? dtoFields(query).map((one) => parameter('query', one.name, one, one.required)) : []),
    ...Object.entries(headers).map(([name, one]) => parameter('header', name, one, false)),
  ];
  const good = Object.entries(answers).map(([status, answer]) => [status, answerObject(answer, operation)]);
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: bodyObject(body, bodyTypes(operation, method.toUpperCase())) }),
    responses: {
      ...(Object.fromEntries(good) as Schema),
      ...problemResponses([...COMMON_PROBLEMS, ...problems].sort((a, b) => a - b)),
    },
  };
}

function parameter(place: string, name: string, { description, schema, example }: Parameter, required: boolean) {
  return { name, in: place, description, required, schema, example };
}

function bodyObject(body: Dto | Named | Content, types: readonly string[]): Schema {
  if (typeof body !== 'function') {
    return { required: true, description: describe(body), content: contentOf(body, types) };
  }
  const required = dtoFields(body).some((field) => field.required);
  return { required, content: contentOf(dtoSchema(body), types) };
}

function answerObject(answer: Answer, { answerHeaders }: OperationDescription): Schema {
  const own = Object.entries(answerHeaders ?? {}).map(([name, text]) => [name, headerOf(text)]);
  const headers = { ...HEADERS_OF_ALL, ...(Object.fromEntries(own) as Schema) };
  const description = answer === null ? 'No content.' : describe(answer);
  return { description, headers, ...(answer && { content: contentOf(answer) }) };
}

const describe = (answer: Named | Content): unknown =>
  answer instanceof Named ? (answer.schema['description'] ?? answer.name) : answer.description;

function contentOf(content: Named | Content, types: readonly string[] = [JSON_TYPE]): Schema {
  if (content instanceof Named) {
    return Object.fromEntries(types.map((type) => [type, { schema: content, example: content.example }]));
  }
  return Object.fromEntries(
    Object.entries(content.examples).map(([type, example]) => [type, { schema: { type: 'string' }, example }]),
  );
}
