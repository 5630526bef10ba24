import { unpackParameters } from '../packed-parameters.js';
import type { ParameterDefinition } from '../types.js';
import type { YarnParameters } from '../yarn-parameters.js';
import { type InputDifference, type InputSide, itemCause, worthOf } from './input-side.js';

/** By a parameter's id its definition, and the routings that read it. */
export type ParameterReaders = ReadonlyMap<
  number,
  { readonly parameter: ParameterDefinition; readonly routingIds: readonly number[] }
>;

/**
 * Yarns that give their variants another value than before: it was edited, or the item in it has another price. While
 * no item has, equal bytes are equal values: of hundreds of thousands of yarns nearly all.
 */
export function compareYarns(
  before: InputSide,
  after: InputSide,
  readers: ParameterReaders,
  anyItemRepriced: boolean,
): InputDifference[] {
  const comparison = new YarnComparison(before, after, readers);
  for (const [yarnId, packed] of after.yarnParameters) {
    const earlier = before.yarnParameters.get(yarnId);
    if (anyItemRepriced || !areEqual(earlier, packed)) comparison.compare(yarnId, earlier, packed);
  }
  for (const [yarnId, packed] of before.yarnParameters) {
    if (after.yarnParameters.find(yarnId) < 0) comparison.compare(yarnId, packed, NO_PARAMETERS);
  }
  return comparison.differences();
}

const areEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, n) => byte === b[n]);

const NO_PARAMETERS = new Uint8Array(0);

class YarnComparison {
  /** Yarns whose entry differs, by the parameter's id. */
  private readonly edited = new Map<number, number[]>();
  /** Yarns that hold an item of another price than before: by the parameter's id, then by the item's. */
  private readonly repriced = new Map<number, Map<number, number[]>>();

  constructor(
    private readonly before: InputSide,
    private readonly after: InputSide,
    private readonly readers: ParameterReaders,
  ) {}

  compare(yarnId: number, was: Uint8Array, is: Uint8Array): void {
    const earlier = new Map(unpackParameters(was));
    for (const [parameterId, held] of unpackParameters(is)) {
      const parameter = this.readers.get(parameterId)?.parameter;
      if (parameter) this.compareValue(yarnId, parameter, earlier.get(parameterId), held);
      earlier.delete(parameterId);
    }
    for (const parameterId of earlier.keys()) {
      if (this.readers.has(parameterId)) listIn(this.edited, parameterId).push(yarnId);
    }
  }

  private compareValue(yarnId: number, parameter: ParameterDefinition, was: number | undefined, is: number): void {
    if (was === undefined) return void listIn(this.edited, parameter.id).push(yarnId);
    if (Object.is(worthOf(this.before, parameter, was), worthOf(this.after, parameter, is))) return;
    if (was !== is) return void listIn(this.edited, parameter.id).push(yarnId);
    const items = this.repriced.get(parameter.id) ?? new Map<number, number[]>();
    this.repriced.set(parameter.id, items);
    listIn(items, is).push(yarnId);
  }

  differences(): InputDifference[] {
    const part = (parameterId: number, yarnIds: readonly number[]): InputDifference['part'] => {
      const { routingIds } = this.readers.get(parameterId)!;
      return { kind: 'INHERITS', parameterId, routingIds, yarnIds, exceptYarnIds: [] };
    };
    const found: InputDifference[] = [];
    for (const [parameterId, yarnIds] of this.edited) {
      found.push({ cause: { kind: 'MASTER_YARN' }, part: part(parameterId, yarnIds) });
    }
    for (const [parameterId, items] of this.repriced) {
      for (const [itemId, yarnIds] of items) {
        found.push({ cause: itemCause(this.after, this.before, itemId), part: part(parameterId, yarnIds) });
      }
    }
    return found;
  }
}

function listIn(lists: Map<number, number[]>, key: number): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

/** Yarns that hold a value of their own, for each of the parameters. */
export function holdersOf(yarns: YarnParameters, parameterIds: ReadonlySet<number>): Map<number, number[]> {
  const holders = new Map<number, number[]>();
  if (parameterIds.size === 0) return holders;
  for (const [yarnId, packed] of yarns) {
    for (const [parameterId] of unpackParameters(packed)) {
      if (parameterIds.has(parameterId)) listIn(holders, parameterId).push(yarnId);
    }
  }
  return holders;
}
