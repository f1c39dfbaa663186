import {
  type FlowOptions,
  type ForwardProcess,
  inverseProbabilityFlow,
  probabilityFlow,
  type ScoreField,
} from "../core/index.ts";
import { ConvergenceError } from "../numerics/index.ts";

/** Bisections of a bracket: its width falls by 2^50. */
const halvings = 50;

/**
 * Labels y whose noise-free path ends at x: X(y, ε) = x, in one dimension. For `euler` the discrete map itself is inverted;
 * other methods run the flow upwards.
 *
 * @param x - end states; shape [G]
 * @returns y; shape [G]
 * @accuracy rounding for `euler`; that of the integrator otherwise
 * @throws ConvergenceError when the Euler map is not monotone, so that an end state has no one label
 */
export function endLabels(
  process: ForwardProcess,
  field: ScoreField,
  x: Float64Array,
  options: FlowOptions,
): Float64Array {
  const count = x.length;
  if (options.method !== "euler")
    return inverseProbabilityFlow(process, field, { count, dim: 1, values: x }, options).values;
  const ends = (labels: Float64Array): Float64Array =>
    probabilityFlow(process, field, { count, dim: 1, values: labels }, options).values;
  const reach = 4 * process.schedule.sigma(process.schedule.terminalTime);
  const low = new Float64Array(count);
  const high = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    low[i] = Math.min(x[i]!, 0) - reach;
    high[i] = Math.max(x[i]!, 0) + reach;
  }
  for (let doubling = 0; ; doubling++) {
    const below = ends(low);
    const above = ends(high);
    let open = 0;
    for (let i = 0; i < count; i++) {
      const width = high[i]! - low[i]!;
      if (below[i]! > x[i]!) low[i]! -= width;
      if (above[i]! < x[i]!) high[i]! += width;
      if (below[i]! > x[i]! || above[i]! < x[i]!) open++;
    }
    if (open === 0) break;
    if (doubling === 20)
      throw new ConvergenceError("endLabels", doubling, open, 0, "some end states are reached from no label");
  }
  for (let k = 0; k < halvings; k++) {
    const middle = low.map((value, i) => (value + high[i]!) / 2);
    const reached = ends(middle);
    for (let i = 0; i < count; i++) {
      if (reached[i]! > x[i]!) high[i] = middle[i]!;
      else low[i] = middle[i]!;
    }
  }
  const labels = low.map((value, i) => (value + high[i]!) / 2);
  const turn = labels.findIndex((label, i) => i > 0 && x[i]! > x[i - 1]! && label < labels[i - 1]!);
  if (turn >= 0)
    throw new ConvergenceError(
      "endLabels",
      halvings,
      labels[turn - 1]! - labels[turn]!,
      0,
      "take smaller Euler steps: the flow map is not monotone",
    );
  return labels;
}
