import { checkRouting } from './formula/check.js';
import { compileKernel, type Kernel } from './formula/compile.js';
import { evaluateRouting, type Failure } from './formula/evaluate.js';
import { PACKED_ENTRY_BYTES } from './packed-parameters.js';
import type { CheckedRouting } from './formula/check.js';
import type { RoutingDefinition, Snapshot } from './types.js';
import type { YarnParameters } from './yarn-parameters.js';

const PARAMETER_IDS = 32_768;
/** Inherited values are kept per yarn up to this many numbers a routing (8 MB), then gathered anew. */
const INHERITED_NUMBERS_MAX = 1_000_000;

/** A snapshot made ready for the hot path: one compiled routing for each routing id. */
export function compileCatalogue(snapshot: Snapshot, yarns: YarnParameters): Map<number, CompiledRouting> {
  const itemPrices = new Float64Array(Math.max(0, ...snapshot.items.map(({ id }) => id)) + 1).fill(NaN);
  for (const item of snapshot.items) if (item.price) itemPrices[item.id] = item.price.value;
  return new Map(
    snapshot.routings.map((routing) => [routing.id, new CompiledRouting(routing, snapshot, itemPrices, yarns)]),
  );
}

/**
 * One routing's kernel and the slots that it reads. Usage for each variant: `load` its parameters, `run`, and when
 * that says false, `failure` for the reason. A slot without value holds NaN.
 */
export class CompiledRouting {
  readonly code: string;
  /** After a successful `run`: material, process and overhead of one unit of output, in micros. */
  readonly micros = new Float64Array(3);
  private readonly slots: Float64Array;
  private readonly checked: CheckedRouting;
  private readonly kernel: Kernel;
  /** Parameter id → slot, −1 for a parameter that the routing does not read. */
  private readonly slotOf = new Int16Array(PARAMETER_IDS).fill(-1);
  /** Slots whose entries hold an item's id and stand for its price. */
  private readonly isItemSlot: Uint8Array;
  private readonly inherited: Float64Array;
  /** By the yarn's id: ids are given in order, and looking into a map took longer than the kernel. */
  private inheritedByYarn: (Float64Array | undefined)[] = [];
  private inheritedYarns = 0;
  private readonly inheritedYarnsMax: number;

  constructor(
    routing: RoutingDefinition,
    snapshot: Snapshot,
    private readonly itemPrices: Float64Array,
    private readonly yarns: YarnParameters,
  ) {
    const parameters = new Map(snapshot.parameters.map((parameter) => [parameter.key, parameter]));
    const result = checkRouting(routing, parameters.keys());
    if ('faults' in result) throw new Error(`routing ${routing.code}: ${result.faults[0]?.message}`);
    this.code = routing.code;
    this.checked = result.routing;
    this.kernel = compileKernel(this.checked);
    const count = this.checked.parameterKeys.length;
    this.slots = new Float64Array(count);
    this.inherited = new Float64Array(count).fill(NaN);
    this.isItemSlot = new Uint8Array(count);
    this.inheritedYarnsMax = Math.ceil(INHERITED_NUMBERS_MAX / Math.max(1, count));
    this.checked.parameterKeys.forEach((key, slot) => {
      const parameter = parameters.get(key)!;
      this.slotOf[parameter.id] = slot;
      this.isItemSlot[slot] = parameter.kind === 'ITEM' ? 1 : 0;
      const own = routing.parameters.find(([id]) => id === parameter.id)?.[1];
      const value = own ?? parameter.baseValue ?? parameter.rate?.value ?? parameter.defaultValue;
      if (value !== null) this.inherited[slot] = this.valueInSlot(slot, value);
    });
  }

  /** Gathers a variant's slots: what it inherits, then its own packed parameters from `start` to `end`. */
  load(yarnId: number, packed: DataView, start: number, end: number): void {
    const { slots } = this;
    const inherited = this.yarns.isEmpty ? this.inherited : (this.inheritedByYarn[yarnId] ?? this.inheritedOf(yarnId));
    // A loop: for a few dozen numbers a call of `set` costs more than it copies.
    for (let slot = 0; slot < slots.length; slot++) slots[slot] = inherited[slot]!;
    this.overlay(slots, packed, start, end);
  }

  /** Computes `micros` from the loaded slots; false when the variant has no cost. */
  run(): boolean {
    return this.kernel(this.slots, this.micros);
  }

  /** Why the loaded variant has no cost. */
  failure(): Failure {
    const evaluation = evaluateRouting(this.checked, this.slots);
    if ('failure' in evaluation) return evaluation.failure;
    throw new Error(`routing ${this.code}: kernel and evaluation disagree on ${[...this.slots].join(', ')}`);
  }

  private overlay(slots: Float64Array, packed: DataView, start: number, end: number): void {
    const slotOf = this.slotOf;
    const isItemSlot = this.isItemSlot;
    for (let offset = start; offset < end; offset += PACKED_ENTRY_BYTES) {
      const slot = slotOf[packed.getInt16(offset)]!;
      if (slot < 0) continue;
      const value = packed.getFloat64(offset + 2);
      slots[slot] = isItemSlot[slot] === 0 ? value : (this.itemPrices[value] ?? NaN);
    }
  }

  private valueInSlot(slot: number, value: number): number {
    return this.isItemSlot[slot] === 0 ? value : (this.itemPrices[value] ?? NaN);
  }

  private inheritedOf(yarnId: number): Float64Array {
    const packed = this.yarns.get(yarnId);
    let values = this.inherited;
    if (packed.byteLength > 0) {
      values = this.inherited.slice();
      this.overlay(values, new DataView(packed.buffer, packed.byteOffset, packed.byteLength), 0, packed.byteLength);
    }
    if (this.inheritedYarns++ === this.inheritedYarnsMax) {
      this.inheritedByYarn = [];
      this.inheritedYarns = 1;
    }
    this.inheritedByYarn[yarnId] = values;
    return values;
  }
}
