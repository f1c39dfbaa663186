import { beforeAll, describe, expect, it } from "vitest";
import { meanEstimate, points, varianceExploding } from "../../../../src/core/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import {
  type AutoencoderShape,
  architectureOf,
  fixedNoise,
  freshNoise,
  initialArrays,
  networkField,
  placeInput,
  scoreReadout,
  stackedScores,
  startTraining,
  type TrainingBackend,
  type TrainingPlan,
} from "../../../../src/validate/index.ts";
import { expectClose, monteCarlo, printed, rounding } from "../../../support/tolerance.ts";
import { singleRounding, smallPlan, wasmBackend } from "../../../support/training.ts";

// 9 averages over eight members at five standard errors: false alarms 2e-2 by Student's law for a fresh seed; this one is fixed.
const rng = seededRng(20513);
const sigma = 0.3;
const ridge = 0.01;
// Two points of the plane and weights with known loss and gradient [ZHANG2026, by exact averages over the noise].
const clean = points([
  [1, 0.2],
  [-0.5, 0.8],
]);
const golden = {
  encoder: [0.9, -0.3, 0.1, 0.7],
  // Transposed: rows are hidden units.
  decoder: [0.8, 0.3, -0.2, 0.6],
  loss: 0.24170465535567,
  encoderGradient: [-0.1089815325, 0.1617242556, -0.008847142, -0.1757025078],
  decoderGradient: [-0.1669058556, 0.1091886368, 0.2311012009, -0.2148146532],
};
const schedule = varianceExploding({ sigma: "t", cutoffTime: 0.1, terminalTime: 1 });
const shape: AutoencoderShape = { kind: "autoencoder", inputs: 2, outputs: 2, hidden: 2, tied: false, bias: false };

/** One step of full-batch gradient descent at one noise level, in which any part can be replaced. */
function plan(parts: Partial<TrainingPlan> = {}): TrainingPlan {
  return smallPlan({
    network: shape,
    input: placeInput(2),
    readout: scoreReadout("denoiser", schedule),
    schedule,
    source: fixedNoise(clean, 5000, schedule, sigma),
    batch: "all",
    steps: 1,
    optimizer: { kind: "sgd", learningRate: 1 },
    ridge,
    ...parts,
  });
}

let backend: TrainingBackend;
beforeAll(async () => {
  backend = await wasmBackend();
});

const squared = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value * value, 0);

describe("a two-layer autoencoder", () => {
  it("has at known weights the loss and the gradient of the source, on average over its noise", async () => {
    const members = 8;
    const rows = Float32Array.from({ length: 8 * members }, (_, i) => [...golden.encoder, ...golden.decoder][i % 8]!);
    const start = {
      step: 0,
      from: 0,
      to: members,
      rows: { parameters: rows },
      losses: new Float32Array(0),
      failedAt: new Int32Array(members).fill(-1),
    };
    const training = await startTraining(backend, rng, plan(), 0, members, start);
    await training.advance(1);
    const { losses, rows: after } = await training.state();
    training.dispose();
    // Half the loss without the weight decay is what is recorded, and half the gradient is what is stepped along.
    const decay = ridge * (squared(golden.encoder) + squared(golden.decoder));
    const found = meanEstimate(Float64Array.from(losses, (loss) => 2 * loss + decay));
    expectClose(found.value, golden.loss, monteCarlo(found.standardError));
    [...golden.encoderGradient, ...golden.decoderGradient].forEach((expected, i) => {
      const slopes = Float64Array.from({ length: members }, (_, m) => 2 * (rows[i]! - after.parameters![8 * m + i]!));
      const slope = meanEstimate(slopes);
      expectClose(slope.value, expected, monteCarlo(slope.standardError), `gradient ${i}`);
      expect(slope.standardError).toBeLessThan(0.01);
    });
  });

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])("is its formula on the device and in float64, and so is its loss: tied %s, bias %s", async (tied, bias) => {
    const [dim, hidden] = [3, 5];
    const data = points(rng.split("data").normals(4 * dim), dim);
    const of = { ...shape, inputs: dim, outputs: dim, hidden, tied, bias };
    const source = fixedNoise(data, 6, schedule, sigma);
    const list = source.list(rng.split("list"));
    const whole = plan({
      network: of,
      input: placeInput(dim),
      source: { ...source, list: () => list },
      steps: 30,
      optimizer: { kind: "adam", learningRate: 0.03 },
    });
    const training = await startTraining(backend, rng, whole, 0, 2);
    await training.advance(29);
    const networks = await training.networks();
    const states = { x: points(rng.split("states").normals(4 * dim), dim), t: new Float64Array(4).fill(sigma) };
    const onDevice = await stackedScores(training, states);
    await training.advance(1);
    const { losses } = await training.state();
    training.dispose();
    networks.forEach((network, m) => {
      const [encoder, ...others] = network.arrays;
      const biases = bias ? others[0]! : new Float32Array(hidden);
      const decoded = (x: ArrayLike<number>): number[] => {
        const code = Array.from({ length: hidden }, (_, a) => {
          let sum = biases[a]!;
          for (let d = 0; d < dim; d++) sum += encoder![d * hidden + a]! * x[d]!;
          return Math.max(0, sum);
        });
        const second = others.at(-1)!;
        return Array.from({ length: dim }, (_, d) =>
          code.reduce((sum, value, a) => sum + (tied ? encoder![d * hidden + a]! : second[a * dim + d]!) * value, 0),
        );
      };
      const field = networkField(whole, network);
      const scores = field.score(states.x, sigma);
      for (let n = 0; n < 4; n++) {
        const x = states.x.values.subarray(n * dim, (n + 1) * dim);
        decoded(x).forEach((value, d) => {
          const i = n * dim + d;
          // The score and the denoiser at the noise level belong together: f = x + σ² ŝ.
          expectClose(x[d]! + sigma ** 2 * scores[i]!, value, rounding(10));
          expectClose(onDevice.values[m * 12 + i]!, scores[i]!, singleRounding(100));
        });
      }
      let sum = 0;
      for (let n = 0; n < 24; n++) {
        const f = decoded(list.states.x.values.subarray(n * dim, (n + 1) * dim));
        f.forEach((value, d) => {
          sum += (value - list.clean.values[n * dim + d]!) ** 2;
        });
      }
      expectClose(losses[29 * 2 + m]!, sum / (2 * 24), singleRounding(2));
      expect(losses[29 * 2 + m]!).toBeLessThan(losses[m]!);
    });
  });

  it("with tied weights moves as both layers together: along the mean of their gradients, weight decay included", async () => {
    const tied = { ...shape, hidden: 4, tied: true };
    const source = fixedNoise(clean, 8, schedule, sigma);
    const list = source.list(rng.split("tied"));
    const same = { ...source, list: () => list };
    const weights = initialArrays(rng.split("weights"), tied)[0]!;
    const turned = Float32Array.from({ length: 8 }, (_, i) => weights[(i % 2) * 4 + Math.floor(i / 2)]!);
    const moved = async (network: AutoencoderShape, parameters: Float32Array): Promise<Float32Array> => {
      const state = {
        step: 0,
        from: 0,
        to: 1,
        rows: { parameters },
        losses: new Float32Array(0),
        failedAt: Int32Array.of(-1),
      };
      const training = await startTraining(backend, rng, plan({ network, source: same, ridge: 0.2 }), 0, 1, state);
      await training.advance(1);
      const { rows } = await training.state();
      training.dispose();
      return rows.parameters!;
    };
    const together = await moved(tied, weights);
    const apart = await moved({ ...tied, tied: false }, Float32Array.from([...weights, ...turned]));
    together.forEach((value, i) => {
      const [d, a] = [Math.floor(i / 4), i % 4];
      expectClose(value, (apart[i]! + apart[8 + a * 2 + d]!) / 2, singleRounding(2));
    });
    expect(together).not.toEqual(weights);
  });

  it("starts with layers of equal size that keep the size of their input", () => {
    const wide = { ...shape, inputs: 40, outputs: 40, hidden: 500 };
    const arrays = initialArrays(rng.split("wide"), wide);
    const ratio = squared(arrays[0]!) / squared(arrays[1]!);
    expectClose(ratio, 1, monteCarlo(Math.sqrt(4 / 20_000)));
    const x = rng.split("x").normals(40 * 50);
    const output = architectureOf(wide).outputs(arrays)(x);
    const sizes = Float64Array.from(
      { length: 50 },
      (_, n) => squared(output.subarray(40 * n, 40 * (n + 1))) / squared(x.subarray(40 * n, 40 * (n + 1))),
    );
    const { value } = meanEstimate(sizes);
    // Weights are shared by the inputs: of one network the ratio has a spread of about 2 (1/√40 + 1/√500).
    expectClose(value, 1, {
      bound: (5 * 2 * (1 / Math.sqrt(40) + 1 / Math.sqrt(500))) / 4,
      reason: "spread over weights",
    });
  });

  it("takes one time for all draws, of a fixed list or of fresh noise", () => {
    const stream = freshNoise(clean, 2, schedule, sigma).member(rng.split("fresh"))(3, 7);
    const { states, noise, clean: from } = stream;
    expect([...states.t]).toEqual(new Array(7).fill(sigma));
    states.x.values.forEach((value, i) => {
      expectClose(value, from.values[i]! + sigma * noise[i]!, rounding(2));
    });
    expect([...fixedNoise(clean, 2, schedule, sigma).list(rng).states.t]).toEqual(new Array(4).fill(sigma));
    expect(() => freshNoise(clean, 2, schedule, 1.5)).toThrow(
      "freshNoise: times = 1.5 must be between the cutoff time 0.1 and the terminal time 1",
    );
    expectClose(schedule.sigma(sigma), sigma, printed(1e-12));
  });

  it.each([
    [{ hidden: 0 }, "autoencoder: hidden = 0 must be a positive integer"],
    [{ outputs: 3 }, "autoencoder: outputs = 3 must be the inputs, 2"],
  ])("refuses %j", (parts, message) => {
    expect(() => architectureOf({ ...shape, ...parts })).toThrow(message);
  });
});
