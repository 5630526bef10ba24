import { boundsOf, isBeyond } from './bounds.js';
import { checkRouting, type CheckedRouting } from './formula/check.js';
import { compileKernel, type Kernel } from './formula/compile.js';
import { evaluateRouting, type Failure, type SlotBounds } from './formula/evaluate.js';
import { SlotLoader } from './slot-loader.js';
import type { RoutingDefinition, Snapshot } from './types.js';
import { type ExplainedFailure, type NotedCount, ValueSources } from './value-sources.js';
import type { YarnParameters } from './yarn-parameters.js';

/** The routings of a snapshot by their ids. */
export interface CompiledCatalogue {
  /** Throws where a formula of the routing is wrong, which no snapshot of a checked catalogue has. */
  get(routingId: number): CompiledRouting | undefined;
  /** What `noteValues` noted since the last call. */
  takeNotes(): NotedCount[];
}

/**
 * A snapshot made ready for the hot path. A routing is compiled when it is first asked for: a delta mostly needs one of
 * hundreds.
 */
export function compileCatalogue(snapshot: Snapshot, yarns: YarnParameters): CompiledCatalogue {
  const itemPrices = new Float64Array(Math.max(0, ...snapshot.items.map(({ id }) => id)) + 1).fill(NaN);
  for (const item of snapshot.items) if (item.price) itemPrices[item.id] = item.price.value;
  const definitions = new Map(snapshot.routings.map((routing) => [routing.id, routing]));
  const compiled = new Map<number, CompiledRouting>();
  const compile = (routingId: number): CompiledRouting | undefined => {
    const definition = definitions.get(routingId);
    if (!definition) return undefined;
    const routing = new CompiledRouting(definition, snapshot, itemPrices, yarns, compiled.size);
    compiled.set(routingId, routing);
    return routing;
  };
  return {
    get: (routingId) => compiled.get(routingId) ?? compile(routingId),
    takeNotes: () => [...compiled.values()].flatMap(({ sources }) => sources.take()),
  };
}

/**
 * One routing's kernel and the slots that it reads. Usage for each variant: `load` its parameters, `run`, and when
 * that says false, `failure` for the reason.
 */
export class CompiledRouting {
  readonly code: string;
  /** After a successful `run`: material, process and overhead of one unit of output, in micros. */
  readonly micros = new Float64Array(3);
  private readonly checked: CheckedRouting;
  private readonly bounds: SlotBounds;
  private readonly kernel: Kernel;
  private readonly loader: SlotLoader;
  readonly sources: ValueSources;
  /** `sources.note` is to be called for each variant that was costed. */
  readonly isWatching: boolean;

  constructor(
    routing: RoutingDefinition,
    snapshot: Snapshot,
    itemPrices: Float64Array,
    yarns: YarnParameters,
    /** Its place among the routings that are compiled, from 0. */
    readonly ordinal: number,
  ) {
    const result = checkRouting(
      routing,
      snapshot.parameters.map(({ key }) => key),
    );
    if ('faults' in result) throw new Error(`routing ${routing.code}: ${result.faults[0]?.message}`);
    this.code = routing.code;
    this.checked = result.routing;
    this.bounds = slotBounds(this.checked.parameterKeys, snapshot);
    this.kernel = compileKernel(this.checked, this.bounds);
    this.loader = new SlotLoader(this.checked.parameterKeys, routing, snapshot, itemPrices, yarns);
    this.sources = new ValueSources(this.checked, routing, snapshot, yarns);
    this.isWatching = this.sources.isWatching;
  }

  /** Gathers a variant's slots: its own packed parameters from `start` to `end`, and what it inherits. */
  load(yarnId: number, packed: DataView, start: number, end: number): void {
    this.loader.load(yarnId, packed, start, end);
  }

  /** Computes `micros` from the loaded slots; false when the variant has no cost. */
  run(): boolean {
    return this.kernel(this.loader.slots, this.micros);
  }

  /** Why the loaded variant has no cost, and for want of which item; its own parameters lie from `start` to `end`. */
  explainedFailure(yarnId: number, packed: DataView, start: number, end: number): ExplainedFailure {
    return this.sources.explain(this.failure(), yarnId, packed, start, end);
  }

  /** Why the loaded variant has no cost. */
  failure(): Failure {
    const { slots } = this.loader;
    const evaluation = evaluateRouting(this.checked, slots, this.bounds);
    if ('failure' in evaluation) return evaluation.failure;
    throw new Error(`routing ${this.code}: kernel and evaluation disagree on ${[...slots].join(', ')}`);
  }
}

/**
 * What the kernel has to test of each variant. Prices of items are known here: where all of them are within the bounds of a
 * parameter that holds items, none can be beyond them later.
 */
function slotBounds(parameterKeys: readonly string[], { parameters, items }: Snapshot): SlotBounds {
  const byKey = new Map(parameters.map((parameter) => [parameter.key, parameter]));
  return parameterKeys.map((key) => {
    const parameter = byKey.get(key)!;
    const bounds = boundsOf(parameter);
    if (!bounds || parameter.kind === 'NUMBER') return bounds;
    return items.some(({ price }) => price && isBeyond(price.value, bounds)) ? bounds : null;
  });
}
