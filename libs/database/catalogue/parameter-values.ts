/**
 * A map of parameters in the order of the file; a value is a number, or text that should be the code of an item. Two
 * lists instead of pairs: a million variants share one list of keys, and a list of doubles takes eight bytes each.
 */
export interface ParameterValues {
  readonly keys: readonly string[];
  readonly values: readonly (number | string)[];
}
