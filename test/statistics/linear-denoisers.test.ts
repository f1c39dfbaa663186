import { describe, it } from "vitest";
import { pointMasses, varianceExploding } from "../../src/core/index.ts";
import { descentDenoisers, empiricalMoments } from "../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../src/numerics/index.ts";
import { affineInput, freshNoiseAt, learningRateAt, scoreReadout, startTraining } from "../../src/validate/index.ts";
import { sampleMoments } from "../support/linear-models.ts";
import { expectClose, monteCarlo } from "../support/tolerance.ts";
import { smallPlan, wasmBackend } from "../support/training.ts";

// 2 noise levels × 6 parameters at five standard errors: false alarms 7e-6 for a fresh seed.
const seed = 20641;
const models = 200;
const times = [2, 0.3];

describe("linear denoisers trained by SGD on fresh draws", () => {
  it("are, in the mean over runs, gradient descent on the expected loss: weights, rates and offsets included", async () => {
    const schedule = varianceExploding({ sigma: "t", cutoffTime: 0.3, terminalTime: 2 });
    const points = { count: 3, dim: 2, values: Float64Array.of(1, 0.2, -0.5, 0.4, 0.8, -1.2) };
    const weight = (t: number): number => (t > 1 ? 1.5 : 0.5);
    const plan = smallPlan({
      network: { inputs: 3, outputs: 2, hidden: [], activation: "relu", scaling: "zero", bias: 0, trained: "all" },
      input: affineInput(schedule, 2),
      readout: scoreReadout("denoiser", schedule),
      schedule,
      source: freshNoiseAt(pointMasses(points), schedule, times),
      weight,
      batch: 6,
      steps: 25,
      optimizer: { kind: "sgd", learningRate: 0.3 },
      decay: "cosine",
    });
    const training = await startTraining(await wasmBackend(), seededRng(seed), plan, 0, 2 * models);
    await training.advance(plan.steps);
    const networks = await training.networks();
    training.dispose();
    times.forEach((sigma, level) => {
      const sample = matrix(models, 6);
      for (let m = 0; m < models; m++) sample.values.set(networks[2 * m + level]!.arrays[0]!, 6 * m);
      const { mean, meanError } = sampleMoments(sample);
      const scale = 1 / Math.sqrt(1 + sigma * sigma);
      const rates = Array.from({ length: plan.steps }, (_, step) => weight(sigma) * learningRateAt(plan, step));
      const moments = empiricalMoments(points);
      const [expected] = descentDenoisers(moments, { alpha: 1, sigma }, rates, [plan.steps], scale);
      // Networks act on (s x, 1) from the right: array [3, 2] holds W ᵀ/s above b.
      for (let i = 0; i < 2; i++) {
        for (let j = 0; j < 2; j++) {
          const value = expected!.matrix.values[2 * i + j]! / scale;
          expectClose(mean[2 * j + i]!, value, monteCarlo(meanError[2 * j + i]!), `σ = ${sigma}, W[${i}][${j}]`);
        }
        expectClose(mean[4 + i]!, expected!.offset[i]!, monteCarlo(meanError[4 + i]!), `σ = ${sigma}, b[${i}]`);
      }
    });
  });
});
