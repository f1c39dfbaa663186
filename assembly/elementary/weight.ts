import { exponentOf, expReduced, scaled } from "./exponential";
import { splat } from "./splat";

/**
 * exp of what is not above zero, for weights that are summed: x = (k + j / 64) ln 2 + r with |r| ≤ ln 2 / 128, where
 * 2^(j/64) stands in a table and a polynomial of degree five gives exp r to 5e-18. Relative error below 1.1 ε.
 */
/** 64 / ln 2; 1.5 · 2^52, which rounds to an integer; ln 2 / 64 in two parts; four coefficients of (exp r − 1 − r) / r². */
const TABLE: usize = memory.data<f64>(
  [
    92.33248261689366, 6755399441055744.0, 0.01083042469326756, 2.9815858269852933e-12, 0.49999999999985073,
    0.16666666666664534, 0.04166670739519196, 0.008333339151693497,
  ],
  16,
);
/** 2^(j/64). */
const POWERS: usize = memory.data(64 << 3, 16);
const LAST: i32 = 63;

/** Fills the table once; ln 2 / 64 in two parts, of which the first has few enough bits for exact multiples. */
export function preparePowers(): void {
  if (load<f64>(POWERS) === 1.0) return;
  for (let j = 0; j <= LAST; j++) {
    const x = f64x2.splat((<f64>j * 0.6931471803691238) / 64.0);
    const shifted = exponentOf(x);
    const power = scaled(
      expReduced(x, f64x2.splat((<f64>j * 1.9082149292705877e-10) / 64.0), shifted),
      shifted,
      i64x2.splat(0),
    );
    store<f64>(POWERS + ((<usize>j) << 3), f64x2.extract_lane(power, 0));
  }
}

/** exp x on two lanes for −708 ≤ x ≤ 0; for other x some number or NaN. */
export function weightOf(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, splat(TABLE, 0)), splat(TABLE, 1));
  const k = f64x2.sub(shifted, splat(TABLE, 1));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(k, splat(TABLE, 2))), f64x2.mul(k, splat(TABLE, 3)));
  const t = f64x2.mul(r, r);
  const low = f64x2.add(f64x2.mul(r, splat(TABLE, 5)), splat(TABLE, 4));
  const high = f64x2.add(f64x2.mul(r, splat(TABLE, 7)), splat(TABLE, 6));
  const growth = f64x2.add(r, f64x2.mul(t, f64x2.add(low, f64x2.mul(t, high))));
  let power = v128.load64_zero(POWERS + ((<usize>(i32x4.extract_lane(shifted, 0) & LAST)) << 3));
  power = v128.load_lane<f64>(POWERS + ((<usize>(i32x4.extract_lane(shifted, 2) & LAST)) << 3), power, 1);
  power = i64x2.add(power, i64x2.shl(v128.and(shifted, i64x2.splat(~(<i64>LAST))), 46));
  return f64x2.add(power, f64x2.mul(power, growth));
}
