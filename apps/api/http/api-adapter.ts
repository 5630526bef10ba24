import { ExpressAdapter } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { CostingError } from '#platform';
import { JSON_TYPE, MERGE_PATCH_TYPE } from './media-types.js';

type Handler = (request: Request, response: Response, next: NextFunction) => void;

/** What of a layer of express's router is read here. */
interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/**
 * Express, with an honest answer where a path has routes but none for the method: 405 with `Allow`, and for OPTIONS 204
 * with `Allow`. The router itself says which methods a path has.
 */
export class ApiAdapter extends ExpressAdapter {
  override setNotFoundHandler(handler: Handler, prefix?: string): unknown {
    return super.setNotFoundHandler((request: Request, response: Response, next: NextFunction) => {
      const methods = this.methodsAt(request.path);
      if (methods.length === 0) return handler(request, response, next);
      response.setHeader('Allow', methods.join(', '));
      if (methods.includes('PATCH')) response.setHeader('Accept-Patch', `${MERGE_PATCH_TYPE}, ${JSON_TYPE}`);
      if (request.method === 'OPTIONS') return void response.status(204).end();
      const message = `${request.method} is not possible here; ${methods.join(', ')} are.`;
      next(new CostingError('METHOD_NOT_ALLOWED', message, { httpStatus: 405, details: { allowed: methods } }));
    }, prefix);
  }

  private methodsAt(path: string): string[] {
    const { stack } = this.getInstance<{ router: { stack: readonly RouterLayer[] } }>().router;
    const methods = stack
      .filter(({ route }) => route && !route.methods['_all'])
      .filter((layer) => layer.match(path))
      .flatMap(({ route }) => Object.keys(route!.methods).map((method) => method.toUpperCase()));
    if (methods.length === 0) return [];
    return [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].sort();
  }
}
