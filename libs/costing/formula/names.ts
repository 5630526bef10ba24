import { type Reference, type ResolvedNode, childrenOf } from './ast.js';
import type { CheckedRouting } from './check.js';

/** `at`: offset of the name where it first stands. */
export type NameUse = { readonly name: string; readonly at: number } & Reference;

/** The names that a checked formula reads, each once, in order of first appearance. */
export function namesOf(tree: ResolvedNode): NameUse[] {
  const uses = new Map<string, NameUse>();
  const visit = (node: ResolvedNode): void => {
    if (node.kind === 'name' && !uses.has(node.name)) {
      uses.set(node.name, { name: node.name, at: node.at, ...node.reference });
    }
    childrenOf(node).forEach(visit);
  };
  visit(tree);
  return [...uses.values()];
}

/** The parameters of a routing for which some formula goes on without a value: they stand to the left of `??`. */
export function substituted(routing: CheckedRouting): Set<string> {
  const keys = new Set<string>();
  const optional = (node: ResolvedNode): void => {
    if (node.kind === 'name' && node.reference.kind === 'PARAMETER') keys.add(node.name);
    else if (node.kind === 'conditional') [node.whenTrue, node.whenFalse].forEach(optional);
  };
  const visit = (node: ResolvedNode): void => {
    if (node.kind === 'binary' && node.operator === '??') optional(node.left);
    childrenOf(node).forEach(visit);
  };
  for (const { tree } of [...routing.steps, routing.outputQuantity]) visit(tree);
  return keys;
}
