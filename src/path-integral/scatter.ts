/** Displacements of N states by the noise of one step. */
export interface Kicks {
  /** Displacements to a state. */
  readonly count: number;
  /** Probabilities; shape [N, count]. */
  readonly weight: Float64Array;
  /** Displacements of mean zero; shape [N, count]; data. */
  readonly displacement: Float64Array;
  /** Common displacement; shape [N]; data. */
  readonly shift: Float64Array;
}

/** Search steps for the factor below; the variance is then right to about this share. */
const searchLimit = 40;
const varianceTolerance = 1e-9;

/**
 * Moves the mass of node n by its kicks onto the nodes of a line. A share that lands between two nodes is split so that its mean
 * stays, which widens it: the second moment becomes that of a polygon through the squares at the nodes. All kicks of the
 * node are shortened by the one factor that takes this widening back, so that mean and variance are those of the kicks; kicks much
 * shorter than the mesh then act as a second difference.
 */
export function scatterInto(out: Float64Array, nodes: Float64Array, n: number, mass: number, kicks: Kicks): void {
  const { count, weight, displacement, shift } = kicks;
  if (mass === 0) return;
  const first = n * count;
  let square = shift[n]! ** 2;
  for (let j = first; j < first + count; j++) square += weight[j]! * displacement[j]! ** 2;
  if (square === 0) {
    out[n]! += mass;
    return;
  }
  const spread = (factor: number): number => {
    let sum = 0;
    for (let j = first; j < first + count; j++)
      if (weight[j]! > 0) sum += weight[j]! * polygonSquare(nodes, n, shift[n]! + factor * displacement[j]!);
    return sum;
  };
  const factor = factorOf(spread, square);
  for (let j = first; j < first + count; j++)
    depositInto(out, nodes, n, nodes[n]! + shift[n]! + factor * displacement[j]!, mass * weight[j]!);
}

/** Root of spread(factor) = square in [0, 1]; `spread` grows with its argument, and is at least `square` at 1. */
function factorOf(spread: (factor: number) => number, square: number): number {
  let [low, high] = [0, 1];
  let [atLow, atHigh] = [spread(0), spread(1)];
  if (!(atHigh > square * (1 + varianceTolerance))) return 1;
  if (!(atLow < square)) return 0;
  let factor = 1;
  for (let i = 0; i < searchLimit; i++) {
    // Secant steps are exact where the polygon is straight; every third step halves, against slow ends.
    factor = i % 3 === 2 ? (low + high) / 2 : low + ((square - atLow) / (atHigh - atLow)) * (high - low);
    const found = spread(factor);
    if (Math.abs(found - square) <= varianceTolerance * square) return factor;
    if (found < square) [low, atLow] = [factor, found];
    else [high, atHigh] = [factor, found];
  }
  return factor;
}

/** Interpolant of (x − x_n)² through the nodes, at x = x_n + d. */
function polygonSquare(nodes: Float64Array, n: number, d: number): number {
  const x = nodes[n]! + d;
  const low = nodeBelow(nodes, n, x);
  if (low < 0) return (nodes[0]! - nodes[n]!) ** 2;
  if (low === nodes.length - 1) return (nodes[low]! - nodes[n]!) ** 2;
  const a = nodes[low]! - nodes[n]!;
  const b = nodes[low + 1]! - nodes[n]!;
  return (a + b) * d - a * b;
}

/** Splits a mass at x between the nodes around it, in proportion to nearness; beyond the ends the last node takes all. */
function depositInto(out: Float64Array, nodes: Float64Array, guess: number, x: number, amount: number): void {
  if (amount === 0) return;
  const low = nodeBelow(nodes, guess, x);
  if (low < 0 || low === nodes.length - 1) {
    out[Math.max(low, 0)]! += amount;
    return;
  }
  const share = (x - nodes[low]!) / (nodes[low + 1]! - nodes[low]!);
  out[low]! += amount * (1 - share);
  out[low + 1]! += amount * share;
}

/** Largest number of a node at or below x, −1 for none; the search widens from `guess`. */
function nodeBelow(nodes: Float64Array, guess: number, x: number): number {
  const last = nodes.length - 1;
  if (x < nodes[0]!) return -1;
  if (x >= nodes[last]!) return last;
  let low = guess;
  for (let reach = 1; nodes[low]! > x; reach *= 2) low = Math.max(0, low - reach);
  let high = Math.max(guess, low + 1);
  for (let reach = 1; nodes[high]! <= x; reach *= 2) high = Math.min(last, high + reach);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (nodes[middle]! <= x) low = middle;
    else high = middle;
  }
  return low;
}
