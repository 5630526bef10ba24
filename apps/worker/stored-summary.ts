import { STORED_ROW, VARIANT_ROW } from '#database';

/** Local, because an imported name is looked up through its module at every use. */
const { parameters: PARAMETERS_AT } = VARIANT_ROW;
const {
  placeBytes: PLACE_BYTES_AT,
  place: PLACE_AT,
  jobNo: JOB_AT,
  micros: [MATERIAL_AT, PROCESS_AT, OVERHEAD_AT],
} = STORED_ROW;
const LENGTH_BYTES = 4;
const TWO_POW_32 = 4_294_967_296;

/** Where the parameters of the variant end whose row begins at `start`; what is stored of it follows. */
export const endOfParameters = (row: DataView, start: number): number =>
  start + PARAMETERS_AT + row.getInt32(start + PARAMETERS_AT - LENGTH_BYTES);

/**
 * The generation has these figures of the variant already. Not so where a job since has failed to compute them
 * (`summaryStatus`), though they may be the same: they are by this job then.
 */
export function isStored(row: DataView, at: number, micros: Float64Array, generation: number): boolean {
  return (
    hasPlace(row, at) &&
    row.getInt32(at + JOB_AT) >= generation &&
    readMicros(row, at + MATERIAL_AT) === micros[0] &&
    readMicros(row, at + PROCESS_AT) === micros[1] &&
    readMicros(row, at + OVERHEAD_AT) === micros[2]
  );
}

/** Where in the row the place of the variant's summary lies; null: there is no summary. */
export const placeIn = (row: DataView, at: number): number | null => (hasPlace(row, at) ? at + PLACE_AT : null);

const hasPlace = (row: DataView, at: number): boolean => row.getInt32(at + PLACE_BYTES_AT) >= 0;

const readMicros = (row: DataView, at: number): number => row.getInt32(at) * TWO_POW_32 + row.getUint32(at + 4);
