import { STATUS_CODES } from 'node:http';
import type { FaultCause } from '#platform';
import { COUNT, listOf, Named, objectSchema, type Schema, TEXT } from './schema.js';

const FAULT = objectSchema<{ path: string; code: string; message: string }>(
  'Fault',
  'One thing wrong with an input.',
  { path: TEXT, code: TEXT, message: TEXT },
  { path: '$.as_of', code: 'NOT_A_DATE', message: 'as_of must be a date as text, YYYY-MM-DD' },
);

const CAUSE = objectSchema<FaultCause>(
  'FaultCause',
  'Faults that are repaired in the same way, where an input has many; the first places.',
  { code: TEXT, message: TEXT, count: COUNT, places: listOf(TEXT) },
  {
    code: 'AMBIGUOUS_DATE',
    message: '"30/06/2015" is day or month first: --dates dmy reads 2015-06-30',
    count: 3_254,
    places: ['rates.csv:2 effective_date', 'rates.csv:3 effective_date'],
  },
);

/** RFC 9457, as `ProblemFilter` answers. Some codes have members of their own, such as `running_job_id`. */
const PROBLEM = new Named(
  'Problem',
  {
    type: 'object',
    description: 'Why a request was not done (RFC 9457); programs go by `code`.',
    properties: {
      type: { type: 'string', const: 'about:blank' },
      title: TEXT,
      status: { type: 'integer', minimum: 400, maximum: 599 },
      code: { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' },
      detail: TEXT,
      errors: listOf(FAULT),
      causes: listOf(CAUSE),
    },
    required: ['type', 'title', 'status', 'code', 'detail'],
    additionalProperties: true,
  },
  null,
);

interface ProblemNotes {
  readonly description: string;
  readonly code: string;
  readonly detail: string;
  readonly more?: object;
}

const PROBLEMS: Readonly<Record<number, ProblemNotes>> = {
  400: {
    description: 'The request is malformed or invalid: `errors` names every fault. Nothing was done.',
    code: 'INVALID_INPUT',
    detail: 'The request has 1 fault; nothing was done.',
    more: { errors: [FAULT.example] },
  },
  401: {
    description: 'A key is needed.',
    code: 'KEY_REQUIRED',
    detail: 'This needs a key. Send `Authorization: Bearer <key>`.',
  },
  403: {
    description: 'The caller may not do this, or the request comes from a foreign page.',
    code: 'FOREIGN_ORIGIN',
    detail: 'This API answers programs of its own machine only, not the origin https://mill.example.',
  },
  404: {
    description: 'There is no such thing.',
    code: 'UNKNOWN_JOB',
    detail: 'There is no job 01977c5e-9f00-7a10-8000-000000000042.',
  },
  409: {
    description: 'What there is stands against it; `code` says what.',
    code: 'JOB_RUNNING',
    detail: 'Job 42 is running.',
    more: { running_job_id: '01977c5e-9f00-7a10-8000-000000000042' },
  },
  410: {
    description: 'What a cursor goes by is gone: begin again without one.',
    code: 'CURSOR_EXPIRED',
    detail: 'The figures that this list began with are gone: begin again without a cursor.',
  },
  405: {
    description: 'The path has no such method; `Allow` names those that it has.',
    code: 'METHOD_NOT_ALLOWED',
    detail: 'PUT is not possible here; GET, HEAD, OPTIONS are.',
    more: { allowed: ['GET', 'HEAD', 'OPTIONS'] },
  },
  406: {
    description: 'No media type of the answer is one that `Accept` admits.',
    code: 'NOT_ACCEPTABLE',
    detail: 'The answer is application/json, which the Accept header excludes.',
    more: { available: ['application/json'] },
  },
  408: {
    description: 'The request or its body did not come in time; the connection ends.',
    code: 'BODY_TOO_SLOW',
    detail: 'The body did not come in time: within 30 s too little arrived.',
  },
  412: {
    description: 'It has changed since it was read: `If-Match` names another version.',
    code: 'PRECONDITION_FAILED',
    detail: 'The entry has changed since you read it: read it again, and decide anew.',
  },
  413: { description: 'The body is too large.', code: 'BODY_TOO_LARGE', detail: 'A body may have at most 1 MB.' },
  415: {
    description: 'The body is of a kind that is not taken here.',
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail: 'Send the body in UTF-8 as application/json, and say so in Content-Type.',
    more: { supported: ['application/json'] },
  },
  422: {
    description: 'The `Idempotency-Key` was used for another request, by path or body.',
    code: 'IDEMPOTENCY_KEY_REUSED',
    detail: 'This Idempotency-Key was used for another request (path or body): send a new key for a new request.',
  },
  429: { description: 'Too many requests: wait `Retry-After`.', code: 'TOO_MANY_REQUESTS', detail: 'Wait a moment.' },
  431: {
    description: 'Too many headers, or too large ones.',
    code: 'TOO_MANY_HEADERS',
    detail: 'A request may have 100 headers, this one has 101.',
  },
  503: {
    description: 'What it depends on is away: try again after `Retry-After`.',
    code: 'DATABASE_UNAVAILABLE',
    detail: 'The database cannot be reached. Try again in a moment.',
  },
};

/** Any request may be answered so, whatever it asks for: bodies, keys, limits and the database are looked at by all. */
export const COMMON_PROBLEMS = [400, 401, 403, 405, 406, 408, 413, 415, 429, 431, 503] as const;

const RETRY_AFTER = { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } };
/** A header of an answer. */
export const headerOf = (description: string): Schema => ({ description, schema: TEXT });

/** `components.headers`. */
export const COMMON_HEADERS: Readonly<Record<string, Schema>> = {
  'Cache-Control': headerOf('`no-store`; of what has an ETag `no-cache`: it may be stored, and is asked for again.'),
};
/** Headers that every answer has, as references. */
export const HEADERS_OF_ALL: Schema = { 'Cache-Control': { $ref: '#/components/headers/Cache-Control' } };

const PROBLEM_HEADERS: Readonly<Record<string, Schema>> = {
  401: { 'WWW-Authenticate': headerOf('The scheme of the key, and whether the one that was sent is unknown.') },
  405: { Allow: headerOf('The methods that the path has.') },
  415: {
    'Accept-Patch': headerOf('Media types that a PATCH may be sent as.'),
    'Accept-Post': headerOf('Media types that a POST may be sent as.'),
  },
  429: { 'Retry-After': RETRY_AFTER },
  503: { 'Retry-After': RETRY_AFTER },
};
const nameOf = (status: number): string => `Problem${status}`;

const RESPONSES: Readonly<Record<string, Schema>> = Object.fromEntries(
  Object.entries(PROBLEMS).map(([status, { description, code, detail, more }]) => {
    const title = STATUS_CODES[status]!;
    const example = { type: 'about:blank', title, status: Number(status), code, detail, ...more };
    const headers = { ...HEADERS_OF_ALL, ...PROBLEM_HEADERS[status] };
    const content = { 'application/problem+json': { schema: PROBLEM, example } };
    return [nameOf(Number(status)), { description, headers, content }];
  }),
);

/** `components.responses`: each of these problems once. */
export function problemComponents(statuses: Iterable<number>): Readonly<Record<string, Schema>> {
  const names = [...new Set(statuses)].sort((a, b) => a - b).map(nameOf);
  return Object.fromEntries(names.map((name) => [name, RESPONSES[name]!]));
}

/** Those of one operation, as references. */
export function problemResponses(statuses: readonly number[]): Readonly<Record<string, Schema>> {
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]));
}
