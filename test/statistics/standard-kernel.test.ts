import { describe, it } from "vitest";
import { variancePreserving } from "../../src/core/index.ts";
import { hermiteDual, standardKernels } from "../../src/linear-models/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import { embeddedInput, initialArrays, type NetworkShape } from "../../src/validate/index.ts";
import { statesOf } from "../support/linear-models.ts";
import { expectClose, type Tolerance } from "../support/tolerance.ts";

// 6 averages at five standard errors: false alarms 4e-6 for a fresh seed.
const seed = 20671;
const width = 128;
const networks = 60;
const schedule = variancePreserving({ drift: "half-beta", cutoffTime: 0.01, terminalTime: 1 });
const input = embeddedInput(schedule, 1, 4);
const at = statesOf(
  [
    [-0.8, 0.05],
    [0.4, 0.3],
  ],
  1,
);
const inputs = input.inputs(at);
const shape: NetworkShape = {
  inputs: input.size,
  outputs: 1,
  hidden: [width, width],
  activation: "silu",
  scaling: "standard",
  bias: 1,
  trained: "all",
};

const sigmoid = (u: number): number => 1 / (1 + Math.exp(-u));
const silu = (u: number): number => u * sigmoid(u);
const slope = (u: number): number => sigmoid(u) * (1 + u * (1 - sigmoid(u)));

/** Output of a network and its gradient with respect to every parameter, by back-propagation. */
function outputAndGradient(arrays: readonly Float32Array[], z: Float64Array): { output: number; gradient: number[] } {
  const sizes = [z.length, width, width, 1];
  const seen: Float64Array[] = [z];
  const units: Float64Array[] = [];
  for (let layer = 0; layer < 3; layer++) {
    const [weights, biases] = [arrays[2 * layer]!, arrays[2 * layer + 1]!];
    const [rows, cols] = [sizes[layer]!, sizes[layer + 1]!];
    const u = Float64Array.from({ length: cols }, (_, c) => {
      let sum = biases[c]!;
      for (let r = 0; r < rows; r++) sum += seen[layer]![r]! * weights[r * cols + c]!;
      return sum;
    });
    units.push(u);
    seen.push(u.map(silu));
  }
  const gradient: number[] = [];
  let back = Float64Array.of(1);
  for (let layer = 2; layer >= 0; layer--) {
    const [rows, cols] = [sizes[layer]!, sizes[layer + 1]!];
    for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) gradient.push(seen[layer]![r]! * back[c]!);
    gradient.push(...back);
    if (layer === 0) break;
    const weights = arrays[2 * layer]!;
    const above = back;
    back = Float64Array.from({ length: rows }, (_, r) => {
      let sum = 0;
      for (let c = 0; c < cols; c++) sum += weights[r * cols + c]! * above[c]!;
      return sum * slope(units[layer - 1]![r]!);
    });
  }
  return { output: units[2]![0]!, gradient };
}

describe("kernels in standard parametrisation are averages over the networks that are trained", () => {
  it(`of two layers of ${width} on embedded times, ${networks} networks`, () => {
    const dual = hermiteDual({ name: "silu", value: silu, slope }, 80);
    const exact = standardKernels(inputs, dual, { hidden: shape.hidden, weightVariance: 1, biases: true });
    const rng = seededRng(seed);
    const found = Array.from({ length: networks }, (_, k) => {
      const arrays = initialArrays(rng.split(`${k}`), shape);
      const both = [0, 1].map((n) =>
        outputAndGradient(arrays, inputs.values.slice(n * input.size, (n + 1) * input.size)),
      );
      return { arrays, both };
    });
    for (const [i, j] of [
      [0, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const average = (of: (one: (typeof found)[number]) => number): { mean: number; error: number } => {
        const values = found.map(of);
        const mean = values.reduce((a, b) => a + b, 0) / networks;
        const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (networks - 1);
        return { mean, error: Math.sqrt(spread / networks) };
      };
      // Finite width moves means by one over it per hidden layer.
      const within = (error: number, size: number): Tolerance => ({
        bound: 5 * error + (2 * size) / width,
        reason: "five standard errors and the bias of finite width",
      });
      const ntk = average(({ both }) =>
        both[i]!.gradient.reduce((sum, value, p) => sum + value * both[j]!.gradient[p]!, 0),
      );
      const nngp = average(({ both }) => both[i]!.output * both[j]!.output);
      const [tangent, start] = [exact.ntk.values[2 * i + j]!, exact.nngp.values[2 * i + j]!];
      expectClose(ntk.mean, tangent, within(ntk.error, tangent), `Θ ${i}${j}`);
      expectClose(nngp.mean, start, within(nngp.error, start), `𝒦 ${i}${j}`);
    }
  });
});
