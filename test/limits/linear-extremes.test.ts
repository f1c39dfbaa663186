import { describe, expect, it } from "vitest";
import { type LinearScoreModel, pointMasses, points, probabilityFlow } from "../../src/core/index.ts";
import {
  drawTraining,
  formulaFeatures,
  linearScoreField,
  lossWeights,
  populationMoments,
  sandwichEnsemble,
  trainLinearModel,
} from "../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { denoiserModel, fewBumps, gentleSchedule, lineMixture, processOf, statesOf } from "../support/linear-models.ts";
import { discretisation, expectClose, quadrature, rounding } from "../support/tolerance.ts";

const seed = 20421;

describe("a ridge that grows without bound", () => {
  const process = processOf(lineMixture, gentleSchedule);
  const marginal = noisedMarginal(process.data, gentleSchedule);

  it("leaves ρ W → E[w φ target], in training and in the theory", () => {
    for (const ridge of [1e4, 1e6]) {
      for (const sampleCount of [4, 50]) {
        const model = denoiserModel(fewBumps(), gentleSchedule, { ridge, sampleCount });
        const { clean, states } = drawTraining(seededRng(seed), process, sampleCount, "uniform");
        const weights = lossWeights(model, states.t);
        const weighted = clean.values.map((value, n) => (value * weights[n]!) / sampleCount);
        const limit = model.features.project(states, matrix(sampleCount, 1, weighted)).values;
        const gram = model.features.gram(
          states,
          weights.map((weight) => weight / sampleCount),
        );
        const norm = algebra.symmetricEigen(gram).values.at(-1)!;
        const size = Math.hypot(...limit);
        const trained = trainLinearModel(seededRng(seed), model, process, marginal).values;
        limit.forEach((value, f) => {
          // W = (Σ̂ + ρ)⁻¹ Â, so |ρW − Â| ≤ |Σ̂||Â|/ρ.
          expectClose(ridge * trained[f]!, value, discretisation(1, 1 / ridge, norm * size), `ρ W[${f}]`);
        });
      }
    }
  });

  it("leaves a sampler that contracts to zero: x_ε = x_T σ(ε)/σ(T)", () => {
    const model = denoiserModel(fewBumps(), gentleSchedule, { ridge: 1e12 });
    const field = linearScoreField(model, gentleSchedule, trainLinearModel(seededRng(seed), model, process, marginal));
    const starts = points([[-2], [0.3], [1]]);
    const ends = probabilityFlow(process, field, starts, { method: "dormand-prince", tolerance: 1e-10 }).values;
    const { cutoffTime, terminalTime } = gentleSchedule;
    const ratio = gentleSchedule.sigma(cutoffTime) / gentleSchedule.sigma(terminalTime);
    starts.values.forEach((start, n) => {
      expectClose(ends[n]!, ratio * start, quadrature(1e-8), `end ${n}`);
    });
  });
});

describe("what a trained denoiser can put out", () => {
  const outputs = (model: LinearScoreModel, rows: readonly (readonly number[])[], sampleCount: number) => {
    const process = processOf(pointMasses(rows), gentleSchedule);
    const marginal = noisedMarginal(process.data, gentleSchedule);
    const at = statesOf(
      [
        [0.3, -0.8, 0.15],
        [1.4, 1.2, 0.4],
        [-3, 0.1, 0.9],
      ],
      2,
    );
    return [0, 1, 2, 3].map((k) => {
      const w = trainLinearModel(seededRng(seed + k), { ...model, sampleCount }, process, marginal);
      return model.features.combine(at, w);
    });
  };

  it("is in the span of the data points at any ridge, on noisy and noise-free targets", () => {
    const direction = [0.6, -0.8];
    const rows = [-1, 0.5, 2].map((c) => direction.map((value) => c * value));
    for (const target of ["noisy", "noise-free"] as const) {
      for (const sampleCount of [7, 60]) {
        const model = denoiserModel(fewBumps(2), gentleSchedule, { ridge: 0.05, target });
        for (const { rows: count, values } of outputs(model, rows, sampleCount)) {
          for (let n = 0; n < count; n++) {
            const [x, y] = [values[2 * n]!, values[2 * n + 1]!];
            // Both outputs come from the same matrix: their rounding is the condition number 18 · 4.1/ρ times ε.
            expectClose(0.8 * x + 0.6 * y, 0, rounding(2 * 1500, 64), "part of the output orthogonal to the data");
            expect(Math.hypot(x, y)).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  it("is in their affine hull with a constant feature and no ridge", async () => {
    const features = await formulaFeatures(["1", "x1", "x2*t"], 2);
    const model = denoiserModel(features, gentleSchedule, { ridge: 0 });
    const rows = [-1, 0.5, 2].map((c) => [1 + 0.6 * c, 2 - 0.8 * c]);
    for (const { rows: count, values } of outputs(model, rows, 40)) {
      for (let n = 0; n < count; n++) {
        const offset = 0.8 * (values[2 * n]! - 1) + 0.6 * (values[2 * n + 1]! - 2);
        expectClose(offset, 0, rounding(10 * 1000, 64), "distance from the line");
      }
    }
  });
});

describe("one data point, a constant feature and no ridge", () => {
  const mu = 0.7;
  const process = processOf(pointMasses([[mu]]), gentleSchedule);
  const marginal = noisedMarginal(process.data, gentleSchedule);

  it("train every model to the point, from as many draws as features on", async () => {
    const at = statesOf(
      [
        [-2, 0.1],
        [0.4, 0.5],
      ],
      1,
    );
    for (const formulas of [["1"], ["1", "x"], ["1", "x", "t*x"]]) {
      const features = await formulaFeatures(formulas, 1);
      for (const sampleCount of [features.featureCount, 10, 200]) {
        const model = denoiserModel(features, gentleSchedule, { ridge: 0, sampleCount });
        for (const k of [0, 1, 2]) {
          const rng = seededRng(seed + k);
          const { states } = drawTraining(rng, process, sampleCount, "uniform");
          const { values } = algebra.symmetricEigen(features.gram(states, lossWeights(model, states.t)));
          const condition = values.at(-1)! / values[0]!;
          const w = trainLinearModel(rng, model, process, marginal);
          for (const value of features.combine(at, w).values)
            expectClose(value, mu, rounding(3 * condition, 64), `m̂ of ${formulas.join(", ")}, P = ${sampleCount}`);
        }
      }
    }
  });

  it("have no variance in the theory", async () => {
    const model = denoiserModel(await formulaFeatures(["1", "x"], 1), gentleSchedule, { ridge: 0 });
    const moments = populationMoments(model, process);
    expectClose(moments.solution.values[0]!, mu, rounding(100, 64), "constant");
    expectClose(moments.solution.values[1]!, 0, rounding(100, 64), "slope");
    const at = statesOf([[0.3, 0.2]], 1);
    const variance = sandwichEnsemble(model, process, moments).scoreCovariance(at, at).values[0]!;
    // A misfit of rounding size ε gives a variance of size ε².
    expect(variance).toBeGreaterThanOrEqual(0);
    expect(variance).toBeLessThan((1e4 * Number.EPSILON) ** 2);
  });
});
