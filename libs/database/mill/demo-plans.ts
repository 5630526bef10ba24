/** What variants of a routing override, and how: `share` of them, with a value from `low` to `high` in steps. */
export interface DemoParameter {
  readonly key: string;
  readonly low: number;
  readonly high: number;
  /** Values are multiples of it. */
  readonly step: number;
  /** 0 … 1, default 1: the others inherit. */
  readonly share?: number;
  /** The range is of this figure, which with the count of the yarn gives the parameter. */
  readonly of?: 'COVER_FACTOR' | 'TIGHTNESS_FACTOR';
}

export interface DemoPlan {
  readonly routing: string;
  /** What its SKUs begin with. */
  readonly sku: string;
  /** Of 100 variants. */
  readonly weight: number;
  /** Master yarns that suit it, by their codes. */
  readonly yarns: RegExp;
  readonly dyes?: 'REACTIVE' | 'DISPERSE';
  readonly parameters: readonly DemoParameter[];
}

const vary = (key: string, low: number, high: number, step: number, share?: number): DemoParameter =>
  share === undefined ? { key, low, high, step } : { key, low, high, step, share };

const YARN_LOT = vary('lot_kg', 1_000, 12_000, 50);
const FABRIC_LOT = vary('lot_m', 2_000, 20_000, 100);
const CARDED: readonly DemoParameter[] = [
  YARN_LOT,
  vary('twist_multiplier', 3.8, 4.5, 0.05, 0.6),
  vary('spindle_rpm', 13_000, 17_500, 100, 0.5),
  vary('spinning_efficiency_pct', 88, 96, 0.1, 0.7),
  vary('blowroom_waste_pct', 3.5, 6.5, 0.1, 0.5),
  vary('card_waste_pct', 4, 7.5, 0.1, 0.5),
  vary('mixing_factor', 0.92, 1.02, 0.005, 0.4),
];
const COMBED: readonly DemoParameter[] = [
  YARN_LOT,
  vary('twist_multiplier', 3.4, 4.2, 0.05, 0.6),
  vary('spindle_rpm', 14_000, 19_000, 100, 0.5),
  vary('spinning_efficiency_pct', 89, 97, 0.1, 0.7),
  vary('noil_pct', 12, 20, 0.25, 0.7),
  vary('card_waste_pct', 4, 7, 0.1, 0.4),
];
const DYEING: readonly DemoParameter[] = [
  vary('liquor_ratio', 4, 10, 0.25, 0.6),
  vary('dyeing_hours', 6, 12, 0.25, 0.7),
  vary('dyeing_loss_pct', 2, 8, 0.1, 0.5),
];
const KNITTING: readonly DemoParameter[] = [
  { key: 'loop_mm', low: 13.2, high: 16.4, step: 0.01, of: 'TIGHTNESS_FACTOR' },
  vary('knitting_rpm', 20, 34, 1, 0.6),
  vary('knitting_efficiency_pct', 76, 92, 0.5, 0.6),
  vary('knitting_waste_pct', 0.5, 2, 0.1, 0.5),
];
const CLOTH: readonly DemoParameter[] = [
  FABRIC_LOT,
  { key: 'epi', low: 12, high: 20, step: 1, of: 'COVER_FACTOR' },
  { key: 'ppi', low: 8, high: 13, step: 1, of: 'COVER_FACTOR' },
  vary('width_in', 44, 126, 0.5, 0.8),
  vary('warp_crimp_pct', 4, 12, 0.25, 0.5),
];
const LOOMS: readonly DemoParameter[] = [
  vary('size_pct', 8, 15, 0.25, 0.5),
  vary('loom_rpm', 400, 850, 10, 0.6),
  vary('loom_efficiency_pct', 78, 95, 0.5, 0.7),
];
const WOVEN = [...CLOTH, ...LOOMS];

/** How the demo's variants spread over the routings of `examples/`; every range keeps every formula computable. */
export const DEMO_PLANS: readonly DemoPlan[] = [
  { routing: 'RING-CARDED', sku: 'YN', weight: 8, yarns: /^\d+s-K/, parameters: CARDED },
  { routing: 'RING-COMBED', sku: 'YN', weight: 9, yarns: /^\d+s-CH?(-Ex)?$/, parameters: COMBED },
  { routing: 'RING-COMPACT', sku: 'YN', weight: 6, yarns: /-Comp/, parameters: COMBED },
  {
    routing: 'RING-BLEND',
    sku: 'YN',
    weight: 3,
    yarns: /-P[CV]-/,
    parameters: [
      YARN_LOT,
      vary('fibre_1_pct', 48, 80, 1, 0.7),
      vary('twist_multiplier', 3.4, 4, 0.05, 0.6),
      vary('spindle_rpm', 16_500, 22_000, 100, 0.5),
      vary('spinning_efficiency_pct', 90, 97, 0.1, 0.7),
    ],
  },
  {
    routing: 'OPEN-END',
    sku: 'YN',
    weight: 4,
    yarns: /-OE/,
    parameters: [
      YARN_LOT,
      vary('twist_multiplier', 4.2, 5, 0.05, 0.6),
      vary('spindle_rpm', 60_000, 95_000, 500, 0.6),
      vary('spinning_efficiency_pct', 90, 98, 0.1, 0.7),
      vary('mixing_factor', 0.58, 0.76, 0.005, 0.5),
    ],
  },
  {
    routing: 'DOUBLED',
    sku: 'YD',
    weight: 4,
    yarns: /^2-/,
    parameters: [
      vary('lot_kg', 500, 5_000, 25),
      vary('doubling_tm', 3, 5.4, 0.1, 0.8),
      vary('tfo_rpm', 8_500, 11_500, 100, 0.6),
      vary('tfo_efficiency_pct', 88, 97, 0.5, 0.6),
      vary('doubling_waste_pct', 0.4, 1.5, 0.1, 0.5),
    ],
  },
  {
    routing: 'YARN-DYED',
    sku: 'DY',
    weight: 6,
    yarns: /^[3-6]0s-(K|C|C-Comp)$/,
    dyes: 'REACTIVE',
    parameters: [vary('lot_kg', 100, 2_400, 10), ...DYEING],
  },
  {
    routing: 'KNIT-GREY',
    sku: 'KG',
    weight: 7,
    yarns: /-CH|^[45]0s-C-Comp$|^20s-OE/,
    parameters: [vary('lot_kg', 200, 4_000, 10), ...KNITTING],
  },
  {
    routing: 'KNIT-DYED',
    sku: 'KD',
    weight: 18,
    yarns: /-CH|^[45]0s-C-Comp$/,
    dyes: 'REACTIVE',
    parameters: [vary('lot_kg', 200, 3_000, 10), ...KNITTING, ...DYEING, vary('softener_owf_pct', 1, 4, 0.1, 0.5)],
  },
  {
    routing: 'KNIT-BOUGHT',
    sku: 'KB',
    weight: 3,
    yarns: /-CH|^20s-OE/,
    parameters: [
      vary('lot_kg', 500, 6_000, 20),
      vary('knitting_waste_pct', 0.8, 2.5, 0.1, 0.7),
      vary('machine_kg_shift', 120, 260, 2),
      vary('commission_machines', 1, 8, 1, 0.6),
    ],
  },
  {
    routing: 'KNIT-COMMISSION',
    sku: 'KC',
    weight: 3,
    yarns: /-CH/,
    parameters: [
      vary('lot_kg', 200, 3_000, 10),
      vary('knitting_waste_pct', 0.3, 1.5, 0.1, 0.7),
      vary('dyeing_loss_pct', 6, 12, 0.1),
      vary('shade_factor', 0.55, 1.5, 0.05, 0.9),
    ],
  },
  {
    routing: 'FINISHING-SERVICE',
    sku: 'FS',
    weight: 2,
    yarns: /-CH/,
    parameters: [
      vary('lot_kg', 200, 1_500, 10),
      vary('process_hours', 2, 8, 0.25),
      vary('softener_kg', 2, 20, 0.1),
      vary('operatives', 2, 4, 1, 0.5),
    ],
  },
  {
    routing: 'WOVEN-GREY',
    sku: 'WG',
    weight: 8,
    yarns: /^\d+s-(K|C|C-Comp|OE|OE-SHPR)$/,
    parameters: WOVEN,
  },
  {
    routing: 'WOVEN-FINISHED',
    sku: 'WF',
    weight: 9,
    yarns: /^\d+s-(K|C|C-Comp)$/,
    dyes: 'REACTIVE',
    parameters: [...WOVEN, ...DYEING, vary('shrinkage_pct', 2, 6, 0.25, 0.6)],
  },
  {
    routing: 'WOVEN-YARN-DYED',
    sku: 'WY',
    weight: 5,
    yarns: /^[4-8]0s-C(-Comp)?$/,
    dyes: 'REACTIVE',
    parameters: [...WOVEN, ...DYEING, vary('dyed_share_pct', 20, 100, 5)],
  },
  {
    routing: 'WOVEN-BLEND',
    sku: 'WB',
    weight: 3,
    yarns: /-P[CV]-/,
    dyes: 'DISPERSE',
    parameters: [...WOVEN, vary('fibre_1_pct', 48, 80, 1, 0.5), vary('stenter_mj_kg', 5, 9, 0.25, 0.6)],
  },
  { routing: 'WOVEN-BOUGHT', sku: 'WP', weight: 2, yarns: /^\d+s-(K|C)$/, parameters: CLOTH },
];

export interface DemoShade {
  readonly code: string;
  /** Per cent on weight of fabric of the first, second and third dye. */
  readonly owfPct: readonly [number, number, number];
  /** In place of the third dye's default. */
  readonly dye3?: string;
}

const REACTIVE_SHADES: readonly DemoShade[] = [
  { code: 'ECRU', owfPct: [0.1, 0.03, 0.02] },
  { code: 'CREAM', owfPct: [0.18, 0.05, 0.01] },
  { code: 'PINK', owfPct: [0.05, 0.35, 0] },
  { code: 'CORAL', owfPct: [0.5, 0.9, 0] },
  { code: 'RED', owfPct: [0.8, 3.1, 0] },
  { code: 'MAROON', owfPct: [0.9, 2.9, 0.6] },
  { code: 'MUSTARD', owfPct: [2.1, 0.4, 0.1] },
  { code: 'OLIVE', owfPct: [1.4, 0.5, 0.9] },
  { code: 'SKY', owfPct: [0.02, 0, 0.4], dye3: 'REACTIVE-BLUE-21' },
  { code: 'TURQUOISE', owfPct: [0.2, 0, 1.8], dye3: 'REACTIVE-BLUE-21' },
  { code: 'ROYAL', owfPct: [0, 0.2, 2.4], dye3: 'REACTIVE-BLUE-19' },
  { code: 'NAVY', owfPct: [0.5, 0.8, 2.6] },
  { code: 'GREY', owfPct: [0.12, 0.1, 0.6], dye3: 'REACTIVE-BLACK-5' },
  { code: 'BLACK', owfPct: [0.4, 0.3, 5.2], dye3: 'REACTIVE-BLACK-5' },
];
const DISPERSE_SHADES: readonly DemoShade[] = [
  { code: 'BEIGE', owfPct: [0.15, 0.06, 0.04], dye3: 'DISPERSE-BLUE-79' },
  { code: 'STEEL', owfPct: [0.1, 0.1, 0.8], dye3: 'DISPERSE-BLUE-79' },
  { code: 'NAVY', owfPct: [0.2, 0.5, 2.4], dye3: 'DISPERSE-BLUE-79' },
  { code: 'CHARCOAL', owfPct: [0.3, 0.4, 2.2], dye3: 'DISPERSE-BLUE-79' },
];

/** Shades that a plan's variants are dyed in; undyed goods have one without a code. */
export function shadesOf({ dyes }: Pick<DemoPlan, 'dyes'>): readonly DemoShade[] {
  if (dyes === undefined) return [{ code: '', owfPct: [0, 0, 0] }];
  return dyes === 'REACTIVE' ? REACTIVE_SHADES : DISPERSE_SHADES;
}
