import { syntheticParameters } from './synthetic-parameters.js';
import { SYNTHETIC_PROCESSES, syntheticRoutings } from './synthetic-routings.js';

/** Parameter of kind ITEM that every routing prices its raw material by; master yarns say which fibre they are of. */
export const FIBRE = 'fibre';

const FIBRES = [
  { code: 'COTTON-J34', price: 138 },
  { code: 'COTTON-S6', price: 152 },
  { code: 'COTTON-MCU5', price: 168 },
  { code: 'COTTON-DCH32', price: 214 },
  { code: 'COTTON-GIZA86', price: 296 },
  { code: 'COTTON-ORGANIC', price: 232 },
  { code: 'POLYESTER-1.2D', price: 98 },
  { code: 'VISCOSE-1.2D', price: 172 },
  { code: 'MODAL-1.0D', price: 264 },
  { code: 'LYOCELL-1.3D', price: 281 },
  { code: 'LINEN-TOW', price: 418 },
  { code: 'RECYCLED-COTTON', price: 84 },
] as const;

export const FIBRE_CODES: readonly string[] = FIBRES.map(({ code }) => code);

/** Parameters that only dated rates give a value. */
const RATES = [
  { key: 'power_tariff', label: 'Electricity', unit: 'per kWh', price: 8.25 },
  { key: 'steam_price', label: 'Steam', unit: 'per kg', price: 1.85 },
  { key: 'water_price', label: 'Water with effluent treatment', unit: 'per m3', price: 92 },
  { key: 'air_price', label: 'Compressed air', unit: 'per m3', price: 1.1 },
  { key: 'wage_per_hour', label: 'Wage with charges', unit: 'per hour', price: 96 },
  { key: 'machine_hour_rate', label: 'Machine hour', unit: 'per hour', price: 140 },
  { key: 'dye_price', label: 'Dyestuff', unit: 'per kg', price: 640 },
  { key: 'chemical_price', label: 'Auxiliaries', unit: 'per kg', price: 88 },
  { key: 'oil_price', label: 'Spindle oil', unit: 'per kg', price: 310 },
  { key: 'waste_price', label: 'Saleable waste', unit: 'per kg', price: 41 },
] as const;

/** Rates change monthly up to here and stay: what the catalogue costs does not depend on the day it is run. */
const MONTHS = Array.from({ length: 18 }, (_, n) => ({
  date: `${2025 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}-01`,
  month: n,
}));

/**
 * The synthetic mill as a catalogue file, without its master yarns and variants: `parameterCount` parameters that
 * every variant has, ten routings that read them, and 18 months of rates.
 */
export function syntheticCatalogue(parameterCount: number): object {
  const { onVariants, byDefault } = syntheticParameters(parameterCount);
  const keys = new Set([...onVariants, ...byDefault].map(({ key }) => key));
  return {
    currency: 'INR',
    items: FIBRES.map(({ code }) => ({ code, name: `Fibre ${code}`, unit: 'kg' })),
    parameters: [
      ...onVariants.map(({ key, label, unit, group }) => ({ key, label, unit, group })),
      ...byDefault.map(({ low, high, ...parameter }) => ({ ...parameter, default_value: (low + high) / 2 })),
      ...RATES.map(({ key, label, unit }) => ({ key, label, unit, group: 'rates' })),
      { key: FIBRE, kind: 'ITEM', label: 'Fibre', unit: 'per kg', group: 'material', default_value: FIBRES[0].code },
    ],
    price_rates: [
      ...RATES.flatMap(({ key, price }) => monthly(price).map((rate) => ({ parameter_key: key, ...rate }))),
      ...FIBRES.flatMap(({ code, price }) => monthly(price).map((rate) => ({ item: code, ...rate }))),
    ],
    processes: SYNTHETIC_PROCESSES,
    routings: syntheticRoutings(keys),
  };
}

/** A price that climbs by half a percent a month around a slow swing, to four decimals. */
function monthly(price: number): { rate_value: number; effective_date: string }[] {
  return MONTHS.map(({ date, month }) => {
    const factor = 1 + 0.005 * month + 0.03 * Math.sin((month * Math.PI) / 6 + price);
    return { rate_value: Math.round(price * factor * 10_000) / 10_000, effective_date: date };
  });
}
