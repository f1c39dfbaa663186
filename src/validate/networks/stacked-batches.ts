import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs";
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

/** Batches of a training, made for many steps at once. */
export interface BatchSource {
  /** Steps that one block may serve. */
  readonly stretch: number;
  /** What steps `first` … `first` + `count` − 1 need from outside, on the device; null where that is nothing. */
  block(first: number, count: number): Tensor | null;
  /** The batch of step number `k` of a block. */
  batch(block: Tensor | null, k: number): StackedBatch;
}

/** Numbers in one block, at most. */
const blockLimit = 8_000_000;

/**
 * The batches of stacked members. Lists of draws are put on the device once, and only the choice of draws follows; streams are drawn
 * anew at each step, from `batch` and its number.
 *
 * @param rngs - streams of the members, the first of which has number `from`
 * @param initialOutput - what is to be subtracted from the networks, and so added to their targets; null for nothing
 * @param hold - keeps a tensor for the whole training
 */
export function batchSource(
  backend: TrainingBackend,
  plan: TrainingPlan,
  rngs: readonly Rng[],
  from: number,
  initialOutput: (inputs: Tensor3D) => Tensor3D | null,
  hold: <T extends Tensor>(tensor: T) => T,
): BatchSource {
  const { tf } = backend;
  const { network, source, batch } = plan;
  const members = rngs.length;
  const width = tableWidth(plan);
  const shifted = (inputs: Tensor3D, targets: Tensor3D): Tensor3D => {
    const start = initialOutput(inputs);
    return start === null ? targets : tf.add(targets, start);
  };
  /** Rows (inputs, target, weight) [E·B, width] as a batch. */
  const cut = (rows: Tensor2D): StackedBatch => {
    const count = rows.shape[0] / members;
    const part = (from: number, size: number): Tensor3D =>
      tf.reshape(tf.slice(rows, [0, from], [rows.shape[0], size]), [members, count, size]);
    return {
      inputs: part(0, network.inputs),
      targets: part(network.inputs, network.outputs),
      weights: part(width - 1, 1),
    };
  };
  const withShift = (found: StackedBatch): StackedBatch => ({
    ...found,
    targets: shifted(found.inputs, found.targets),
  });
  if (source.kind === "stream") {
    const size = batch as number;
    const streams = rngs.map((rng, m) => source.member(rng, from + m));
    const rows = members * size;
    return {
      // In WebAssembly a slice copies all of what it is taken from, so that a block of many steps costs more than it saves.
      stretch: tf.getBackend() === "wasm" ? 1 : Math.max(1, Math.floor(blockLimit / (rows * width))),
      block(first, count) {
        const table = new Float32Array(count * rows * width);
        for (let k = 0; k < count; k++)
          streams.forEach((draw, m) => {
            tableRowsInto(table, k * rows + m * size, plan, draw(first + k, size), 2 * size);
          });
        return tf.tensor2d(table, [count * rows, width]);
      },
      batch: (block, k) => withShift(cut(tf.slice(block as Tensor2D, [k * rows, 0], [rows, width]))),
    };
  }
  const lists = rngs.map((rng, m) => source.list(rng.split("draws"), from + m));
  const count = lists[0]!.states.x.count;
  const table = new Float32Array(members * count * width);
  lists.forEach((draws, m) => {
    tableRowsInto(table, m * count, plan, draws, 2 * (batch === "all" ? count : batch));
  });
  if (batch === "all") {
    const whole = tf.tidy(() => {
      const { inputs, targets, weights } = withShift(cut(tf.tensor2d(table, [members * count, width])));
      return [inputs, targets, weights] as [Tensor3D, Tensor3D, Tensor3D];
    });
    const [inputs, targets, weights] = whole.map(hold) as [Tensor3D, Tensor3D, Tensor3D];
    return { stretch: Number.POSITIVE_INFINITY, block: () => null, batch: () => ({ inputs, targets, weights }) };
  }
  const rows = hold(
    tf.tidy(() => shiftedTable(backend, tf.tensor2d(table, [members * count, width]), plan, members, shifted)),
  );
  return {
    stretch: Math.max(1, Math.floor(blockLimit / (members * batch))),
    block(first, steps) {
      const chosen = new Int32Array(steps * members * batch);
      let at = 0;
      for (let k = 0; k < steps; k++)
        rngs.forEach((rng, m) => {
          const stream = rng.split("batch", first + k);
          for (let b = 0; b < batch; b++) chosen[at++] = m * count + stream.integer(count);
        });
      return tf.tensor1d(chosen, "int32");
    },
    batch: (block, k) => cut(tf.gather(rows, tf.slice(block as Tensor1D, [k * members * batch], [members * batch]))),
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
