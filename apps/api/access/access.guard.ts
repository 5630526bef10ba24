import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { CostingError, includesRole } from '#platform';
import { RULE, type Rule } from './allow.js';
import { callerOf, sentUnknownKey, unauthorized } from './caller.js';

/** Lets a request through to its handler when the route's rule allows its caller; a route without a rule is for nobody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    // What workers tell comes by the broker, which has credentials of its own.
    if (context.getType() !== 'http') return true;
    const rule = this.reflector.getAllAndOverride<Rule | undefined>(RULE, [context.getHandler(), context.getClass()]);
    if (rule === undefined) throw new CostingError('NO_RULE', 'Nobody may call this.', { httpStatus: 403 });
    if (rule === 'anyone') return true;
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const caller = callerOf(request);
    if (caller === null) throw unauthorized(http.getResponse<Response>(), sentUnknownKey(request));
    if (includesRole(caller.role, rule)) return true;
    throw new CostingError(
      'ROLE_REQUIRED',
      `This needs a key with the role ${rule}; '${caller.name}' is ${caller.role}.`,
      { httpStatus: 403, details: { role_required: rule } },
    );
  }
}
