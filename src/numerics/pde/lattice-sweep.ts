import { bernoulli } from "./bernoulli.ts";
import type { LatticeDirection } from "./lattice-directions.ts";

/** Numbers of all cells that the elimination works in; every array has shape [rows · columns]. */
export interface SweepScratch {
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly retained: Float64Array;
  readonly forward: Float64Array;
  readonly inverse: Float64Array;
}

/** Scratch for a lattice of `cells` cells. */
export function sweepScratch(cells: number): SweepScratch {
  const zeros = (): Float64Array => new Float64Array(cells);
  return { up: zeros(), down: zeros(), retained: zeros(), forward: zeros(), inverse: zeros() };
}

/**
 * One implicit step of ∂q/∂τ = −∂(v q) + ∂²(w q) along all lattice lines of one direction, in place. The elimination is that of
 * `implicitStepInto`, which subtracts nothing; it goes row by row, so that neighbouring lines are worked on together.
 */
export function sweepInto(
  mass: Float64Array,
  weight: Float64Array,
  drift: Float64Array,
  direction: LatticeDirection,
  columns: number,
  rows: number,
  step: number,
  scratch: SweepScratch,
): void {
  const { up, down, retained, forward, inverse } = scratch;
  ratesInto(scratch, weight, drift, direction, columns, rows, step);
  const stride = direction.columns + direction.rows * columns;
  const first = Math.max(0, direction.columns);
  const end = Math.min(columns, columns + direction.columns);
  const order = direction.rows < 0 ? -1 : 1;
  for (let k = 0; k < rows; k++) {
    const j = order > 0 ? k : rows - 1 - k;
    const before = j - direction.rows;
    const inside = before >= 0 && before < rows;
    const [from, to] = inside ? [first, end] : [0, 0];
    for (let i = 0; i < columns; i++) {
      const c = j * columns + i;
      if (i >= from && i < to) {
        const p = c - stride;
        const kept = 1 + down[c]! * retained[p]!;
        const inv = 1 / (kept + up[c]!);
        retained[c] = kept * inv;
        forward[c] = (mass[c]! + up[p]! * forward[p]!) * inv;
        inverse[c] = inv;
      } else {
        const inv = 1 / (1 + up[c]!);
        retained[c] = inv;
        forward[c] = mass[c]! * inv;
        inverse[c] = inv;
      }
    }
  }
  for (let k = rows - 1; k >= 0; k--) {
    const j = order > 0 ? k : rows - 1 - k;
    const after = j + direction.rows;
    const inside = after >= 0 && after < rows;
    for (let i = columns - 1; i >= 0; i--) {
      const c = j * columns + i;
      const next = i + direction.columns;
      mass[c] =
        inside && next >= 0 && next < columns
          ? forward[c]! + inverse[c]! * (down[c + stride]! * mass[c + stride]!)
          : forward[c]!;
    }
  }
}

/** Rates times the step of every cell to the next and to the one before; fitted as in `fittedRatesInto`, cells of unit length. */
function ratesInto(
  { up, down }: SweepScratch,
  weight: Float64Array,
  drift: Float64Array,
  direction: LatticeDirection,
  columns: number,
  rows: number,
  step: number,
): void {
  const stride = direction.columns + direction.rows * columns;
  const from = Math.max(0, -direction.columns);
  const to = Math.min(columns, columns - direction.columns);
  up.fill(0);
  down.fill(0);
  for (let j = Math.max(0, -direction.rows); j < Math.min(rows, rows - direction.rows); j++) {
    for (let c = j * columns + from; c < j * columns + to; c++) {
      const own = weight[c]!;
      const other = weight[c + stride]!;
      const v = (drift[c]! + drift[c + stride]!) / 2;
      if (v === 0) {
        up[c] = step * own;
        down[c + stride] = step * other;
        continue;
      }
      const shared = Math.min(own, other);
      const size = Math.abs(v);
      const peclet = size / shared;
      // Against the drift Be(Pe), with it Be(−Pe) = Be(Pe) + Pe.
      const against = peclet < 700 ? shared * (peclet < seriesBelow ? nearOne(peclet) : bernoulli(peclet)) : 0;
      const rise = against + (v > 0 ? size : 0);
      const fall = against + (v > 0 ? 0 : size);
      up[c] = step * (own - shared + rise);
      down[c + stride] = step * (other - shared + fall);
    }
  }
}

/** Below this the next term of the series, y⁶/30240, is less than a rounding of 1. */
const seriesBelow = 0.0137;

/** Bernoulli function near zero, where most cells are. */
function nearOne(y: number): number {
  const square = y * y;
  return 1 - y / 2 + (square / 12) * (1 - square / 60);
}
