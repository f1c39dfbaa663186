import type { ScoreField } from "../../core/index.ts";
import { architectureOf } from "./model-shape.ts";
import type { TrainingPlan } from "./training-plan.ts";

/** One trained network: its arrays as in `layerArrays`, and its initial ones where they are subtracted. */
export interface TrainedNetwork {
  readonly arrays: readonly Float32Array[];
  readonly initial: readonly Float32Array[] | null;
}

/**
 * The score of one trained network, evaluated in float64 from its float32 weights; shares no code with the device that
 * trained it.
 */
export function networkField(
  plan: Pick<TrainingPlan, "network" | "input" | "readout">,
  { arrays, initial }: TrainedNetwork,
): ScoreField {
  const { network, input, readout } = plan;
  const { outputs } = architectureOf(network);
  const trained = outputs(arrays);
  const start = initial === null ? null : outputs(initial);
  return {
    dim: input.dim,
    score(x, t) {
      const inputs = input.inputs({ x, t: new Float64Array(x.count).fill(t) }).values;
      const output = trained(inputs);
      const before = start?.(inputs);
      const gain = readout.output(t);
      const base = readout.state(t);
      return output.map((value, i) => gain * (before === undefined ? value : value - before[i]!) + base * x.values[i]!);
    },
  };
}
