import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { type OperationDescription, operationOf } from './operation.js';

/** A route as Nest serves it. */
export interface Route {
  /** `ClassName.method`, for messages. */
  readonly handler: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With the prefix, and parameters as OpenAPI writes them: `/api/v1/jobs/{job_id}`. */
  readonly path: string;
  /** First part of the controller's path. */
  readonly tag: string;
  readonly operation: OperationDescription | undefined;
}

/** Paths that the global prefix is not put before. */
export const WITHOUT_PREFIX = ['/', 'health', 'health/*path', 'metrics'];
export const PREFIX = 'api/v1';

/** Every HTTP route of the controllers, in their order; handlers of messages are none. */
export function routesOf(controllers: readonly Type[]): Route[] {
  return controllers.flatMap((controller) => {
    const prototype = controller.prototype as Record<string, unknown>;
    return membersOf(prototype).flatMap((name): Route[] => {
      const handler = prototype[name];
      const method = typeof handler === 'function' ? metadata<RequestMethod>(METHOD_METADATA, handler) : undefined;
      if (method === undefined || typeof handler !== 'function') return [];
      const base = metadata<string>(PATH_METADATA, controller) ?? '';
      const own = metadata<string>(PATH_METADATA, handler) ?? '';
      return [
        {
          handler: `${controller.name}.${name}`,
          method: RequestMethod[method].toLowerCase() as Route['method'],
          path: pathOf(base, own),
          tag: base.split('/')[0] || 'health',
          operation: operationOf(handler),
        },
      ];
    });
  });
}

/** Names of a class's members, inherited ones too, each once. */
function membersOf(prototype: object | null): string[] {
  if (prototype === null || prototype === Object.prototype) return [];
  const inherited = membersOf(Object.getPrototypeOf(prototype) as object | null);
  return [...new Set([...inherited, ...Object.getOwnPropertyNames(prototype)])];
}

function pathOf(base: string, own: string): string {
  const prefix = WITHOUT_PREFIX.includes(base || '/') ? [] : [PREFIX];
  const parts = [...prefix, base, own].flatMap((part) => part.split('/')).filter((part) => part !== '');
  return `/${parts.map((part) => part.replace(/^:(\w+)$/, '{$1}')).join('/')}`;
}

const metadata = <T>(key: string, target: object): T | undefined => Reflect.getMetadata(key, target) as T | undefined;
