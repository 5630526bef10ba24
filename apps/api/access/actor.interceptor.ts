import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { actingAs } from '#database';
import { callerOf } from './caller.js';

/** What a handler changes is changed by whoever called it. */
@Injectable()
export class ActorInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const caller = context.getType() === 'http' ? callerOf(context.switchToHttp().getRequest<Request>()) : null;
    return caller === null ? next.handle() : actingAs(caller.name, () => next.handle());
  }
}
