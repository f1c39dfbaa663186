import type { ForwardProcess, Points } from "../core/index.ts";

/** Offsets and weights of the eighth-order central differences for f′ and f″ [FORNBERG1988, table 1]. */
const first = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
const second = [8 / 5, -1 / 5, 8 / 315, -1 / 560];
const secondAtCentre = -205 / 72;

/**
 * Step of the difference quotients for a field at time t, in data units: small against the width σ²/(σ + s) over which
 * scores turn between data of spread s, and against features that resolve the data.
 */
export function differenceStep({ data, schedule }: ForwardProcess, t: number): number {
  const spread = dataSpread(data.components);
  const sigma = schedule.sigma(t);
  return Math.min(0.0025 * (spread > 0 ? spread : sigma), (0.05 * sigma * sigma) / (sigma + spread));
}

/** Root mean square of the component means about their mean, per axis. */
function dataSpread(components: ForwardProcess["data"]["components"]): number {
  const dim = components[0]!.mean.length;
  let square = 0;
  for (let d = 0; d < dim; d++) {
    let mean = 0;
    let meanSquare = 0;
    for (const component of components) {
      mean += component.weight * component.mean[d]!;
      meanSquare += component.weight * component.mean[d]! ** 2;
    }
    square += Math.max(0, meanSquare - mean * mean);
  }
  return Math.sqrt(square / dim);
}

/** A function of a batch of states, with `width` values a state. */
export type BatchFunction = (x: Points) => Float64Array;

/** f, and its first and second derivatives along one direction; shape [N, width] each. */
export interface DirectionalDerivatives {
  readonly value: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * Derivatives along a direction at every state, by central differences of order eight.
 *
 * @param direction - shape [D], the same for all states, or [N, D]
 * @param step - h in units of the direction
 * @accuracy O(h⁸), and rounding ε/h for f′ and ε/h² for f″ relative to f
 * @source FORNBERG1988, table 1
 */
export function directionalDerivatives(
  f: BatchFunction,
  x: Points,
  direction: Float64Array,
  step: number,
): DirectionalDerivatives {
  const value = f(x).slice();
  const slope = new Float64Array(value.length);
  const bend = value.map((centre) => secondAtCentre * centre);
  const moved = new Float64Array(x.values.length);
  for (let j = 1; j <= 4; j++) {
    for (const sign of [1, -1]) {
      for (let i = 0; i < moved.length; i++)
        moved[i] = x.values[i]! + sign * j * step * direction[i % direction.length]!;
      const there = f({ count: x.count, dim: x.dim, values: moved });
      for (let i = 0; i < value.length; i++) {
        slope[i]! += (sign * first[j - 1]! * there[i]!) / step;
        bend[i]! += second[j - 1]! * there[i]!;
      }
    }
  }
  return { value, first: slope, second: bend.map((sum) => sum / (step * step)) };
}

/**
 * Derivative of a vector function along a direction at one state, by central differences of order eight.
 *
 * @param step - h in units of the direction
 * @accuracy O(h⁸), and rounding ε/h relative to f
 * @source FORNBERG1988, table 1
 */
export function firstDerivative(
  f: (x: Float64Array) => Float64Array,
  x: Float64Array,
  direction: Float64Array,
  step: number,
): Float64Array {
  let slope = new Float64Array(0);
  for (let j = 1; j <= 4; j++) {
    for (const sign of [1, -1]) {
      const there = f(x.map((value, d) => value + sign * j * step * direction[d]!));
      if (slope.length === 0) slope = new Float64Array(there.length);
      for (let i = 0; i < slope.length; i++) slope[i]! += (sign * first[j - 1]! * there[i]!) / step;
    }
  }
  return slope;
}
