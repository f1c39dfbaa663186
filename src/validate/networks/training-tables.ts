import { ArgumentError, ShapeError } from "../../core/index.ts";
import type { DenoisingDraws } from "./denoising-draws.ts";
import type { TrainingPlan } from "./training-plan.ts";

/** Numbers in a row of a training table: inputs, targets, weight. */
export function tableWidth({ network }: TrainingPlan): number {
  return network.inputs + network.outputs + 1;
}

/**
 * Draws as rows (inputs, target, weight) in float32, written behind each other from row `from` of `out` on. The target is what
 * the network's output must be for its score to be −ε/σ.
 *
 * @param divisor - what weights are divided by: twice the batch
 * @throws ArgumentError where a loss weight is negative or not finite; ShapeError when the draws are of another dimension
 */
export function tableRowsInto(
  out: Float32Array,
  from: number,
  plan: TrainingPlan,
  draws: DenoisingDraws,
  divisor: number,
): void {
  const { states, noise } = draws;
  const { input, readout, schedule, weight } = plan;
  const { count, dim } = states.x;
  if (dim !== input.dim)
    throw new ShapeError("training draws", { draws: [count, dim], input: [input.dim] }, "the dimensions must agree");
  const width = tableWidth(plan);
  const { values: inputs, dim: size } = input.inputs(states);
  for (let n = 0; n < count; n++) {
    const t = states.t[n]!;
    const output = readout.output(t);
    const state = readout.state(t);
    const sigma = schedule.sigma(t);
    const at = (from + n) * width;
    for (let k = 0; k < size; k++) out[at + k] = inputs[n * size + k]!;
    for (let d = 0; d < dim; d++) {
      const score = -noise[n * dim + d]! / sigma;
      out[at + size + d] = (score - state * states.x.values[n * dim + d]!) / output;
    }
    const w = weight(t);
    if (!(w >= 0 && Number.isFinite(w)))
      throw new ArgumentError("training draws", `weight(${t})`, w, "finite and at least 0");
    out[at + width - 1] = w / divisor;
  }
}
