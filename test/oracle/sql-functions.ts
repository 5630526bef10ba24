/**
 * Functions that the SQL of a routing calls where plain operators could raise an error and so end the whole statement.
 * They give NULL where the formula language fails. In `pg_temp`, so that they need no migration and leave nothing
 * behind: run this once a session.
 */
export const ORACLE_FUNCTIONS = [
  // Overflow fails; a result too small for a double is zero, where PostgreSQL raises an error for both.
  plain(
    'oracle_add(a float8, b float8) RETURNS float8',
    `BEGIN
       IF abs(a) < 1e300 AND abs(b) < 1e300 THEN RETURN a + b; END IF;
       BEGIN RETURN a + b; EXCEPTION WHEN numeric_value_out_of_range THEN RETURN NULL; END;
     END`,
  ),
  plain(
    'oracle_multiply(a float8, b float8) RETURNS float8',
    `BEGIN
       IF a = 0 OR b = 0 THEN RETURN 0; END IF;
       IF abs(a) BETWEEN 1e-150 AND 1e150 AND abs(b) BETWEEN 1e-150 AND 1e150 THEN RETURN a * b; END IF;
       BEGIN RETURN a * b; EXCEPTION WHEN numeric_value_out_of_range THEN
         RETURN CASE WHEN ln(abs(a)) + ln(abs(b)) < 0 THEN 0 END;
       END;
     END`,
  ),
  plain(
    'oracle_divide(a float8, b float8) RETURNS float8',
    `BEGIN
       IF b = 0 THEN RETURN NULL; END IF;
       IF a = 0 THEN RETURN 0; END IF;
       IF abs(a) BETWEEN 1e-150 AND 1e150 AND abs(b) BETWEEN 1e-150 AND 1e150 THEN RETURN a / b; END IF;
       BEGIN RETURN a / b; EXCEPTION WHEN numeric_value_out_of_range THEN
         RETURN CASE WHEN ln(abs(a)) - ln(abs(b)) < 0 THEN 0 END;
       END;
     END`,
  ),
  // PostgreSQL has no remainder of doubles: that of their shortest decimals, which is what a person would write down.
  plain(
    'oracle_remainder(a float8, b float8) RETURNS float8',
    `BEGIN
       IF b = 0 THEN RETURN NULL; END IF;
       BEGIN RETURN (a::text::numeric % b::text::numeric)::float8;
       EXCEPTION WHEN numeric_value_out_of_range THEN RETURN 0; END;
     END`,
  ),
  plain(
    'oracle_power(a float8, b float8) RETURNS float8',
    `BEGIN
       IF a = 0 THEN RETURN CASE WHEN b > 0 THEN 0 WHEN b = 0 THEN 1 END; END IF;
       IF a < 0 AND b <> trunc(b) THEN RETURN NULL; END IF;
       IF b = 2 THEN RETURN pg_temp.oracle_multiply(a, a); END IF;
       BEGIN RETURN power(a, b); EXCEPTION WHEN numeric_value_out_of_range THEN
         RETURN CASE WHEN (abs(a) < 1) = (b > 0) THEN 0 END;
       END;
     END`,
  ),
  plain('oracle_root(a float8) RETURNS float8', 'BEGIN RETURN CASE WHEN a >= 0 THEN sqrt(a) END; END'),
  plain('oracle_least(a float8, b float8) RETURNS float8', 'BEGIN RETURN least(a, b); END'),
  plain('oracle_greatest(a float8, b float8) RETURNS float8', 'BEGIN RETURN greatest(a, b); END'),
  // Small numbers are nowhere near a half, and their product with the tolerance could be too small for a double.
  plain(
    'oracle_round_half_away(y float8) RETURNS float8',
    `DECLARE whole float8 := trunc(y); rest float8 := abs(y - trunc(y));
     BEGIN RETURN CASE WHEN rest >= 0.5 - least(greatest(abs(y), 0.1) * 2.3e-16, 0.125) THEN whole + sign(y) ELSE whole END; END`,
  ),
  plain(
    'oracle_round(x float8, digits float8) RETURNS float8',
    `DECLARE scale float8; y float8;
     BEGIN
       IF digits <> trunc(digits) OR abs(digits) > 15 THEN RETURN NULL; END IF;
       scale := ('1e' || abs(digits)::int)::float8;
       y := CASE WHEN digits < 0 THEN pg_temp.oracle_divide(x, scale) ELSE pg_temp.oracle_multiply(x, scale) END;
       IF y IS NULL OR abs(y) >= 9007199254740992 THEN RETURN x; END IF;
       y := pg_temp.oracle_round_half_away(y);
       RETURN CASE WHEN digits < 0 THEN y * scale ELSE y / scale END;
     END`,
  ),
  // The decimal of the number decides, in exact decimals.
  plain(
    'oracle_round_given(x float8, digits float8) RETURNS float8',
    `DECLARE scale float8; y float8;
     BEGIN
       IF digits <> trunc(digits) OR abs(digits) > 15 THEN RETURN NULL; END IF;
       scale := ('1e' || abs(digits)::int)::float8;
       y := CASE WHEN digits < 0 THEN pg_temp.oracle_divide(x, scale) ELSE pg_temp.oracle_multiply(x, scale) END;
       IF y IS NULL OR abs(y) >= 9007199254740992 THEN RETURN x; END IF;
       IF abs(y) >= 4503599627370496 THEN RETURN CASE WHEN digits < 0 THEN y * scale ELSE y / scale END; END IF;
       y := round(x::text::numeric, digits::int);
       RETURN y;
     END`,
  ),
  ...(['ceil', 'floor'] as const).map((name) =>
    plain(
      `oracle_${name}(a float8) RETURNS float8`,
      `BEGIN
         RETURN CASE WHEN abs(a) >= 0.5 AND abs(a - round(a)) <= least(abs(a) * 2::float8 ^ -48, 0.125)
                THEN round(a) ELSE ${name}(a) END;
       END`,
    ),
  ),
].join('\n');

function plain(signature: string, body: string): string {
  return `CREATE OR REPLACE FUNCTION pg_temp.${signature} LANGUAGE plpgsql IMMUTABLE STRICT AS $$ ${body} $$;`;
}
