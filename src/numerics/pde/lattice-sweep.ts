import { bernoulli } from "./bernoulli.ts";
import { type LatticeDirection, latticeReach } from "./lattice-directions.ts";

/** Rows that a ring of rows must hold: a line comes from at most `latticeReach` rows before. */
const ringRows = latticeReach + 1;

/** Numbers that the elimination works in; all but the last are rings of a few rows, small enough to stay in cache. */
export interface SweepScratch {
  readonly down: Float64Array;
  readonly retained: Float64Array;
  readonly carried: Float64Array;
  /** Factor of the next cell in the back substitution; shape [rows · columns]. */
  readonly backward: Float64Array;
}

/** Scratch for a lattice. */
export function sweepScratch(columns: number, rows: number): SweepScratch {
  const ring = (): Float64Array => new Float64Array(ringRows * columns);
  return { down: ring(), retained: ring(), carried: ring(), backward: new Float64Array(columns * rows) };
}

/**
 * One implicit step of ∂q/∂τ = −∂(v q) + ∂²(w q) along all lattice lines of one direction, in place, with fluxes fitted as in
 * `fittedRatesInto` on cells of unit length. The elimination is that of `implicitStepInto`, which subtracts nothing; it goes row
 * by row, so that neighbouring lines are worked on together.
 */
export function sweepInto(
  mass: Float64Array,
  weight: Float64Array,
  drift: Float64Array,
  direction: LatticeDirection,
  columns: number,
  rows: number,
  step: number,
  { down, retained, carried, backward }: SweepScratch,
): void {
  const stride = direction.columns + direction.rows * columns;
  const order = direction.rows < 0 ? -1 : 1;
  const ringOf = (row: number): number => (row % ringRows) * columns;
  for (let k = 0; k < rows; k++) {
    const j = order > 0 ? k : rows - 1 - k;
    const row = j * columns;
    const here = ringOf(j);
    const before = j - direction.rows;
    const after = j + direction.rows;
    // Columns with a cell before them on their line, and with one after.
    const hasBefore = before >= 0 && before < rows;
    const beforeFrom = hasBefore ? direction.columns : columns;
    const there = hasBefore ? ringOf(before) - direction.columns : 0;
    const hasAfter = after >= 0 && after < rows;
    const afterTo = hasAfter ? columns - direction.columns : 0;
    const next = hasAfter ? ringOf(after) + direction.columns : 0;
    for (let i = 0; i < columns; i++) {
      const c = row + i;
      let kept = 1;
      let value = mass[c]!;
      if (i >= beforeFrom) {
        kept += down[here + i]! * retained[there + i]!;
        value += carried[there + i]!;
      }
      let up = 0;
      let back = 0;
      if (i < afterTo) {
        const own = weight[c]!;
        const other = weight[c + stride]!;
        const v = (drift[c]! + drift[c + stride]!) / 2;
        if (v === 0) {
          up = step * own;
          back = step * other;
        } else {
          const shared = Math.min(own, other);
          const against = fitted(Math.abs(v), shared);
          up = step * (own - shared + against + Math.max(v, 0));
          back = step * (other - shared + against + Math.max(-v, 0));
        }
        down[next + i] = back;
      }
      const inverse = 1 / (kept + up);
      value *= inverse;
      mass[c] = value;
      retained[here + i] = kept * inverse;
      carried[here + i] = up * value;
      backward[c] = back * inverse;
    }
  }
  for (let k = rows - 1; k >= 0; k--) {
    const j = order > 0 ? k : rows - 1 - k;
    const after = j + direction.rows;
    if (after < 0 || after >= rows) continue;
    for (let c = j * columns + columns - direction.columns - 1; c >= j * columns; c--)
      mass[c]! += backward[c]! * mass[c + stride]!;
  }
}

/** Below this the next term of the series, y⁶/30240, is less than a rounding of 1. */
const seriesBelow = 0.0137;

/** β Be(Pe) with Pe = speed/β: the rate against the drift; with it, it is Be(−Pe) = Be(Pe) + Pe. Most cells are near Pe = 0. */
function fitted(speed: number, beta: number): number {
  const peclet = speed / beta;
  if (peclet < seriesBelow) {
    const square = peclet * peclet;
    return beta * (1 - peclet / 2 + (square / 12) * (1 - square / 60));
  }
  return peclet < 700 ? beta * bernoulli(peclet) : 0;
}
