import type { WarningList } from '#platform';

/** A rate of one parameter or item. */
export interface DatedRate {
  readonly effectiveDate: string;
  /** The first day without it; null: it does not end. */
  readonly expiredDate: string | null;
  readonly value: number;
  /** Where an import gives it; null: it was there before. */
  readonly place: string | null;
}

/**
 * Warns of days without a price between two rates, of rates that run beside each other, and of prices that differ from
 * the one before by more than `jumpPercent`. `rates`: all of one subject by date; only what an import gives is looked at.
 */
export function warnOfRates(
  subject: string,
  rates: readonly DatedRate[],
  jumpPercent: number,
  warnings: WarningList,
): void {
  rates.forEach((rate, n) => {
    const next = rates[n + 1];
    if (next === undefined || (rate.place ?? next.place) === null) return;
    const where = `${next.place ?? rate.place!}: ${subject}`;
    if (rate.expiredDate !== null && rate.expiredDate < next.effectiveDate) {
      const days = daysBetween(rate.expiredDate, next.effectiveDate);
      const period = days === 1 ? rate.expiredDate : `${rate.expiredDate} to ${dayBefore(next.effectiveDate)}`;
      warnings.add('PRICE_GAP', GAP, `${where} has no rate on ${period} (${days} day${days === 1 ? '' : 's'})`);
    }
    if (rate.expiredDate !== null && rate.expiredDate > next.effectiveDate) {
      const message = `${where}: the rate from ${rate.effectiveDate} ends on ${rate.expiredDate}, but one from ${next.effectiveDate} begins before that`;
      warnings.add('PRICE_OVERLAP', OVERLAP, message);
    }
    if (next.place === null && rate.place === null) return;
    const percent = rate.value === 0 ? (next.value === 0 ? 0 : Infinity) : (next.value / rate.value - 1) * 100;
    if (Math.abs(percent) > jumpPercent) {
      const change = Number.isFinite(percent) ? ` (${percent > 0 ? '+' : ''}${percent.toFixed(1)} %)` : '';
      const message = `${where}: ${rate.value} becomes ${next.value}${change} on ${next.effectiveDate}`;
      warnings.add('PRICE_JUMP', jumpMessage(jumpPercent), message);
    }
  });
}

const GAP =
  'between two rates there are days without one: expired_date is the first day without the rate, ' +
  'valid_to is the last day with it';
const OVERLAP = 'rates run beside each other: of those in force the one with the latest effective_date counts';
const jumpMessage = (percent: number): string =>
  `rates differ from the one before by more than ${percent} %: is a decimal sign or a unit wrong?`;

const DAY_MS = 86_400_000;
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;
const dayBefore = (date: string): string => new Date(Date.parse(date) - DAY_MS).toISOString().slice(0, 10);
