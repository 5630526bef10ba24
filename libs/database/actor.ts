import { AsyncLocalStorage } from 'node:async_hooks';
import { escapeLiteral } from 'pg';

const acting = new AsyncLocalStorage<string>();

/**
 * Runs `work` on behalf of `actor`, whom the audit names: the name of an API key, `cli`. It goes along with `work`
 * instead of through each of its functions, because a function that forgot to pass it on would leave nobody to ask.
 * Changes of who acts for nobody (a worker) are the database role's.
 */
export function actingAs<T>(actor: string, work: () => T): T {
  return acting.run(actor, work);
}

/** What a transaction says first, so that its audit entries name the actor; SET takes no snapshot. */
export function actorSql(): string {
  const actor = acting.getStore();
  return actor === undefined ? '' : `; SET LOCAL costing.actor = ${escapeLiteral(actor)}`;
}
