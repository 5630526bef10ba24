import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { currentDocument } from '../../tools/openapi/generate.js';

type Json = Readonly<Record<string, unknown>>;

/** An answer as a client sees it. */
export interface SeenAnswer {
  readonly method: string;
  /** As it was asked for, with or without a query. */
  readonly path: string;
  readonly status: number;
  /** Media type, without parameters; '' for none. */
  readonly type: string;
  /** The parsed JSON, or the text. */
  readonly body: unknown;
}

interface Operation {
  readonly pattern: RegExp;
  readonly path: string;
  readonly method: string;
  readonly responses: Readonly<Record<string, Json>>;
}

const FORMATS = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
};
const PROBLEM = ['components', 'schemas', 'Problem'];

/** Says of answers whether they are what the OpenAPI document promises. */
export class AnswerChecker {
  readonly document = JSON.parse(JSON.stringify(currentDocument())) as Json & {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  };
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly operations: readonly Operation[];

  constructor() {
    this.ajv.addSchema(closed(this.document) as Json, 'openapi');
    const operations = Object.entries(this.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        path,
        method,
        pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
        responses: responses as Operation['responses'],
      })),
    );
    // As Nest does it: what is written out goes before what a parameter stands for.
    this.operations = operations.sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  }

  /** What is wrong with the answer; nothing when it is as documented. */
  faults({ method, path, status, type, body }: SeenAnswer): string[] {
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    const place = path.split('?')[0]!;
    const operation = this.operations.find((one) => one.method === wanted && one.pattern.test(place));
    // By HTTP itself the answer to `If-None-Match`, for whatever can be read.
    if (status === 304 && wanted === 'get' && operation) return type === '' ? [] : ['304 has a body'];
    if (status === 500 || !operation) {
      return this.problemFaults(status, type, method === 'HEAD' ? null : body, operation !== undefined);
    }
    const response = operation.responses[status];
    if (!response) return [`${status} is not documented for ${method} ${operation.path}`];
    const at = this.resolve(['paths', operation.path, wanted, 'responses', String(status)], response);
    const content = at.response['content'] as Readonly<Record<string, Json>> | undefined;
    if (method === 'HEAD' || !content) return method === 'HEAD' || type === '' ? [] : [`${status} has a body`];
    if (!content[type]) return [`${status} of ${method} ${operation.path} is not documented as '${type}'`];
    return this.schemaFaults([...at.pointer, 'content', type, 'schema'], body);
  }

  /** What is wrong with a value by the schema at this place of the document. */
  schemaFaults(pointer: readonly string[], value: unknown): string[] {
    const parts = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')));
    const name = `openapi#/${parts.join('/')}`;
    let validate = this.validators.get(name);
    if (!validate) this.validators.set(name, (validate = this.ajv.compile({ $ref: name })));
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath || '(all)'} ${message} ${JSON.stringify(params)}`.trim(),
    );
  }

  /** A defect, or a route that there is not: a problem all the same. */
  private problemFaults(status: number, type: string, body: unknown, isRoute: boolean): string[] {
    if (!isRoute && status < 400) return [`${status} of a route that is not documented`];
    if (type !== 'application/problem+json') return [`${status} is '${type}' and no problem`];
    return body === null ? [] : this.schemaFaults(PROBLEM, body);
  }

  private resolve(pointer: readonly string[], response: Json): { pointer: readonly string[]; response: Json } {
    const { $ref: reference } = response as { $ref?: string };
    if (!reference) return { pointer, response };
    const parts = reference.slice('#/'.length).split('/');
    const found = parts.reduce((part: unknown, key) => (part as Json)[key], this.document);
    return { pointer: parts, response: found as Json };
  }
}

/** With every object closed that does not say otherwise, so that a field that is not documented is found. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  const isOpen = copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy);
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}

let shared: AnswerChecker | null = null;

/** Throws when the answer is not as documented. */
export function expectDocumented(answer: SeenAnswer): void {
  shared ??= new AnswerChecker();
  const faults = shared.faults(answer);
  if (faults.length === 0) return;
  const what = `${answer.method} ${answer.path} answered ${answer.status} otherwise than documented`;
  throw new Error(`${what}:\n  ${faults.join('\n  ')}\n${JSON.stringify(answer.body).slice(0, 2_000)}`);
}
