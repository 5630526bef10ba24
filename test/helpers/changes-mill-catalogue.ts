/** Two routings, one that dyes; ten variants each: of the dyed ones four in blue, three in red, three in their yarn's. */
export const CHANGES_MILL = {
  items: [{ code: 'BLUE' }, { code: 'RED' }, { code: 'GREEN' }],
  parameters: [
    { key: 'dye', kind: 'ITEM' },
    { key: 'shade' },
    { key: 'power_price' },
    { key: 'kwh', default_value: 2 },
    { key: 'idle_price' },
  ],
  price_rates: [
    ...['BLUE', 'RED', 'GREEN'].map((item) => ({ item, rate_value: '100', effective_date: '2026-01-01' })),
    { parameter_key: 'power_price', rate_value: '8', effective_date: '2026-01-01' },
    { parameter_key: 'idle_price', rate_value: '1', effective_date: '2026-01-01' },
  ],
  routings: [
    {
      code: 'DYED',
      name: 'Dyed',
      output_unit: 'kg',
      output_quantity: '1',
      steps: [
        { code: 'DYE_KG', cost_component: 'MEMO', formula: 'shade / 100' },
        { code: 'DYEING', cost_component: 'MATERIAL', formula: 'DYE_KG * dye' },
        { code: 'POWER', cost_component: 'PROCESS', formula: 'kwh * power_price' },
      ],
    },
    {
      code: 'PLAIN',
      name: 'Plain',
      output_unit: 'kg',
      output_quantity: '1',
      steps: [{ code: 'POWER', cost_component: 'PROCESS', formula: 'kwh * power_price' }],
    },
  ],
  master_yarns: [
    { code: 'GREEN-YARN', name: 'Green', parameters: { dye: 'GREEN' } },
    { code: 'RAW-YARN', name: 'Raw' },
  ],
  variants: Array.from({ length: 20 }, (_, n) => ({
    sku: `V${n}`,
    master_yarn: n % 10 >= 7 ? 'GREEN-YARN' : 'RAW-YARN',
    routing: n < 10 ? 'DYED' : 'PLAIN',
    parameters: { shade: 2, ...(n < 10 && n < 7 ? { dye: n < 4 ? 'BLUE' : 'RED' } : {}) },
  })),
};
