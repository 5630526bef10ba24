import { describe, expect, it } from 'vitest';
import { readDate } from './date-cell.js';
import { NumberCells } from './number-cell.js';
import type { DateOrder, DecimalSign } from './read-options.js';

/** What a cell must never be read as anything else than, with the options of its locale; null: it is refused. */
type Spelling = readonly [cell: string, value: number | string | null];

interface Locale {
  readonly delimiter: string;
  readonly decimal: DecimalSign;
  readonly dates: DateOrder;
  readonly numbers: readonly Spelling[];
  readonly days: readonly Spelling[];
}

/** As Excel and LibreOffice show numbers and dates in India, Germany and the United States, and what people type. */
const LOCALES: Readonly<Record<string, Locale>> = {
  'en-IN': {
    delimiter: ',',
    decimal: 'point',
    dates: 'dmy',
    numbers: [
      ['1234.5', 1234.5], ['1,234.50', 1234.5], ['12,34,567.50', 1234567.5], ['1,00,000', 100000], ['-1,234.50', -1234.5],
      ['12.000', 12], ['1.5E+03', 1500], ['1.23E+10', 12300000000], ['.5', 0.5], ['+7', 7], ['0', 0], ['  42 ', 42],
      ['₹ 1,234.50', null], ['Rs 120', null], ['120/-', null], ['12.5%', null], ['(1,234.50)', null], ['1,23,4', null],
      ['12,5', null], ['#DIV/0!', null], ['########', null], ['-', null], ['n/a', null], ["'12.5", null], ['12.5 kg', null],
    ],
    days: [
      ['30/06/2015', '2015-06-30'], ['30-06-2015', '2015-06-30'], ['1/6/2015', '2015-06-01'], ['2015-06-30', '2015-06-30'],
      ['30-Jun-2015', '2015-06-30'], ['30 June 2015', '2015-06-30'], ['30/06/2015 00:00:00', '2015-06-30'],
      ['1997-01', '1997-01-01'], ['Jun-2015', '2015-06-01'], ['30/06/15', null], ['30-Jun-15', null], ['06/30/2015', null],
      ['31/06/2015', null], ['42185', null], ['30/06/2015 14:30', null], ['30/06', null], ['today', null],
    ],
  },
  'de-DE': {
    delimiter: ';',
    decimal: 'comma',
    dates: 'dmy',
    numbers: [
      ['1234,5', 1234.5], ['1.234,50', 1234.5], ['1.234.567,50', 1234567.5], ['12.000', 12000], ['12,000', 12],
      ['-1.234,50', -1234.5], ['1 234,50', 1234.5], ['1,5E+03', 1500], [',5', 0.5], ["1'234,50", 1234.5], ['7', 7],
      ['12.5', null], ['1,234.50', null], ['1.23,4', null], ['1,2,3', null], ['€ 12,50', null], ['12,50 €', null],
      ['12,50-', null], ['−5', null], ['#WERT!', null], ['12,5 %', null], ['1.2345', null],
    ],
    days: [
      ['30.06.2015', '2015-06-30'], ['1.6.2015', '2015-06-01'], ['30. 06. 2015', '2015-06-30'], ['2015-06-30', '2015-06-30'],
      ['06.2015', '2015-06-01'], ['20150630', null], ['30.06.15', null], ['30. Juni 2015', null], ['30.Jun', null],
      ['29.02.2015', null], ['00.06.2015', null], ['30.06.0025', null], ['42185,5', null],
    ],
  },
  'en-US': {
    delimiter: ',',
    decimal: 'point',
    dates: 'mdy',
    numbers: [
      ['1,234,567.50', 1234567.5], ['1 234.50', 1234.5], ['1 234', 1234], ['100', 100], ['1e-3', 0.001],
      ['$12.50', null], ['1,2345', null], ['1,234,56', null], ['1.234.567', null], ['12 50', null], ['１２', null],
      ['TRUE', null], ['=1+1', null], ['1/2', null], ['12:30', null], ['0x10', null], ['∞', null],
    ],
    days: [
      ['06/30/2015', '2015-06-30'], ['6/1/2015', '2015-06-01'], ['Jun 30, 2015', '2015-06-30'], ['June 30 2015', '2015-06-30'],
      ['2015/06/30', '2015-06-30'], ['01/1997', '1997-01-01'], ['30/06/2015', null], ['6/30/15', null],
      ['02/30/2015', null], ['2015-06-30T10:00', null], ['06/30', null], ['Q2 2015', null],
    ],
  },
}; // prettier-ignore

describe.each(Object.entries(LOCALES))('spellings of %s', (_, { delimiter, decimal, dates, numbers, days }) => {
  const known = new NumberCells(decimal, delimiter);
  const unknown = new NumberCells(null, delimiter);

  it.each(numbers)('the number %j is %j', (cell, value) => {
    const read = known.value(cell);
    if (value === null) expect(read).toMatchObject({ code: 'NOT_A_NUMBER', message: expect.stringMatching(/.{10}/) });
    else expect(read).toBe(value);
    // Without the option the same, or a refusal; what only the locale forbids has one reading.
    const alone = unknown.value(cell);
    if (typeof alone === 'number' && value !== null) expect(alone).toBe(value);
  });

  it.each(days)('the date %j is %j', (cell, value) => {
    const read = readDate(cell, dates, 'first');
    if (value === null) expect(read).toMatchObject({ code: expect.stringMatching(/_DATE$/), message: expect.stringMatching(/.{10}/) });
    else expect(read).toEqual({ date: value });
    const alone = readDate(cell, null, 'first');
    if ('date' in alone) expect(alone.date).toBe(value);
  }); // prettier-ignore
});

describe('the last day', () => {
  it('of a month is what a list that counts it means', () => {
    expect(readDate('2016-02', 'ymd', 'last')).toEqual({ date: '2016-02-29' });
    expect(readDate('1960M02', 'ymd', 'first')).toEqual({ date: '1960-02-01' });
    expect(readDate('20150630', 'ymd', 'first')).toEqual({ date: '2015-06-30' });
  });

  it('is asked for where a month alone, or the order, is not sure', () => {
    expect(readDate('1997-01', null, 'first')).toMatchObject({ code: 'AMBIGUOUS_DATE' });
    expect(readDate('01/02/2015', null, 'first')).toMatchObject({
      message: '"01/02/2015" is day or month first: --dates dmy reads 2015-02-01, --dates mdy reads 2015-01-02',
    });
    expect(readDate('01/02/2015', 'ymd', 'first')).toMatchObject({ code: 'AMBIGUOUS_DATE' });
  });
});
