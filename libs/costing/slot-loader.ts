import { PACKED_ENTRY_BYTES } from './packed-parameters.js';
import type { RoutingDefinition, Snapshot } from './types.js';
import type { YarnParameters } from './yarn-parameters.js';

const PARAMETER_IDS = 32_768;
/** Variants that override other parameters than the layout says, before theirs becomes the layout. */
const LAYOUT_MISSES_MAX = 64;
const NO_SLOT = -1;

/** Which parameters a variant overrides, and what that means: most variants of a routing override the same ones. */
interface Layout {
  readonly ids: Int16Array;
  /** For each of `ids` the slot of its value; a parameter that the routing does not read goes behind the last slot. */
  readonly targets: Int16Array;
  /** Slots of `targets` whose values are item ids. */
  readonly items: Int16Array;
  /** Slots that are inherited. */
  readonly inherited: Int16Array;
}

/**
 * Gathers what one routing's kernel reads: for each of its parameters a slot with the variant's own value, else its
 * yarn's, else the one below (routing, `base_params`, rate, default), NaN when there is none. An item's price stands for
 * its id.
 */
export class SlotLoader {
  /** One number for each parameter key, and one more that nobody reads. */
  readonly slots: Float64Array;
  private readonly count: number;
  /** Parameter id → slot. */
  private readonly slotOf = new Int16Array(PARAMETER_IDS).fill(NO_SLOT);
  private readonly isItemSlot: Uint8Array;
  /** What a variant has when neither it nor its yarn says anything. */
  private readonly base: Float64Array;
  private layout: Layout;
  private layoutMisses = 0;

  /** `itemPrices`: by the item's id, NaN where no price is in force. */
  constructor(
    parameterKeys: readonly string[],
    routing: RoutingDefinition,
    snapshot: Snapshot,
    private readonly itemPrices: Float64Array,
    private readonly yarns: YarnParameters,
  ) {
    this.count = parameterKeys.length;
    this.slots = new Float64Array(this.count + 1);
    this.base = new Float64Array(this.count).fill(NaN);
    this.isItemSlot = new Uint8Array(this.count);
    const parameters = new Map(snapshot.parameters.map((parameter) => [parameter.key, parameter]));
    parameterKeys.forEach((key, slot) => {
      const parameter = parameters.get(key)!;
      this.slotOf[parameter.id] = slot;
      this.isItemSlot[slot] = parameter.kind === 'ITEM' ? 1 : 0;
      const own = routing.parameters.find(([id]) => id === parameter.id)?.[1];
      const value = own ?? parameter.baseValue ?? parameter.rate?.value ?? parameter.defaultValue;
      if (value !== null) this.base[slot] = this.isItemSlot[slot] ? this.priceOf(value) : value;
    });
    this.layout = this.layoutOf(new DataView(new ArrayBuffer(0)), 0, 0);
  }

  /** Gathers the slots of a variant of this yarn; its own packed parameters lie from `start` to `end`. */
  load(yarnId: number, packed: DataView, start: number, end: number): void {
    const { slots, base } = this;
    const { ids, targets, items, inherited } = this.layout;
    if (end - start !== ids.length * PACKED_ENTRY_BYTES) return this.loadOther(yarnId, packed, start, end);
    for (let n = 0; n < inherited.length; n++) slots[inherited[n]!] = base[inherited[n]!]!;
    this.overlayYarn(yarnId);
    for (let n = 0, offset = start; n < ids.length; n++, offset += PACKED_ENTRY_BYTES) {
      if (packed.getInt16(offset) !== ids[n]) return this.loadOther(yarnId, packed, start, end);
      slots[targets[n]!] = packed.getFloat64(offset + 2);
    }
    for (let n = 0; n < items.length; n++) slots[items[n]!] = this.priceOf(slots[items[n]!]!);
  }

  /** The same for a variant that overrides other parameters than the layout says. */
  private loadOther(yarnId: number, packed: DataView, start: number, end: number): void {
    this.slots.set(this.base);
    this.overlayYarn(yarnId);
    this.overlay(packed, start, end);
    if (++this.layoutMisses < LAYOUT_MISSES_MAX) return;
    this.layoutMisses = 0;
    this.layout = this.layoutOf(packed, start, end);
  }

  private overlayYarn(yarnId: number): void {
    const { yarns } = this;
    const at = yarns.find(yarnId);
    if (at >= 0) this.overlay(yarns.view, yarns.startOf(at), yarns.endOf(at));
  }

  private overlay(packed: DataView, start: number, end: number): void {
    for (let offset = start; offset < end; offset += PACKED_ENTRY_BYTES) {
      const slot = this.slotOf[packed.getInt16(offset)]!;
      if (slot === NO_SLOT) continue;
      const value = packed.getFloat64(offset + 2);
      this.slots[slot] = this.isItemSlot[slot] === 0 ? value : this.priceOf(value);
    }
  }

  private layoutOf(packed: DataView, start: number, end: number): Layout {
    const count = (end - start) / PACKED_ENTRY_BYTES;
    const ids = Int16Array.from({ length: count }, (_, n) => packed.getInt16(start + n * PACKED_ENTRY_BYTES));
    const own = ids.map((id) => this.slotOf[id]!);
    return {
      ids,
      targets: own.map((slot) => (slot === NO_SLOT ? this.count : slot)),
      items: own.filter((slot) => this.isItemSlot[slot] === 1),
      inherited: Int16Array.from({ length: this.count }, (_, slot) => slot).filter((slot) => !own.includes(slot)),
    };
  }

  private priceOf(itemId: number): number {
    return this.itemPrices[itemId] ?? NaN;
  }
}
