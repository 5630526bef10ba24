import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { actingAs } from '#database';
import { inRequest } from '#platform';
import { requestContextOf } from '../http/trace-requests.js';
import { callerOf } from './caller.js';

/** What a handler does is done for its caller and its request: the audit, the log and traces name them. */
@Injectable()
export class ActorInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<Request>();
    const caller = callerOf(request);
    const handle = (): Observable<unknown> =>
      caller === null ? next.handle() : actingAs(caller.name, () => next.handle());
    return inRequest(requestContextOf(request), handle);
  }
}
