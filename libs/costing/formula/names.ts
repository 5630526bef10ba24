import { type Reference, type ResolvedNode, childrenOf } from './ast.js';

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
