import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import type { Role } from '#platform';

/** Who may call a route: whose key includes the role, or `anyone`, with a key or without. */
export type Rule = Role | 'anyone';

export const RULE = 'costing:rule';

/** On a handler, or on a controller for all of its handlers; the handler's own wins. A route without one is refused. */
export const Allow = (rule: Rule): CustomDecorator => SetMetadata(RULE, rule);
