import 'reflect-metadata';
import type { Dto } from './dto-schema.js';
import { JSON_TYPE, MERGE_PATCH_TYPE } from '../http/media-types.js';
import { Named, type Schema } from './schema.js';

/** A parameter of the path, or a header. */
export interface Parameter {
  readonly description: string;
  readonly schema: Schema;
  readonly example: unknown;
}

/** What is no JSON: text, lines, events. */
export interface Content {
  readonly description: string;
  /** By media type an example. */
  readonly examples: Readonly<Record<string, string>>;
}

/** A JSON answer takes description and example from its schema; null has no body. */
export type Answer = Named | Content | null;

/** Problems that only some operations have; the rest, which any may have, is in problems.ts. */
export type OwnProblem = 404 | 409 | 410 | 412 | 422;

export interface OperationNotes {
  /** What it does, in a few words. */
  readonly summary: string;
  /** What whoever uses it must know. */
  readonly description: string;
  readonly path?: Readonly<Record<string, Parameter>>;
  readonly query?: Dto;
  readonly headers?: Readonly<Record<string, Parameter>>;
  /** JSON, which a DTO checks or a reader of its own, or other content. May be left out where a DTO needs no field. */
  readonly body?: Dto | Named | Content;
  readonly answers: Readonly<Record<number, Answer>>;
  readonly problems?: readonly OwnProblem[];
  /** Headers of good answers: name → what it says. */
  readonly answerHeaders?: Readonly<Record<string, string>>;
}

export interface OperationDescription extends OperationNotes {
  readonly operationId: string;
}

/** Media types that the operation takes a body in; JSON where it needs none, which is then only checked. */
export function bodyTypes({ body }: OperationNotes, method: string): readonly string[] {
  if (body && !(body instanceof Named) && typeof body !== 'function') return Object.keys(body.examples);
  return method === 'PATCH' ? [MERGE_PATCH_TYPE, JSON_TYPE] : [JSON_TYPE];
}

/** Media types of its good answers; none: they have no body. */
export function answerTypes({ answers }: OperationNotes): readonly string[] {
  const types = Object.values(answers).flatMap((answer) =>
    answer === null ? [] : answer instanceof Named ? [JSON_TYPE] : Object.keys(answer.examples),
  );
  return [...new Set(types)];
}

const OPERATION = Symbol('operation');

/** Describes a route for the OpenAPI document. `operationId` is the name of its function in generated clients. */
export function Operation(operationId: string, notes: OperationNotes): MethodDecorator {
  return (_prototype, _name, { value }) =>
    Reflect.defineMetadata(OPERATION, { ...notes, operationId }, value as unknown as object);
}

/** What `@Operation` says of a handler. */
export function operationOf(handler: object): OperationDescription | undefined {
  return Reflect.getMetadata(OPERATION, handler) as OperationDescription | undefined;
}
