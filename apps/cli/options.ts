import { usageError } from '#platform';

/** A calendar date `YYYY-MM-DD` that exists. */
export function parseDate(option: string, text: string): string {
  const valid = /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text);
  if (!valid) throw usageError(`${option} ${text}: expected a date such as 2026-01-31.`);
  return text;
}

/** A share as `0.05` or `5%`; `true` (the flag alone) is all. */
export function parseShare(text: string | true): number {
  if (text === true) return 1;
  const share = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1)) {
    throw usageError(`--allow-failed ${text}: expected a share such as 0.05 or 5%.`);
  }
  return share;
}

/** A whole number from 1. */
export function parseNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 2_147_483_647) {
    throw usageError(`${name} ${text}: expected a whole number from 1.`);
  }
  return value;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Ids with commas between. */
export function parseIds(name: string, text: string): string[] {
  const ids = text.split(',').map((id) => id.trim());
  const wrong = ids.find((id) => !UUID.test(id));
  if (wrong !== undefined) {
    throw usageError(`${name} ${wrong}: expected ids, as \`changes --pending\` shows them.`);
  }
  return ids.map((id) => id.toLowerCase());
}
