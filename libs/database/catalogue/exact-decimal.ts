const DECIMAL = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,6}))?$/;

/** `rate_value numeric(24,12)`: what fits is stored digit for digit, what does not is refused, never rounded. */
export const RATE_INTEGER_DIGITS_MAX = 12;
export const RATE_DECIMALS_MAX = 12;

/** Rounds the rates of an import, and counts them. */
export interface Rounding {
  /** Decimals that are kept; null: a rate with more than `RATE_DECIMALS_MAX` is refused. */
  readonly to: number | null;
  count: number;
}

/**
 * A decimal in plain notation, exactly as written (`1.5e-3` becomes `0.0015`); or what is wrong with it.
 * Zeros that carry no information do not count as digits. More decimals than `rounding` keeps are rounded, half away
 * from zero.
 */
export function exactDecimal(
  text: string,
  rounding: Rounding | null = null,
): { decimal: string } | { code: string; message: string } {
  const match = DECIMAL.exec(text.trim());
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match ?? [];
  if (!match || whole + fraction === '') {
    return { code: 'NOT_A_NUMBER', message: `${JSON.stringify(text)} is not a decimal number such as 12.5` };
  }
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return { decimal: '0' };
  // The decimal point stands before digits[point].
  const point = digits.length - fraction.length + Number(exponentText);
  const decimals = significant.length - point;
  const roundTo = rounding?.to ?? null;
  if (rounding && roundTo !== null && decimals > roundTo) {
    rounding.count++;
    return exactDecimal(roundedDigits(sign, significant, point, roundTo));
  }
  if (decimals > RATE_DECIMALS_MAX) return tooMany(text, decimals, `${RATE_DECIMALS_MAX} decimals`);
  if (point > RATE_INTEGER_DIGITS_MAX) {
    return tooMany(text, point, `${RATE_INTEGER_DIGITS_MAX} digits before the decimal point`);
  }
  const integer = point > 0 ? significant.slice(0, point).padEnd(point, '0') : '0';
  const rest = point > 0 ? significant.slice(point) : '0'.repeat(-point) + significant;
  return { decimal: `${sign === '-' ? '-' : ''}${integer}${rest ? `.${rest}` : ''}` };
}

/** The digits with `decimals` decimals, as `12e-2`: an integer and the place of its point. */
function roundedDigits(sign: string, digits: string, point: number, decimals: number): string {
  const kept = point + decimals;
  const isUp = kept >= 0 && (digits[kept] ?? '0') >= '5';
  const integer = BigInt(digits.slice(0, Math.max(kept, 0)) || '0') + (isUp ? 1n : 0n);
  return `${sign}${integer}e-${decimals}`;
}

function tooMany(text: string, count: number, bound: string): { code: string; message: string } {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return {
    code: 'TOO_MANY_DIGITS',
    message: `${shown} has ${count}, a rate holds at most ${bound}; ${bound.endsWith('decimals') ? '--round 12 rounds it' : 'is it a slip?'}`,
  };
}
