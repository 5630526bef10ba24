import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { JsonBody } from './json-body.js';

/**
 * Parses the JSON body of every route, also of those that read none: a duplicate member or bytes that are not UTF-8 are
 * refused everywhere. An interceptor, so that only callers who may call the route cost the parsing.
 */
@Injectable()
export class JsonBodyInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() === 'http') {
      const request = context.switchToHttp().getRequest<Request>();
      if (Buffer.isBuffer(request.body)) request.body = JsonBody.parse(request.body);
    }
    return next.handle();
  }
}
