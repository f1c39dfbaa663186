import type { Tensor3D } from "@tensorflow/tfjs";
import { type ForwardProcess, type NoisyStates, ShapeError } from "../../core/index.ts";
import { type Matrix, matrix, normalQuantile, type Rng } from "../../numerics/index.ts";
import type { StackedTraining } from "./stacked-training.ts";

/** States handled at once on the device. */
const blockSize = 1024;

/**
 * Scores of all members at states of any times, computed on the device in float32.
 *
 * @returns shape [E, N·D]; 1/data
 */
export async function stackedScores(training: StackedTraining, at: NoisyStates): Promise<Matrix> {
  const { backend, plan, from, to } = training;
  const { tf } = backend;
  const { input, readout } = plan;
  const { count, dim, values } = at.x;
  if (dim !== input.dim)
    throw new ShapeError("stackedScores", { states: [count, dim], input: [input.dim] }, "the dimensions must agree");
  await backend.activate();
  const members = to - from;
  const out = matrix(members, count * dim);
  for (let start = 0; start < count; start += blockSize) {
    const end = Math.min(start + blockSize, count);
    const own = end - start;
    const part = {
      x: { count: own, dim, values: values.subarray(start * dim, end * dim) },
      t: at.t.subarray(start, end),
    };
    const inputs = input.inputs(part);
    const output = tf.tidy(() => {
      const one = tf.tensor3d(Float32Array.from(inputs.values), [1, own, input.size]);
      return training.output(tf.tile(one, [members, 1, 1]));
    });
    const found = await output.data();
    output.dispose();
    for (let n = 0; n < own; n++) {
      const gain = readout.output(part.t[n]!);
      const base = readout.state(part.t[n]!);
      for (let m = 0; m < members; m++)
        for (let d = 0; d < dim; d++)
          out.values[m * out.cols + (start + n) * dim + d] =
            gain * found[(m * own + n) * dim + d]! + base * part.x.values[n * dim + d]!;
    }
  }
  return out;
}

/**
 * Samples of each member's own probability flow by Heun's method on the grid of the process, on the device in float32. Starts
 * are those of `sampleMembers`: jittered normal strata in one dimension, independent normals above, streams `starts/m`.
 *
 * @returns end states; shape [E · paths, D]
 * @accuracy O(h²) and float32 rounding
 * @throws ShapeError when the input does not say how it is made of x and t
 */
export async function stackedSamples(
  rng: Rng,
  training: StackedTraining,
  process: Pick<ForwardProcess, "schedule" | "grid">,
  paths: number,
): Promise<Float64Array> {
  const { backend, plan, from, to } = training;
  const { tf } = backend;
  const { input, readout } = plan;
  const { schedule, grid } = process;
  const { dim, size, parts } = input;
  if (parts === undefined)
    throw new ShapeError("stackedSamples", { input: [size], data: [dim] }, "of the form (spaceScale(t) x, clock(t))");
  await backend.activate();
  const members = to - from;
  const sigma = schedule.sigma(schedule.terminalTime);
  const starts = new Float32Array(members * paths * dim);
  for (let m = 0; m < members; m++) {
    const stream = rng.split(`starts/${from + m}`);
    for (let i = 0; i < paths * dim; i++)
      starts[m * paths * dim + i] =
        sigma * (dim === 1 ? normalQuantile((i + stream.uniform()) / paths) : stream.normal());
  }
  /** dx/dt = −βx − D(output f + state x). */
  const slope = (x: Tensor3D, t: number): Tensor3D => {
    const clock = tf.tensor3d(Float32Array.from(parts.clock(t)), [1, 1, size - dim]);
    const inputs = tf.concat([tf.mul<Tensor3D>(x, parts.spaceScale(t)), tf.tile(clock, [members, paths, 1])], 2);
    const diffusivity = schedule.diffusivity(t);
    const linear = -schedule.beta(t) - diffusivity * readout.state(t);
    return tf.add(tf.mul(x, linear), tf.mul(training.output(inputs), -diffusivity * readout.output(t)));
  };
  let x = tf.tensor3d(starts, [members, paths, dim]);
  for (let k = 0; k + 1 < grid.times.length; k++) {
    const t = grid.times[k]!;
    const next = grid.times[k + 1]!;
    const moved = tf.tidy(() => {
      const first = slope(x, t);
      const ahead = tf.add<Tensor3D>(x, tf.mul(first, next - t));
      return tf.add<Tensor3D>(x, tf.mul(tf.add(first, slope(ahead, next)), (next - t) / 2));
    });
    x.dispose();
    x = moved;
    // A look now and then keeps the queue of a device short.
    if (k % 10 === 9) await tf.slice(x, [0, 0, 0], [1, 1, 1]).data();
  }
  const ends = Float64Array.from(await x.data());
  x.dispose();
  return ends;
}
