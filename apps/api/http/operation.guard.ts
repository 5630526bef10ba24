import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CostingError } from '#platform';
import { dtoFields } from '../openapi/dto-schema.js';
import { answerTypes, bodyTypes, type OperationDescription, operationOf } from '../openapi/operation.js';
import { hasBody } from './admit-request.js';
import { unknownField } from './request-pipe.js';
import { invalidRequest } from './validation.js';

const UTF_8 = /^(utf-8|utf8|"utf-8"|"utf8")$/i;

/**
 * Refuses a request that does not fit the description of its operation: a media type of its body (415) or of the wanted
 * answer (406), or a parameter of its query (400). Runs after the access guard, so that a caller without a key is told
 * that first.
 */
@Injectable()
export class OperationGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const operation = operationOf(context.getHandler());
    if (!operation) return true;
    const request = context.switchToHttp().getRequest<Request>();
    checkBodyType(operation, request, context.switchToHttp().getResponse<Response>());
    checkAcceptable(operation, request);
    checkQuery(operation, request);
    return true;
  }
}

function checkBodyType(operation: OperationDescription, request: Request, response: Response): void {
  if (!hasBody(request)) return;
  const types = bodyTypes(operation, request.method);
  const charset = /;\s*charset=([^;\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (request.is([...types]) && (charset === undefined || UTF_8.test(charset))) return;
  const header = { PATCH: 'Accept-Patch', POST: 'Accept-Post' }[request.method] ?? 'Accept';
  response.setHeader(header, types.join(', '));
  const message = `Send the body in UTF-8 as ${types.join(' or ')}, and say so in Content-Type.`;
  throw new CostingError('UNSUPPORTED_MEDIA_TYPE', message, { httpStatus: 415, details: { supported: types } });
}

function checkAcceptable(operation: OperationDescription, request: Request): void {
  const types = answerTypes(operation);
  if (types.length === 0 || request.accepts([...types]) !== false) return;
  const message = `The answer is ${types.join(' or ')}, which the Accept header excludes.`;
  throw new CostingError('NOT_ACCEPTABLE', message, { httpStatus: 406, details: { available: types } });
}

function checkQuery({ query }: OperationDescription, request: Request): void {
  const known = query ? dtoFields(query).map(({ name }) => name) : [];
  const unknown = Object.keys(request.query).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw invalidRequest(unknown.map((name) => unknownField(name, known)));
}
