import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cottonStoryFiles } from '../cotton-story/cotton-story-files.js';
import { csvRows } from './csv.js';
import { exchangeRates, marketRates } from './market-rates.js';
import { SampleMill } from './sample-mill.js';
import { sampleMillFiles } from './sample-mill-files.js';
import { surveyedYarns, yarnRates } from './sitra-yarns.js';

const read = (name: string): string => readFileSync(`examples/${name}`, 'utf8');
const SURVEY = read('data/sitra-yarn-prices-2015-04.csv');
const PINK_SHEET = read('data/worldbank-pinksheet-monthly.csv');

describe('generated files', () => {
  it('are what the data make', async () => {
    const files = await sampleMillFiles({
      yarnSurvey: SURVEY,
      pinkSheet: PINK_SHEET,
      exchangeRates: read('data/inr-per-usd-annual.csv'),
    });
    expect([...files.keys()]).toEqual(['market-rates.json', 'yarn-prices.json', 'yarns.json']);
    for (const [name, text] of files) expect(text === read(name), `examples/${name} is fresh`).toBe(true);
  });

  it('are what the sample mill gives, in docs', async () => {
    for (const [name, text] of await cottonStoryFiles()) {
      expect(text === readFileSync(`docs/${name}`, 'utf8'), `docs/${name} is fresh`).toBe(true);
    }
  });
});

describe('market rates', () => {
  const rates = marketRates(PINK_SHEET);
  const rate = (key: string, date: string) =>
    rates.find(({ parameter_key, effective_date }) => parameter_key === key && effective_date === date)?.rate_value;

  it('keep the published price, without binary noise, from the first of its month', () => {
    expect(rate('cotton_usd_kg', '1960-01-01')).toBe('0.6486');
    expect(rate('cotton_usd_kg', '2011-03-01')).toBe('5.0634');
    expect(rate('gas_usd_mmbtu', '2011-03-01')).toBe('9.37');
    expect(rate('crude_usd_bbl', '2024-11-01')).toBe('74.395');
    for (const { rate_value } of rates) expect(rate_value).toMatch(/^\d+(\.\d{1,4})?$/);
  });

  it('leave out months without a price', () => {
    const months = csvRows(PINK_SHEET);
    const missing = months.filter((month) => month['Coal, Australian ($/mt)'] === '');
    expect(missing.length).toBeGreaterThan(0);
    expect(rates.filter(({ parameter_key }) => parameter_key === 'coal_usd_t')).toHaveLength(
      months.length - missing.length,
    );
    expect(rate('coal_usd_t', '1960-01-01')).toBeUndefined();
  });

  it('refuse what is no price', () => {
    expect(() => exchangeRates('year,inr_per_usd\n2015,n/a')).toThrow("'n/a' is no price");
    expect(() => marketRates('month,Cotton\n2015M04,1.5')).toThrow('no column');
  });
});

describe('yarns of the survey', () => {
  const yarns = surveyedYarns(SURVEY);
  const yarn = (code: string) => yarns.find((one) => one.code === code);

  it('are 37, each with a code of its own that a URL can hold', () => {
    expect(new Set(yarns.map(({ code }) => code)).size).toBe(37);
    for (const { code } of yarns) expect(code).toMatch(/^[\w-]+$/);
  });

  it('are understood from their codes', () => {
    expect(yarn('20s-OE')).toMatchObject({ countNe: 20, plies: 1, system: 'OPEN_END' });
    expect(yarn('2-30s-K-DHPR')).toMatchObject({ countNe: 30, plies: 2, system: 'CARDED' });
    expect(yarn('60s-C-Comp-Ex')).toMatchObject({ countNe: 60, system: 'COMBED', isCompact: true, isExport: true });
    expect(yarn('36s-CH-Ex')).toMatchObject({ countNe: 36, system: 'HOSIERY', isCompact: false, isExport: true });
    expect(yarn('62s-PC-K-70-30')).toMatchObject({ countNe: 62, system: 'POLYESTER_COTTON', fibre1Pct: 70 });
    expect(yarn('40s-PV-65-35')).toMatchObject({ countNe: 40, system: 'POLYESTER_VISCOSE', fibre1Pct: 65 });
    expect(() => surveyedYarns('count_code\n40s X')).toThrow('no count code');
  });

  it('bring both prices of April 2015, as printed', () => {
    expect(yarnRates(yarns).slice(0, 2)).toEqual([
      { item: '20s-OE', rate_value: '116', effective_date: '2015-04-01', expired_date: '2015-05-01' },
      { item: 'FIBRE-IN-20s-OE', rate_value: '80', effective_date: '2015-04-01', expired_date: '2015-05-01' },
    ]);
  });
});

describe('the catalogue', () => {
  const { catalogue } = new SampleMill('2015-04-30');
  const prices = new Set(
    catalogue.parameters.filter(({ unit, kind }) => kind !== 'ITEM' && unit?.startsWith('INR')).map(({ key }) => key),
  );

  it('prices by dated rates only: none is a default or sits on a routing, yarn or variant', () => {
    const own = [...catalogue.routings, ...catalogue.master_yarns, ...catalogue.variants];
    expect(own.flatMap(({ parameters = {} }) => Object.keys(parameters)).filter((key) => prices.has(key))).toEqual([]);
    expect(
      catalogue.parameters.filter(({ key, default_value }) => prices.has(key) && default_value !== undefined),
    ).toEqual([]);
    const dated = new Set(catalogue.price_rates.map(({ parameter_key }) => parameter_key));
    expect([...prices].filter((key) => !dated.has(key))).toEqual([]);
  });

  it('is in the month of the survey at the survey for bought yarn, and at the standard on other dates', () => {
    const variant = catalogue.variants.find(({ sku }) => sku === 'KB-30CH-145')!;
    const yarnPrice = (date: string) => new SampleMill(date).cost(variant).steps;
    expect(yarnPrice('2015-04-01')['YARN_PRICE']).toBe(186);
    for (const date of ['2015-03-31', '2015-05-01']) {
      const { YARN_PRICE, STANDARD_YARN } = yarnPrice(date);
      expect(YARN_PRICE).toBe(STANDARD_YARN);
    }
  });

  const april = new SampleMill('2015-04-30');
  const variantOf = (sku: string) => catalogue.variants.find((one) => one.sku === sku)!;
  const withValues = (sku: string, values: Readonly<Record<string, number | string>>) => {
    const variant = variantOf(sku);
    return { ...variant, parameters: { ...variant.parameters, ...values } };
  };

  it('bounds every parameter, so that a slip is no cost', () => {
    const isBounded = ({ minimum, maximum }: (typeof catalogue.parameters)[number]) =>
      minimum !== undefined && maximum !== undefined && minimum < maximum;
    expect(catalogue.parameters.filter((one) => !isBounded(one)).map(({ key }) => key)).toEqual([]);
    for (const [sku, key, value] of [
      ['KD-30CH-NAVY-160', 'knitting_waste_pct', 120],
      ['YN-40C-CONE', 'noil_pct', 118],
    ] as const) {
      const { cost, failure } = april.explain(withValues(sku, { [key]: value }));
      expect([cost, failure?.code, failure?.name]).toEqual([null, 'OUT_OF_BOUNDS', key]);
    }
  });

  it('salts a blend by its reactive dyes alone', () => {
    const salt = (values: Readonly<Record<string, number>>) =>
      april.cost(withValues('WB-SUITING-40PV-CHARCOAL', values)).steps;
    expect(salt({})).toMatchObject({ REACTIVE_PCT: 0.3, SALT_G_L: 25 });
    expect(salt({ dye_2_owf_pct: 4, dye_3_owf_pct: 5 })['SALT_SODA']).toBe(salt({})['SALT_SODA']);
    expect(salt({ dye_1_owf_pct: 0 })).toMatchObject({ SALT_G_L: 0, SALT_SODA: 0 });
    expect(salt({ dye_1_owf_pct: 2 })).toMatchObject({ SALT_G_L: 70 });
    expect(salt({ dye_2_is_reactive: 1 })).toMatchObject({ REACTIVE_PCT: 0.7, SALT_G_L: 40 });
  });

  it('prices a weft without a price by the standard of its own count, not by the warp', () => {
    const steps = (values: Readonly<Record<string, string>>) =>
      april.cost(withValues('WP-LAWN-60C-80C-48', values)).steps;
    const { WEFT_KG = NaN, STANDARD_WEFT = NaN, WEFT } = steps({ weft_yarn: 'VISCOSE-STAPLE' });
    expect(WEFT).toBeCloseTo(
      WEFT_KG * april.snapshot.items.find(({ code }) => code === 'VISCOSE-STAPLE')!.price!.value,
      6,
    );
    const may = new SampleMill('2015-05-31', { '60s-C': 300 });
    const unpriced = may.cost(variantOf('WP-LAWN-60C-80C-48')).steps;
    expect(unpriced['WEFT']).toBe(unpriced['WEFT_KG']! * unpriced['STANDARD_WEFT']!);
    expect(unpriced['WARP']).toBe(unpriced['WARP_KG']! * 300);
    expect(STANDARD_WEFT).toBeGreaterThan(0);
  });

  it('has no step that a missing price turns into a margin of 0', () => {
    const codes = new Set(catalogue.routings.flatMap(({ steps }) => steps.map(({ code }) => code)));
    expect([...codes].filter((code) => /MARGIN|GAP/.test(code))).toEqual([]);
  });
});
