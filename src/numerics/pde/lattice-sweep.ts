import { bernoulli } from "./bernoulli.ts";
import { type BirthDeathRates, type BirthDeathScratch, birthDeathScratch, implicitStepInto } from "./birth-death.ts";
import type { LatticeDirection } from "./lattice-directions.ts";

/** One lattice line of masses and rates, with room for its elimination. */
export interface LineScratch {
  readonly mass: Float64Array;
  readonly rates: BirthDeathRates;
  readonly elimination: BirthDeathScratch;
}

/** Scratch for lines of up to `cells` cells. */
export function lineScratch(cells: number): LineScratch {
  return {
    mass: new Float64Array(cells),
    rates: { up: new Float64Array(cells), down: new Float64Array(cells) },
    elimination: birthDeathScratch(cells),
  };
}

/**
 * One implicit step of ∂q/∂τ = −∂(v q) + ∂²(w q) along all lattice lines of one direction, in place; lines that have neither
 * weight nor drift are left alone.
 */
export function sweepInto(
  mass: Float64Array,
  weight: Float64Array,
  drift: Float64Array,
  direction: LatticeDirection,
  columns: number,
  rows: number,
  step: number,
  scratch: LineScratch,
): void {
  const stride = direction.columns + direction.rows * columns;
  const rise = direction.rows;
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      // A line begins where the cell before it would lie outside.
      const before = i - direction.columns >= 0 && j - rise >= 0 && j - rise < rows;
      if (before) {
        // In this row all further cells have one before them.
        break;
      }
      const across = Math.ceil((columns - i) / direction.columns);
      const along = rise === 0 ? columns : Math.ceil((rise > 0 ? rows - j : j + 1) / Math.abs(rise));
      const length = direction.columns === 0 ? along : Math.min(across, along);
      if (length > 1) lineInto(mass, weight, drift, j * columns + i, stride, length, step, scratch);
    }
  }
}

function lineInto(
  mass: Float64Array,
  weight: Float64Array,
  drift: Float64Array,
  start: number,
  stride: number,
  length: number,
  step: number,
  { mass: line, rates, elimination }: LineScratch,
): void {
  const { up, down } = rates;
  let moves = false;
  for (let n = 0, c = start; n < length; n++, c += stride) {
    const w = weight[c]!;
    line[n] = mass[c]!;
    up[n] = w;
    down[n] = w;
    if (w !== 0 || drift[c] !== 0) moves = true;
  }
  if (!moves) return;
  addDrift(rates, weight, drift, start, stride, length);
  down[0] = 0;
  up[length - 1] = 0;
  implicitStepInto(line, line, rates, step, elimination, length);
  for (let n = 0, c = start; n < length; n++, c += stride) mass[c] = line[n]!;
}

/** Replaces rates by the fitted ones of `fittedRatesInto` on cells of unit length. */
function addDrift(
  { up, down }: BirthDeathRates,
  weight: Float64Array,
  drift: Float64Array,
  start: number,
  stride: number,
  length: number,
): void {
  for (let n = 0, c = start; n + 1 < length; n++, c += stride) {
    const v = (drift[c]! + drift[c + stride]!) / 2;
    if (v === 0) continue;
    const own = weight[c]!;
    const other = weight[c + stride]!;
    const shared = Math.min(own, other);
    const peclet = v / shared;
    const fitted = Math.abs(peclet) < 700;
    up[n] = own - shared + (fitted ? shared * bernoulli(-peclet) : Math.max(v, 0));
    down[n + 1] = other - shared + (fitted ? shared * bernoulli(peclet) : Math.max(-v, 0));
  }
}
