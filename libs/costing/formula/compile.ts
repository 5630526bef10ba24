import { LARGEST_MICROS, toMicros } from '../money.js';
import { ceil, clamp, floor, power, roundGiven, roundTo } from './arithmetic.js';
import { type NodeOf, type Reference, type ResolvedNode, type RunningTotal, isBoolean, isGiven } from './ast.js';
import type { CheckedRouting } from './check.js';
import type { SlotBounds } from './evaluate.js';

/**
 * Costs one variant. `slots[i]`: value of `parameterKeys[i]`, NaN for none. True: `out[0…2]` hold material, process and
 * overhead per unit of output in millionths. False: the variant fails and `out` is as it was; `evaluateRouting` says why.
 */
export type Kernel = (slots: Float64Array, out: Float64Array) => boolean;

/**
 * One straight-line function of the whole routing. Doubles carry errors by themselves: a missing parameter is NaN, a
 * division by zero or an overflow is infinite or NaN, and almost every operation hands that on, so nothing is tested
 * until the end. Where an operation would swallow it (`1 / Infinity` is 0, `NaN > 3` is false, `min(Infinity, 5)` is 5),
 * `value - value`, which is 0 for every finite value and NaN for all others, is added to `poison`. No branch, no
 * exception. The text holds slots, numbers and the names below, and nothing that a user wrote.
 */
export function compileKernel(routing: CheckedRouting, bounds: SlotBounds = []): Kernel {
  const source = kernelSource(routing, bounds);
  const kernel = KERNELS.get(source) ?? makeKernel(source);
  // Put last again: the first in the map is the one unused for longest.
  KERNELS.delete(source);
  KERNELS.set(source, kernel);
  if (KERNELS.size > KERNELS_MAX) KERNELS.delete(KERNELS.keys().next().value!);
  return kernel;
}

/** The kernel's text: where it and the parameters that it reads are the same, so is every cost. */
export function kernelSource(routing: CheckedRouting, bounds: SlotBounds = []): string {
  return new KernelWriter(routing, bounds).source();
}

/** By their text: a kernel has no state, and one that ran in an earlier job is optimised machine code already. */
const KERNELS = new Map<string, Kernel>();
const KERNELS_MAX = 1_000;

/** Functions that a kernel calls, by their names in its text. */
const HELPERS = { toMicros, ceil, clamp, floor, power, roundGiven, roundTo };

function makeKernel(source: string): Kernel {
  const make = new Function(...Object.keys(HELPERS), source) as (...helpers: unknown[]) => Kernel;
  return make(...Object.values(HELPERS));
}

type Totals = Record<'MATERIAL' | 'PROCESS' | 'OVERHEAD', string>;

class KernelWriter {
  private temporaries = 0;
  private readonly lines: string[] = [];
  private readonly checks: string[] = [];
  private totals: Totals = { MATERIAL: '0', PROCESS: '0', OVERHEAD: '0' };

  constructor(
    private readonly routing: CheckedRouting,
    private readonly bounds: SlotBounds,
  ) {}

  source(): string {
    this.routing.steps.forEach((step, index) => this.step(index, step.costComponent, step.tree));
    this.lines.push(`const quantity=${this.value(this.routing.outputQuantity.tree)};`);
    this.checks.push('(quantity-quantity)');
    const slots = this.routing.parameterKeys.map((_, slot) => `const s${slot}=slots[${slot}];`);
    const temporaries = Array.from({ length: this.temporaries }, (_, i) => `t${i}=0`);
    const { MATERIAL, PROCESS, OVERHEAD } = this.totals;
    return [
      `'use strict';return function kernel(slots,out){`,
      ...slots,
      `let ${['poison=0', ...temporaries].join(',')};`,
      ...this.lines,
      `const m0=toMicros(${MATERIAL}/quantity);`,
      `const m1=toMicros(${PROCESS}/quantity);`,
      `const m2=toMicros(${OVERHEAD}/quantity);`,
      `if(poison+${this.checks.join('+')}===0&&quantity>0&&Math.abs(m0+m1+m2)<=${LARGEST_MICROS}${this.within()}){`,
      'out[0]=m0;out[1]=m1;out[2]=m2;return true}return false}',
    ].join('\n');
  }

  /** Inputs without value are NaN, of which every comparison is false: those that are needed fail elsewhere. */
  private within(): string {
    const tests = this.bounds.flatMap((bounds, slot) => [
      ...(typeof bounds?.minimum === 'number' ? [`&&!(s${slot}<${bounds.minimum})`] : []),
      ...(typeof bounds?.maximum === 'number' ? [`&&!(s${slot}>${bounds.maximum})`] : []),
    ]);
    return tests.join('');
  }

  private step(index: number, component: keyof Totals | 'MEMO', tree: ResolvedNode): void {
    this.lines.push(`const v${index}=${this.value(tree)};`);
    // A cost that is not finite makes its component's sum so, which `toMicros` refuses; a MEMO reaches no sum.
    if (component === 'MEMO') this.checks.push(`(v${index}-v${index})`);
    else {
      this.lines.push(`const c${index}=${this.totals[component]}+v${index};`);
      this.totals = { ...this.totals, [component]: `c${index}` };
    }
  }

  /** A number that may be NaN or infinite when something failed. */
  private value(node: ResolvedNode): string {
    switch (node.kind) {
      case 'number':
        return String(node.value);
      case 'name':
        return this.name(node.reference);
      case 'unary':
        return `(${node.operator === '-' ? '-' : ''}${this.value(node.operand)})`;
      case 'binary':
        return this.binary(node);
      case 'conditional':
        return `(${this.condition(node.condition)}?${this.value(node.whenTrue)}:${this.value(node.whenFalse)})`;
      case 'call':
        return this.call(node);
      case 'boolean':
        return 'NaN';
    }
  }

  private name(reference: Reference): string {
    if (reference.kind === 'PARAMETER') return `s${reference.slot}`;
    return reference.kind === 'STEP' ? `v${reference.index}` : this.runningTotal(reference.total);
  }

  private runningTotal(total: RunningTotal): string {
    const { MATERIAL, PROCESS, OVERHEAD } = this.totals;
    switch (total) {
      case 'material_so_far':
        return MATERIAL;
      case 'process_so_far':
        return PROCESS;
      case 'overhead_so_far':
        return OVERHEAD;
      case 'cost_so_far':
        return `(${MATERIAL}+${PROCESS}+${OVERHEAD})`;
    }
  }

  private binary(node: NodeOf<Reference, 'binary'>): string {
    const { operator, left, right } = node;
    if (operator === '??') return this.coalesce(node, (other) => this.value(other));
    if (operator === '**') return `power(${this.finite(left)},${this.finite(right)})`;
    if (operator === '/' || operator === '%') return `(${this.value(left)}${operator}${this.finite(right)})`;
    return `(${this.value(left)}${operator}${this.value(right)})`;
  }

  private call(node: NodeOf<Reference, 'call'>): string {
    const finite = node.arguments.map((argument) => () => this.finite(argument));
    const first = node.arguments[0] as ResolvedNode;
    switch (node.function) {
      case 'min':
      case 'max':
        return `Math.${node.function}(${finite.map((argument) => argument()).join(',')})`;
      case 'clamp':
        return `clamp(${finite.map((argument) => argument()).join(',')})`;
      case 'round':
        return `${isGiven(first) ? 'roundGiven' : 'roundTo'}(${this.value(first)},${node.arguments[1] ? this.finite(node.arguments[1]) : 0})`;
      case 'ceil':
      case 'floor':
        return `${node.function}(${this.value(first)})`;
      case 'abs':
      case 'sqrt':
        return `Math.${node.function}(${this.value(first)})`;
    }
  }

  private condition(node: ResolvedNode): string {
    if (node.kind === 'boolean') return String(node.value);
    if (node.kind === 'unary') return `(!${this.condition(node.operand)})`;
    if (node.kind === 'conditional') {
      const { condition, whenTrue, whenFalse } = node;
      return `(${this.condition(condition)}?${this.condition(whenTrue)}:${this.condition(whenFalse)})`;
    }
    if (node.kind !== 'binary') return 'false';
    const { operator, left, right } = node;
    if (operator === 'and') return `(${this.condition(left)}&&${this.condition(right)})`;
    if (operator === 'or') return `(${this.condition(left)}||${this.condition(right)})`;
    const symbol = operator === '==' || operator === '!=' ? `${operator}=` : operator;
    if (isBoolean(left)) return `(${this.condition(left)}${symbol}${this.condition(right)})`;
    return `(${this.finite(left)}${symbol}${this.finite(right)})`;
  }

  /** The value, noted in `poison` when it is not finite. */
  private finite(node: ResolvedNode): string {
    if (cannotHide(node)) return this.value(node);
    if (node.kind === 'name' && node.reference.kind === 'PARAMETER') {
      const slot = `s${node.reference.slot}`;
      return `(poison+=${slot}-${slot},${slot})`;
    }
    const value = this.value(node);
    const temporary = this.temporary();
    // `poison += …` reads poison first: a value that poisons inside has to be computed before.
    return `(${temporary}=${value},poison+=${temporary}-${temporary},${temporary})`;
  }

  /** Left side of `??`: NaN when it is without value (or failed, and then `poison` knows). */
  private optional(node: ResolvedNode): string {
    if (node.kind === 'name') return this.name(node.reference);
    if (node.kind === 'binary' && node.operator === '??') return this.coalesce(node, (other) => this.optional(other));
    if (node.kind === 'conditional') {
      const { condition, whenTrue, whenFalse } = node;
      return `(${this.condition(condition)}?${this.optional(whenTrue)}:${this.optional(whenFalse)})`;
    }
    return this.finite(node);
  }

  private coalesce(node: NodeOf<Reference, 'binary'>, right: (node: ResolvedNode) => string): string {
    const left = this.optional(node.left);
    if (/^[sv]\d+$/.test(left)) return `(${left}===${left}?${left}:${right(node.right)})`;
    const temporary = this.temporary();
    return `((${temporary}=${left})===${temporary}?${temporary}:${right(node.right)})`;
  }

  private temporary(): string {
    return `t${this.temporaries++}`;
  }
}

/** Numbers are finite; an earlier step or a component's sum that is not finite fails the variant at the end anyway. */
function cannotHide(node: ResolvedNode): boolean {
  if (node.kind === 'number') return true;
  if (node.kind !== 'name' || node.reference.kind === 'PARAMETER') return false;
  return node.reference.kind === 'STEP' || node.reference.total !== 'cost_so_far';
}
