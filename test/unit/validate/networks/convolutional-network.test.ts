import { beforeAll, describe, expect, it } from "vitest";
import { installedPackages } from "../../../../src/cli/training-packages.ts";
import { pointMasses, points } from "../../../../src/core/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import {
  architectureOf,
  type ConvolutionalShape,
  clockInput,
  embeddedInput,
  fieldScoreMatrix,
  fixedDraws,
  initialArrays,
  membersAtOnce,
  networkField,
  openBackend,
  scoreReadout,
  stackedScores,
  startTraining,
  type TrainingBackend,
  type TrainingPlan,
  trainNetworks,
} from "../../../../src/validate/index.ts";
import { centralDifference, expectClose, rounding } from "../../../support/tolerance.ts";
import { singleRounding, smallPlan, smallProcess, wasmBackend } from "../../../support/training.ts";

const seed = 20511;
const rng = seededRng(seed);
const side = 4;
const pixels = side * side;
const { schedule } = smallProcess;
const data = pointMasses(points(rng.split("data").normals(2 * pixels), pixels));

const shape: ConvolutionalShape = {
  kind: "convolution",
  inputs: pixels + 1,
  outputs: pixels,
  channels: [3, 4],
  activation: "tanh",
  scaling: "standard",
  bias: 1,
  trained: "all",
};

/** A short training of small convolutional networks, in which any part can be replaced. */
function plan(parts: Partial<TrainingPlan> = {}): TrainingPlan {
  return smallPlan({
    network: shape,
    input: clockInput(schedule, pixels),
    source: fixedDraws({ data, schedule, times: "uniform" }, 12),
    batch: 6,
    steps: 20,
    ...parts,
  });
}

let backend: TrainingBackend;
beforeAll(async () => {
  backend = await wasmBackend();
});

/** Arrays whose biases are not 0. */
const arraysOf = (of: ConvolutionalShape, name: string): Float32Array[] =>
  initialArrays(rng.split(name), of).map((array, k) =>
    array.some((value) => value !== 0)
      ? array
      : Float32Array.from(rng.split(`${name} bias ${k}`).normals(array.length)),
  );

/** The convolution as its formula says, pixel by pixel. */
function byFormula(of: ConvolutionalShape, arrays: readonly Float32Array[], input: Float64Array): Float64Array {
  const clock = input.subarray(pixels);
  const widths = [1, ...of.channels, 1];
  let images = [Array.from(input.subarray(0, pixels))];
  let next = 0;
  for (let layer = 0; layer + 1 < widths.length; layer++) {
    const weights = arrays[next++]!;
    const bias = of.bias > 0 ? arrays[next++]! : null;
    const cols = widths[layer + 1]!;
    const before = images;
    images = Array.from({ length: cols }, (_, c) =>
      Array.from({ length: pixels }, (_, u) => {
        let sum = bias?.[c] ?? 0;
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++) {
            const [y, x] = [Math.floor(u / side) + dy, (u % side) + dx];
            if (y < 0 || y >= side || x < 0 || x >= side) continue;
            const k = 3 * (dy + 1) + dx + 1;
            before.forEach((image, from) => {
              sum += weights[(k * before.length + from) * cols + c]! * image[y * side + x]!;
            });
          }
        clock.forEach((value, j) => {
          sum += weights[(9 * before.length + j) * cols + c]! * value;
        });
        if (layer + 2 === widths.length) return sum;
        return of.activation === "relu" ? Math.max(0, sum) : Math.tanh(sum);
      }),
    );
  }
  return Float64Array.from(images[0]!);
}

describe("a convolutional network", () => {
  it.each([
    { ...shape },
    { ...shape, activation: "relu" as const, bias: 0 },
    { ...shape, channels: [], inputs: pixels },
    { ...shape, inputs: pixels + 3, scaling: "ntk" as const },
  ])("is, on the device and in float64, the sum over kernels that its formula says: %j", (of) => {
    const { tf } = backend;
    const members = [0, 1].map((m) => arraysOf(of, `formula ${m}`));
    const inputs = rng.split("inputs").normals(3 * of.inputs);
    const architecture = architectureOf(of);
    const stacked = architecture.arrays.map(({ rows, cols }, k) =>
      tf.tensor3d([...members[0]![k]!, ...members[1]![k]!], [2, rows, cols]),
    );
    const input = tf.tile(tf.tensor3d(Float32Array.from(inputs), [1, 3, of.inputs]), [2, 1, 1]);
    const onDevice = architecture.stacked(tf, stacked, input).dataSync();
    members.forEach((arrays, m) => {
      const found = architecture.outputs(arrays)(inputs);
      for (let n = 0; n < 3; n++) {
        const expected = byFormula(of, arrays, inputs.subarray(n * of.inputs, (n + 1) * of.inputs));
        expected.forEach((value, u) => {
          expectClose(found[n * pixels + u]!, value, rounding(20));
          expectClose(onDevice[(m * 3 + n) * pixels + u]!, value, singleRounding(10));
        });
      }
    });
  });

  it("moves along the gradient of its loss, as finite differences in float64 say", async () => {
    const learningRate = 1;
    const draws = fixedDraws({ data, schedule, times: "uniform" }, 5).list(rng.split("differences"));
    const { input, readout } = plan();
    const source = { kind: "list" as const, name: "fixed", count: 5, list: () => draws };
    const one = plan({ source, batch: "all", steps: 1, optimizer: { kind: "sgd", learningRate } });
    const training = await startTraining(backend, rng, one, 0, 2);
    const [before] = await training.networks();
    await training.advance(1);
    const [after] = await training.networks();
    const { losses } = await training.state();
    training.dispose();
    const inputs = input.inputs(draws.states).values;
    const loss = (arrays: readonly ArrayLike<number>[]): number => {
      const output = architectureOf(shape).outputs(arrays)(inputs);
      return output.reduce((sum, f, i) => sum + (draws.noise[i]! - f) ** 2, 0) / (2 * 5);
    };
    expect(readout.name).toBe("noise");
    expectClose(losses[0]!, loss(before!.arrays), singleRounding(losses[0]!));
    const h = 1e-4;
    before!.arrays.forEach((array, k) => {
      // Every fifth number of every array.
      for (let i = 0; i < array.length; i += 5) {
        const moved = (by: number): number =>
          loss(
            before!.arrays.map((own, j) =>
              j === k ? Float64Array.from(own, (v, at) => (at === i ? v + by : v)) : own,
            ),
          );
        const slope = (moved(h) - moved(-h)) / (2 * h);
        const found = (array[i]! - after!.arrays[k]![i]!) / learningRate;
        // Third derivatives of the loss of tanh networks of this size are of the order of the loss itself.
        const { bound } = centralDifference(h, 100);
        expectClose(found, slope, { bound: bound + singleRounding(4, 256).bound, reason: "difference and float32" });
      }
    });
  });

  it("gives each member the same weights in whatever group it was trained", async () => {
    const whole = plan({ optimizer: { kind: "adam", learningRate: 1e-2 }, averaging: 0.9, clipNorm: 1 });
    const together = await trainNetworks(backend, rng, whole, 4);
    for (const [memoryLimit, size] of [
      [250_000, 1],
      [500_000, 2],
    ] as const) {
      expect(membersAtOnce(whole, 4, memoryLimit)).toBe(size);
      const apart = await trainNetworks(backend, rng, whole, 4, { memoryLimit });
      expect(apart.networks).toEqual(together.networks);
    }
    for (const losses of together.losses) expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  });

  it("has in WebAssembly and in plain JavaScript the same losses", async () => {
    const cpu = await openBackend("cpu", installedPackages);
    const here = await trainNetworks(backend, rng, plan(), 2);
    const there = await trainNetworks(cpu, rng, plan(), 2);
    here.losses.forEach((losses, m) => {
      losses.forEach((loss, k) => {
        expectClose(there.losses[m]![k]!, loss, singleRounding(loss, 256));
      });
    });
  });

  it.each(["kept", "subtracted"] as const)(
    "has one score on the device and in float64, initial function %s",
    async (initialFunction) => {
      const input = embeddedInput(schedule, pixels, 2);
      const whole = plan({
        network: { ...shape, inputs: input.size, activation: "silu" },
        input,
        readout: scoreReadout("denoiser", schedule),
        initialFunction,
      });
      const training = await startTraining(backend, rng, whole, 0, 2);
      await training.advance(20);
      const states = { x: points(rng.split("states").normals(3 * pixels), pixels), t: Float64Array.of(0.1, 0.1, 0.7) };
      const onDevice = await stackedScores(training, states);
      const fields = (await training.networks()).map((network) => networkField(whole, network));
      training.dispose();
      const exact = fieldScoreMatrix(fields, states);
      exact.values.forEach((value, i) => {
        expectClose(onDevice.values[i]!, value, singleRounding(Math.max(100, Math.abs(value))));
      });
    },
  );

  it.each([
    [{ outputs: 12 }, "convolutional network: outputs = 12 must be a square number of pixels, at least 4"],
    [{ outputs: 1 }, "outputs = 1 must be a square number of pixels"],
    [{ inputs: 15 }, "inputs = 15 must be an integer of at least the 16 pixels"],
    [{ channels: [3, 0] }, "channels[1] = 0 must be a positive integer"],
    [{ bias: -1 }, "bias = -1 must be finite and at least 0"],
  ])("refuses %j", (parts, message) => {
    expect(() => architectureOf({ ...shape, ...parts })).toThrow(message);
  });
});
