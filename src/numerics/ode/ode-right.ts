import { ArgumentError, ConvergenceError, ShapeError } from "../errors.ts";

/**
 * Right-hand side of dx/dt = f(x, t) for a whole batch, flattened.
 * It may return the same array every time, since each result is read before the next call; it must not keep or write x.
 */
export type OdeRight = (x: Float64Array, t: number) => Float64Array;

/** A copy of the start, with everything checked that would only show much later. */
export function checkedStart(where: string, right: OdeRight, x0: Float64Array, t: number): Float64Array {
  for (let i = 0; i < x0.length; i++) {
    if (!Number.isFinite(x0[i])) throw new ArgumentError(where, `x0[${i}]`, x0[i], "finite");
  }
  const x = x0.slice();
  const slope = right(x, t);
  if (slope.length !== x.length) {
    throw new ShapeError(
      where,
      { x0: [x.length], right: [slope.length] },
      "the right-hand side must have the shape of x0",
    );
  }
  for (let i = 0; i < slope.length; i++) {
    if (!Number.isFinite(slope[i])) throw new ArgumentError(where, `right(x0, ${t})[${i}]`, slope[i], "finite");
  }
  return x;
}

/** @throws ConvergenceError when an entry is NaN or infinite */
export function requireFiniteState(where: string, x: Float64Array, steps: number): void {
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i])) {
      throw new ConvergenceError(
        where,
        steps,
        x[i]!,
        0,
        `state ${i} is no longer finite; take smaller steps or check the right-hand side`,
      );
    }
  }
}
