import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PROJECT_ROOT } from '#platform';
import type { AttackOrder, AttackOutcome } from './attacks.js';
import { readBeside, type ReadersResult } from './readers.js';

export interface AttackResult extends ReadersResult {
  readonly attacker: AttackOutcome;
}

/** One attack by a process of its own, and readers beside it in this one; both end by themselves. */
export async function runAttack(
  order: AttackOrder,
  {
    skus,
    readers,
    viewerKey,
  }: { readonly skus: readonly string[]; readonly readers: number; readonly viewerKey: string },
): Promise<AttackResult> {
  const attacker = fork(join(PROJECT_ROOT, 'dist/test/attack/attacker.js'));
  const outcome = Promise.race([
    once(attacker, 'message').then(([told]) => told as AttackOutcome),
    once(attacker, 'exit').then(() => {
      throw new Error('the attacker ended without an outcome');
    }),
  ]);
  attacker.send(order);
  const result = await readBeside({ url: order.url, key: viewerKey, skus, readers }, outcome);
  return { ...result, attacker: await outcome };
}
