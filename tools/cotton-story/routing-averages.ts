import { type SampleMill } from '../sample-mill/sample-mill.js';

/** Mean cost of a routing's variants per unit of output, in the catalogue's currency. */
export interface RoutingAverages {
  readonly routing: string;
  readonly name: string;
  readonly unit: string;
  readonly material: number;
  readonly process: number;
  readonly overhead: number;
}

export const totalOf = ({ material, process, overhead }: RoutingAverages): number => material + process + overhead;

/** From fibre to cloth. */
const ORDER = ['RING-', 'OPEN-', 'DOUBLED', 'YARN-', 'KNIT-', 'FINISHING-', 'WOVEN-'];
const rank = (routing: string): number => ORDER.findIndex((start) => routing.startsWith(start));

/** Means over the variants of `examples/variants.json`, each counting the same. */
export function sampleAverages(mill: SampleMill): RoutingAverages[] {
  const { routings, variants } = mill.catalogue;
  const inOrder = [...routings].sort((a, b) => rank(a.code) - rank(b.code));
  return inOrder.map(({ code, name, output_unit }) => {
    const costs = variants.filter(({ routing }) => routing === code).map((variant) => mill.cost(variant));
    const mean = (component: 'material' | 'process' | 'overhead'): number =>
      costs.reduce((sum, cost) => sum + cost[component], 0) / costs.length;
    return {
      routing: code,
      name,
      unit: output_unit,
      material: mean('material'),
      process: mean('process'),
      overhead: mean('overhead'),
    };
  });
}
