import { ArgumentError, ConvergenceError } from "./errors.ts";

export interface RootOptions {
  /** Absolute error of the root; by default ε times the larger end of the bracket. */
  readonly tolerance?: number;
  /** Evaluations after the two ends; 200 by default. */
  readonly maxIterations?: number;
}

/**
 * A root of f between `low` and `high` by Brent's method: inverse quadratic and secant steps, kept inside a bracket.
 *
 * @param f - continuous, of opposite signs (or zero) at the two ends
 * @accuracy within `tolerance` + 2 ε |root| of a sign change of the computed f
 * @throws ArgumentError when the ends are not finite or f does not change sign; ConvergenceError when the budget is spent
 * @source BRENT1973, chapter 4
 */
export function findRoot(f: (x: number) => number, low: number, high: number, options: RootOptions = {}): number {
  const where = "findRoot";
  if (!Number.isFinite(low)) throw new ArgumentError(where, "low", low, "finite");
  if (!Number.isFinite(high)) throw new ArgumentError(where, "high", high, "finite");
  const { tolerance = Number.EPSILON * Math.max(Math.abs(low), Math.abs(high)), maxIterations = 200 } = options;
  if (!(tolerance >= 0)) throw new ArgumentError(where, "tolerance", tolerance, "non-negative");
  // b is the best estimate, a the one before it, c the other end of the bracket.
  let a = low;
  let b = high;
  let fa = valueAt(f, a);
  let fb = valueAt(f, b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) throw new ArgumentError(where, "[f(low), f(high)]", [fa, fb], "of opposite signs");
  let c = a;
  let fc = fa;
  let step = b - a;
  let stepBefore = step;
  for (let i = 0; i < maxIterations; i++) {
    if (Math.abs(fc) < Math.abs(fb)) {
      a = b;
      b = c;
      c = a;
      fa = fb;
      fb = fc;
      fc = fa;
    }
    const bound = 2 * Number.EPSILON * Math.abs(b) + tolerance / 2;
    const middle = (c - b) / 2;
    if (Math.abs(middle) <= bound || fb === 0) return b;
    const interpolated = interpolate(a, b, c, fa, fb, fc);
    const limit = Math.min(1.5 * Math.abs(middle) - bound / 2, Math.abs(stepBefore) / 2);
    const usable = interpolated * middle > 0 && Math.abs(interpolated) < limit && Math.abs(fa) > Math.abs(fb);
    stepBefore = usable ? step : middle;
    step = usable ? interpolated : middle;
    a = b;
    fa = fb;
    b += Math.abs(step) > bound ? step : Math.sign(middle) * bound;
    fb = valueAt(f, b);
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
      step = b - a;
      stepBefore = step;
    }
  }
  throw new ConvergenceError(where, maxIterations, Math.abs(c - b), tolerance, "raise maxIterations or tolerance");
}

/** The step from b to the zero of the secant (a = c) or of the inverse quadratic through a, b, c. */
function interpolate(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  if (a === c) return (fb * (c - b)) / (fb - fc);
  const s = fb / fa;
  const q = fa / fc;
  const r = fb / fc;
  return (-s * ((c - b) * q * (q - r) - (b - a) * (r - 1))) / ((q - 1) * (r - 1) * (s - 1));
}

function valueAt(f: (x: number) => number, x: number): number {
  const value = f(x);
  if (Number.isNaN(value)) throw new ArgumentError("findRoot", `f(${x})`, value, "a number");
  return value;
}
