/** Rates of a chain on a line of cells: `up[i]` from cell i to i + 1, `down[i]` from i to i − 1; shape [G]; 1/time. */
export interface BirthDeathRates {
  /** The last one is zero: nothing leaves the line. */
  readonly up: Float64Array;
  /** The first one is zero. */
  readonly down: Float64Array;
}

/** Arrays of one size that the implicit step works in. */
export interface BirthDeathScratch {
  readonly forward: Float64Array;
  readonly pivot: Float64Array;
}

/** Scratch for `cells` cells. */
export function birthDeathScratch(cells: number): BirthDeathScratch {
  return { forward: new Float64Array(cells), pivot: new Float64Array(cells) };
}

/**
 * One backward Euler step of dm/dτ = L m for a chain with the given rates: solves (I − step L) out = mass.
 *
 * The columns of L add up to zero, so that every pivot of the elimination is itself a sum of non-negative numbers,
 * p_i = e_i + u_i with e_i = 1 + d_i e_{i−1}/p_{i−1} for u = step · up and d = step · down. Nothing is subtracted: the result
 * is non-negative, and each mass is accurate relative to itself, however small it is and however stiff the rates are.
 */
export function implicitStepInto(
  out: Float64Array,
  mass: Float64Array,
  { up, down }: BirthDeathRates,
  step: number,
  { forward, pivot }: BirthDeathScratch,
): void {
  const last = mass.length - 1;
  let retained = 1;
  let before = mass[0]!;
  let p = 1 + step * up[0]!;
  forward[0] = before;
  pivot[0] = p;
  for (let i = 1; i <= last; i++) {
    retained = 1 + step * down[i]! * (retained / p);
    before = mass[i]! + step * up[i - 1]! * (before / p);
    p = retained + step * up[i]!;
    forward[i] = before;
    pivot[i] = p;
  }
  let next = before / p;
  out[last] = next;
  for (let i = last - 1; i >= 0; i--) {
    next = (forward[i]! + step * down[i + 1]! * next) / pivot[i]!;
    out[i] = next;
  }
}
