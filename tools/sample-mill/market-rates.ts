import { csvRows } from './csv.js';

/** A rate as a catalogue file has it. */
export interface SampleRate {
  readonly parameter_key?: string;
  readonly item?: string;
  readonly rate_value: string;
  readonly effective_date: string;
  readonly expired_date?: string;
}

/** Columns of the World Bank's monthly prices that the mill's formulas read. */
const PINK_SHEET_COLUMNS = {
  cotton_usd_kg: 'Cotton, A Index ($/kg)',
  coal_usd_t: 'Coal, Australian ($/mt)',
  gas_usd_mmbtu: 'Natural gas, Europe ($/mmbtu)',
  crude_usd_bbl: 'Crude oil, Brent ($/bbl)',
} as const;

/**
 * Cotton is quoted in hundredths of a US cent a pound: 0.0002 USD/kg. What the sheet has beyond four decimals comes
 * from converting units and from binary floating point (0.64859999999999995), and is rounded away here, on purpose
 * and in one place.
 */
const DECIMALS = 4;

/** One rate a month from its first day on; a month without price has none, so the month before stays in force. */
export function marketRates(pinkSheetCsv: string): SampleRate[] {
  const months = csvRows(pinkSheetCsv);
  return Object.entries(PINK_SHEET_COLUMNS).flatMap(([key, column]) =>
    months
      .filter((month) => present(month, column) !== '')
      .map((month) => ({
        parameter_key: key,
        rate_value: rounded(present(month, column)),
        effective_date: `${present(month, 'month').replace('M', '-')}-01`,
      })),
  );
}

/** The year's average from its first of January on. */
export function exchangeRates(csv: string): SampleRate[] {
  return csvRows(csv).map((row) => ({
    parameter_key: 'inr_per_usd',
    rate_value: rounded(present(row, 'inr_per_usd')),
    effective_date: `${present(row, 'year')}-01-01`,
  }));
}

/** Without zeros at the end: `0.6486`, `9.37`, `4.76`. */
function rounded(cell: string): string {
  const value = Number(cell);
  if (!Number.isFinite(value)) throw new Error(`'${cell}' is no price`);
  return String(Number(value.toFixed(DECIMALS)));
}

function present(row: Record<string, string>, column: string): string {
  const cell = row[column];
  if (cell === undefined) throw new Error(`the file has no column '${column}'`);
  return cell;
}
