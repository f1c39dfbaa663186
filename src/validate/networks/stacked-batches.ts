import type { Tensor, Tensor2D, Tensor3D } from "@tensorflow/tfjs";
import type { Rng } from "../../numerics/index.ts";
import type { TrainingBackend } from "../backends/training-backend.ts";
import type { TrainingPlan } from "./training-plan.ts";
import { tableRowsInto, tableWidth } from "./training-tables.ts";

/** What one step sees: inputs [E, B, inputs], targets [E, B, outputs], weights over 2B [E, B, 1]. */
export interface StackedBatch {
  readonly inputs: Tensor3D;
  readonly targets: Tensor3D;
  readonly weights: Tensor3D;
}

/**
 * The batches of stacked members by number of the step. Lists of draws are put on the device once; streams are drawn anew at
 * each step, from `batch` and its number.
 *
 * @param rngs - streams of the members
 * @param initialOutput - what is to be subtracted from the networks, and so added to their targets; null for nothing
 * @param hold - keeps a tensor for the whole training
 */
export async function batchSource(
  backend: TrainingBackend,
  plan: TrainingPlan,
  rngs: readonly Rng[],
  initialOutput: (inputs: Tensor3D) => Tensor3D | null,
  hold: <T extends Tensor>(tensor: T) => T,
): Promise<(step: number) => StackedBatch> {
  const { tf } = backend;
  const { network, source, batch } = plan;
  const members = rngs.length;
  const width = tableWidth(plan);
  const shifted = (inputs: Tensor3D, targets: Tensor3D): Tensor3D => {
    const start = initialOutput(inputs);
    return start === null ? targets : tf.add(targets, start);
  };
  /** Rows (inputs, target, weight) [E·B, width] as a batch; weights carry 1/(2B). */
  const cut = (rows: Tensor2D): StackedBatch => {
    const count = rows.shape[0] / members;
    const part = (from: number, size: number): Tensor3D =>
      tf.reshape(tf.slice(rows, [0, from], [rows.shape[0], size]), [members, count, size]);
    return {
      inputs: part(0, network.inputs),
      targets: part(network.inputs, network.outputs),
      weights: tf.mul(part(width - 1, 1), 1 / (2 * count)),
    };
  };
  const withShift = (found: StackedBatch): StackedBatch => ({ ...found, targets: shifted(found.inputs, found.targets) });
  if (source.kind === "stream") {
    const size = batch as number;
    const streams = rngs.map((rng) => source.member(rng));
    return (step) => {
      const table = new Float32Array(members * size * width);
      streams.forEach((draw, m) => {
        tableRowsInto(table, m * size, plan, draw(step, size));
      });
      return withShift(cut(tf.tensor2d(table, [members * size, width])));
    };
  }
  const lists = rngs.map((rng) => source.list(rng.split("draws")));
  const count = lists[0]!.states.x.count;
  const table = new Float32Array(members * count * width);
  lists.forEach((draws, m) => {
    tableRowsInto(table, m * count, plan, draws);
  });
  if (batch === "all") {
    const whole = tf.tidy(() => {
      const { inputs, targets, weights } = withShift(cut(tf.tensor2d(table, [members * count, width])));
      return [inputs, targets, weights] as [Tensor3D, Tensor3D, Tensor3D];
    });
    const [inputs, targets, weights] = whole.map(hold) as [Tensor3D, Tensor3D, Tensor3D];
    return () => ({ inputs, targets, weights });
  }
  const rows = hold(tf.tidy(() => shiftedTable(backend, tf.tensor2d(table, [members * count, width]), plan, members, shifted)));
  return (step) => {
    const chosen = new Int32Array(members * batch);
    rngs.forEach((rng, m) => {
      const stream = rng.split("batch", step);
      for (let b = 0; b < batch; b++) chosen[m * batch + b] = m * count + stream.integer(count);
    });
    return cut(tf.gather(rows, tf.tensor1d(chosen, "int32")));
  };
}

/** The table with the initial function added to its targets, once for all steps. */
function shiftedTable(
  { tf }: TrainingBackend,
  rows: Tensor2D,
  { network, initialFunction }: TrainingPlan,
  members: number,
  shifted: (inputs: Tensor3D, targets: Tensor3D) => Tensor3D,
): Tensor2D {
  if (initialFunction === "kept") return rows;
  const total = rows.shape[0];
  const part = (from: number, size: number): Tensor2D => tf.slice(rows, [0, from], [total, size]);
  const stacked = (flat: Tensor2D): Tensor3D => tf.reshape(flat, [members, total / members, flat.shape[1]]);
  const inputs = part(0, network.inputs);
  const targets = shifted(stacked(inputs), stacked(part(network.inputs, network.outputs)));
  const weights = part(network.inputs + network.outputs, 1);
  return tf.concat([inputs, tf.reshape(targets, [total, network.outputs]), weights], 1);
}
