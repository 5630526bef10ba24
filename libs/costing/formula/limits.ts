/** A formula's length in UTF-8. */
export const LONGEST_FORMULA_BYTES = 4096;

/** Numbers, names, operators and calls of one formula. */
export const MOST_FORMULA_NODES = 512;

/**
 * Parentheses, signs, `not`, arguments, branches and exponents inside one another. Chains of operators that group to
 * the left (`a + b + c …`) do not nest: sums over hundreds of parameters are ordinary.
 */
export const DEEPEST_NESTING = 64;
