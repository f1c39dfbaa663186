import { beforeAll, describe, expect, it } from "vitest";
import { meanEstimate, type Points, points, varianceExploding } from "../../src/core/index.ts";
import { seededRng } from "../../src/numerics/index.ts";
import {
  freshNoise,
  placeInput,
  scoreReadout,
  type TrainedNetworks,
  type TrainingBackend,
  trainNetworks,
} from "../../src/validate/index.ts";
import { expectClose } from "../support/tolerance.ts";
import { smallPlan, wasmBackend } from "../support/training.ts";

const rng = seededRng(20514);
const schedule = varianceExploding({ sigma: "t", cutoffTime: 0.01, terminalTime: 1 });
const [count, hidden, sigma, decay] = [3, 12, 0.1, 1e-3];

/** Corners of a regular simplex around 0 with unit norms, in four dimensions: cosines −1/2. */
const corners: Points = points(
  [0, 1, 2].map((k) => [Math.cos((2 * Math.PI * k) / 3), Math.sin((2 * Math.PI * k) / 3), 0, 0]),
);

let backend: TrainingBackend;
let trained: TrainedNetworks;
beforeAll(async () => {
  backend = await wasmBackend();
  const plan = smallPlan({
    network: { kind: "autoencoder", inputs: 4, outputs: 4, hidden, tied: false, bias: false },
    input: placeInput(4),
    readout: scoreReadout("denoiser", schedule),
    schedule,
    source: freshNoise(corners, count, schedule, sigma),
    batch: 96,
    steps: 2000,
    optimizer: { kind: "adam", learningRate: 0.03 },
    decay: "cosine",
    ridge: decay,
  });
  trained = await trainNetworks(backend, rng, plan, 4);
});

// Well separated points and four times as many units as points: the memorising solution, of squared singular values
// r² = (N − nλ)/(N² + σ²N), and of loss N − (N − nλ)²/(N + σ²), here with N = 1.
const strength = (1 - count * decay) / (1 + sigma ** 2);
const memorised = 1 - (1 - count * decay) ** 2 / (1 + sigma ** 2);

describe("an autoencoder of many units trained on few well separated points", () => {
  it("stores every point: each direction of the data is kept with the predicted strength", () => {
    for (const { arrays } of trained.networks) {
      const [encoder, decoder] = arrays as [Float32Array, Float32Array];
      for (let n = 0; n < count; n++) {
        const corner = corners.values.subarray(4 * n, 4 * n + 4);
        const map = new Float64Array(16);
        for (let a = 0; a < hidden; a++) {
          const own = Float64Array.from({ length: 4 }, (_, d) => encoder[d * hidden + a]!);
          const along = own.reduce((sum, value, d) => sum + value * corner[d]!, 0);
          // Units that belong to this point.
          if (!(along > 0.9 * Math.hypot(...own))) continue;
          for (let d = 0; d < 4; d++) for (let e = 0; e < 4; e++) map[d * 4 + e]! += decoder[a * 4 + d]! * own[e]!;
        }
        map.forEach((value, i) => {
          const expected = strength * corner[Math.floor(i / 4)]! * corner[i % 4]!;
          expectClose(value, expected, { bound: 0.02, reason: "noise of the last steps, two per cent of the map" });
        });
      }
    }
  });

  it("reaches the predicted loss with its weight decay to two per cent", () => {
    expectClose(memorised, 0.015833, { bound: 5e-7, reason: "printed digits" });
    const draws = 20_000;
    trained.fields.forEach((field, m) => {
      // By Monte Carlo in float64 on noise of its own.
      const noise = rng.split("evaluation", m).normals(4 * draws);
      const x = points(
        noise.map((value, i) => corners.values[i % 12]! + sigma * value),
        4,
      );
      const scores = field.score(x, sigma);
      const errors = Float64Array.from({ length: draws }, (_, n) => {
        let sum = 0;
        for (let i = 4 * n; i < 4 * n + 4; i++) {
          const denoised = x.values[i]! + sigma ** 2 * scores[i]!;
          sum += (denoised - corners.values[i % 12]!) ** 2;
        }
        return sum;
      });
      const { value, standardError } = meanEstimate(errors);
      const weights = trained.networks[m]!.arrays.flatMap((array) => Array.from(array));
      const loss = value + decay * weights.reduce((sum, own) => sum + own * own, 0);
      const bound = 0.02 * memorised + 5 * standardError;
      expectClose(loss, memorised, { bound, reason: "two per cent for the noise of training, five standard errors" });
    });
    expect(trained.failed).toEqual([]);
  });
});
