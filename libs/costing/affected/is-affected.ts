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

/** Whether the predicate takes the variant: the readable twin of the SQL that selects from a partition. */
export function isAffected(predicate: AffectedPredicate, variant: AskedVariant): boolean {
  return predicate.parts.some((part) => fits(part, variant));
}

function fits(part: AffectedPart, variant: AskedVariant): boolean {
  switch (part.kind) {
    case 'ALL':
      return true;
    case 'ROUTINGS':
      return part.routingIds.includes(variant.routingId);
    case 'INHERITS': {
      if (!part.routingIds.includes(variant.routingId)) return false;
      if (ownValue(variant, part.parameterId) !== undefined) return false;
      if (part.yarnIds === null) return !part.exceptYarnIds.includes(variant.masterYarnId);
      return part.yarnIds.includes(variant.masterYarnId);
    }
    case 'HOLDS_ITEM': {
      const item = ownValue(variant, part.parameterId);
      return part.routingIds.includes(variant.routingId) && item !== undefined && part.itemIds.includes(item);
    }
    case 'VARIANTS':
      return part.variantIds.includes(variant.id);
    case 'UPDATED_SINCE':
      return variant.updatedAt >= part.since;
  }
}

function ownValue({ parameters }: AskedVariant, parameterId: number): number | undefined {
  return unpackParameters(parameters).find(([id]) => id === parameterId)?.[1];
}
