import type { CheckedRouting } from './formula/check.js';
import type { Failure } from './formula/evaluate.js';
import { substituted } from './formula/names.js';
import { PACKED_ENTRY_BYTES } from './packed-parameters.js';
import type { ItemDefinition, Lapse, ParameterDefinition, RoutingDefinition, Snapshot } from './types.js';
import type { YarnParameters } from './yarn-parameters.js';

/** A value that a person should look at, and how many variants were costed with it, or without it. */
export interface NotedValue {
  /**
   * `PRICE_EXPIRED`, `PRICE_GAP`: variants that took a substitute for a price. `OWN_VALUE`: variants that took the job's own
   * value of a parameter.
   */
  readonly code: 'PRICE_EXPIRED' | 'PRICE_GAP' | 'OWN_VALUE';
  /** Code of the item, or key of the parameter. */
  readonly subject: string;
  readonly detail: string;
}

/** What was noted, and of how many variants. */
export interface NotedCount extends NotedValue {
  readonly variants: number;
}

/** A failure, and the item without a price that it is about; empty: it is about none. */
export interface ExplainedFailure extends Failure {
  readonly item: string;
}

interface Watched {
  readonly parameter: ParameterDefinition;
  /** The formulas of the routing go on without a value, by `??`. */
  readonly hasSubstitute: boolean;
}

/**
 * Where the values of one routing's variants come from: slower than the kernel, for variants that fail and for the few
 * parameters whose values are to be looked at. `start` and `end` are those of the variant's own packed parameters.
 */
export class ValueSources {
  /** Some values are noted: `note` is to be called for each variant that was costed. */
  readonly isWatching: boolean;
  private readonly watched: readonly Watched[];
  private readonly items: ReadonlyMap<number, ItemDefinition>;
  private readonly parameters: ReadonlyMap<string, ParameterDefinition>;
  private counts = new Map<string, { value: NotedValue; variants: number }>();

  constructor(
    checked: CheckedRouting,
    private readonly routing: RoutingDefinition,
    private readonly snapshot: Snapshot,
    private readonly yarns: YarnParameters,
  ) {
    this.parameters = new Map(snapshot.parameters.map((parameter) => [parameter.key, parameter]));
    this.items = new Map(snapshot.items.map((item) => [item.id, item]));
    const optional = substituted(checked);
    const hasLapsedItems = snapshot.items.some(({ price, lapse }) => !price && lapse);
    this.watched = checked.parameterKeys.flatMap((key): Watched[] => {
      const parameter = this.parameters.get(key)!;
      const hasSubstitute = optional.has(key);
      const canLapse =
        parameter.kind === 'ITEM'
          ? hasLapsedItems && hasSubstitute
          : Boolean(parameter.lapse) && (hasSubstitute || parameter.defaultValue !== null);
      return parameter.baseValue !== null || canLapse ? [{ parameter, hasSubstitute }] : [];
    });
    this.isWatching = this.watched.length > 0;
  }

  /** Notes what a variant that was costed took. */
  note(yarnId: number, packed: DataView, start: number, end: number): void {
    for (const { parameter, hasSubstitute } of this.watched) {
      const { held, isInherited } = this.held(parameter, yarnId, packed, start, end);
      if (isInherited && parameter.baseValue !== null) {
        this.count({ code: 'OWN_VALUE', subject: parameter.key, detail: '' });
      } else if (parameter.kind === 'NUMBER') {
        if (!isInherited || !parameter.lapse) continue;
        this.countLapse(parameter.key, parameter.lapse, held === null ? 'SUBSTITUTE' : 'DEFAULT');
      } else if (hasSubstitute && held !== null) {
        const item = this.items.get(held);
        if (item && !item.price && item.lapse) this.countLapse(item.code, item.lapse, 'SUBSTITUTE');
      }
    }
  }

  /** What was noted since the last call. */
  take(): NotedCount[] {
    const counts = [...this.counts.values()].map(({ value, variants }) => ({ ...value, variants }));
    this.counts = new Map();
    return counts;
  }

  /** The failure of a variant with the item or parameter that has no value, and since when. */
  explain(failure: Failure, yarnId: number, packed: DataView, start: number, end: number): ExplainedFailure {
    const parameter = failure.code === 'MISSING_PARAMETER' ? this.parameters.get(failure.name) : undefined;
    if (!parameter) return { ...failure, item: '' };
    const { asOf } = this.snapshot;
    if (parameter.kind === 'NUMBER') {
      const since = parameter.lapse ? `: ${lapseText(parameter.lapse)}` : '';
      return { ...failure, item: '', message: `parameter '${parameter.key}' has no value on ${asOf}${since}` };
    }
    const { held } = this.held(parameter, yarnId, packed, start, end);
    const item = held === null ? undefined : this.items.get(held);
    if (!item) return { ...failure, item: '', message: `parameter '${parameter.key}' names no item` };
    const since = item.lapse ? `: ${lapseText(item.lapse)}` : '';
    const message = `item '${item.code}' (parameter '${parameter.key}') has no price on ${asOf}${since}`;
    return { ...failure, item: item.code, message };
  }

  /** The number or item that a variant has for a parameter, and whether from below its yarn; see `SlotLoader`. */
  private held(
    { id, baseValue, rate, defaultValue }: ParameterDefinition,
    yarnId: number,
    packed: DataView,
    start: number,
    end: number,
  ): { readonly held: number | null; readonly isInherited: boolean } {
    const own = findValue(packed, start, end, id) ?? this.yarnValue(yarnId, id) ?? this.ownOf(id)?.[1];
    if (own !== undefined) return { held: own, isInherited: false };
    return { held: baseValue ?? rate?.value ?? defaultValue, isInherited: true };
  }

  private yarnValue(yarnId: number, parameterId: number): number | undefined {
    const at = this.yarns.find(yarnId);
    if (at < 0) return undefined;
    return findValue(this.yarns.view, this.yarns.startOf(at), this.yarns.endOf(at), parameterId);
  }

  private ownOf(parameterId: number): readonly [number, number] | undefined {
    return this.routing.parameters.find(([id]) => id === parameterId);
  }

  private countLapse(subject: string, lapse: Lapse, instead: 'DEFAULT' | 'SUBSTITUTE'): void {
    // Before the first rate nothing has gone: what is taken then was meant.
    if (lapse.expiredDate === null) return;
    const code = lapse.nextDate === null ? 'PRICE_EXPIRED' : 'PRICE_GAP';
    const taken = instead === 'DEFAULT' ? "the parameter's default" : "the formula's substitute";
    this.count({ code, subject, detail: `${lapseText(lapse)}; taken instead: ${taken}` });
  }

  private count(value: NotedValue): void {
    const key = `${value.code} ${value.subject}`;
    const known = this.counts.get(key);
    if (known) known.variants++;
    else this.counts.set(key, { value, variants: 1 });
  }
}

function findValue(packed: DataView, start: number, end: number, parameterId: number): number | undefined {
  for (let at = start; at < end; at += PACKED_ENTRY_BYTES) {
    if (packed.getInt16(at) === parameterId) return packed.getFloat64(at + 2);
  }
  return undefined;
}

/** `it expired on 2015-05-01, the next is of 2015-07-01` */
export function lapseText({ expiredDate, nextDate }: Lapse): string {
  if (expiredDate === null) return `the first is of ${nextDate}`;
  return `it expired on ${expiredDate}, ${nextDate === null ? 'without a successor' : `the next is of ${nextDate}`}`;
}
