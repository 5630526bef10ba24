import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { describe, expect, it } from 'vitest';
import { AccessGuard } from './access.guard.js';
import { Allow } from './allow.js';
import { LOCAL_CALLER, setCaller } from './caller.js';

class Unruled {
  forgotten(): void {
    // Nobody said who may call it.
  }

  @Allow('anyone')
  open(): void {
    // For all.
  }
}

const guard = new AccessGuard(new Reflector());
const { prototype } = Unruled;

function context(handler: 'forgotten' | 'open', type = 'http'): ExecutionContext {
  const request = {} as Request;
  setCaller(request, LOCAL_CALLER);
  const http = { getRequest: () => request, getResponse: () => ({}) };
  return {
    getType: () => type,
    getHandler: () => prototype[handler] as unknown,
    getClass: () => Unruled,
    switchToHttp: () => http,
  } as unknown as ExecutionContext;
}

describe('the guard', () => {
  it('lets nobody call what has no rule, not even who may do everything', () => {
    const refused = expect.objectContaining({ code: 'NO_RULE' });
    expect(() => guard.canActivate(context('forgotten'))).toThrow(refused);
    expect(guard.canActivate(context('open'))).toBe(true);
  });

  it('lets pass what workers tell', () => {
    expect(guard.canActivate(context('forgotten', 'rpc'))).toBe(true);
  });
});
