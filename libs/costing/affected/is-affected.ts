import { unpackParameters } from '../packed-parameters.js';
import type { AffectedPart, AffectedPredicate } from './affected-predicate.js';

/** Of a variant what a predicate asks about. */
export interface AskedVariant {
  readonly id: string;
  readonly masterYarnId: number;
  readonly routingId: number;
  /** As precise as the predicate's times, in the same notation. */
  readonly updatedAt: string;
  /** Packed. */
  readonly parameters: Uint8Array;
}

export type VariantTest = (variant: AskedVariant) => boolean;

/** Whether the predicate takes the variant: the readable twin of the SQL that selects from a partition. */
export function isAffected(predicate: AffectedPredicate, variant: AskedVariant): boolean {
  return compilePredicate(predicate)(variant);
}

/** The same made ready for many variants: a predicate may name a million. */
export function compilePredicate({ parts }: AffectedPredicate): VariantTest {
  const tests = parts.map(testOf);
  return (variant) => tests.some((test) => test(variant));
}

function testOf(part: AffectedPart): VariantTest {
  switch (part.kind) {
    case 'ALL':
      return () => true;
    case 'ROUTINGS': {
      const routings = new Set(part.routingIds);
      return ({ routingId }) => routings.has(routingId);
    }
    case 'INHERITS': {
      const routings = new Set(part.routingIds);
      const yarns = new Set(part.yarnIds ?? part.exceptYarnIds);
      const isListed = part.yarnIds !== null;
      return (variant) =>
        routings.has(variant.routingId) &&
        yarns.has(variant.masterYarnId) === isListed &&
        ownValue(variant, part.parameterId) === undefined;
    }
    case 'HOLDS_ITEM': {
      const routings = new Set(part.routingIds);
      const items = new Set<number | undefined>(part.itemIds);
      return (variant) => routings.has(variant.routingId) && items.has(ownValue(variant, part.parameterId));
    }
    case 'VARIANTS': {
      const variants = new Set(part.variantIds);
      return ({ id }) => variants.has(id);
    }
    case 'UPDATED_SINCE':
      return ({ updatedAt }) => updatedAt >= part.since;
  }
}

function ownValue({ parameters }: AskedVariant, parameterId: number): number | undefined {
  return unpackParameters(parameters).find(([id]) => id === parameterId)?.[1];
}
