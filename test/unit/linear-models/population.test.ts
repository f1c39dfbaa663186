import { describe, expect, it } from "vitest";
import { type DataDistribution, gaussianMixture, type LinearScoreModel, namedData } from "../../../src/core/index.ts";
import {
  drawTraining,
  fourierAxis,
  indicatorBins,
  lossWeights,
  type PopulationMoments,
  populationMoments,
  populationStates,
  regressionTarget,
  tensorProduct,
} from "../../../src/linear-models/index.ts";
import { algebra, type Matrix, matrix, NotPositiveDefiniteError, seededRng } from "../../../src/numerics/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { transposed } from "../../support/dense.ts";
import {
  denoiserModel,
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  sampleMoments,
} from "../../support/linear-models.ts";
import { expectClose, monteCarlo, quadrature, rounding } from "../../support/tolerance.ts";

const seed = 20391;

/** 1e-8 of the largest entry, as the states claim. */
function expectSame(found: Matrix, expected: Matrix, what: string): void {
  const scale = Math.max(...expected.values.map(Math.abs));
  expected.values.forEach((value, i) => {
    expectClose(found.values[i]!, value, quadrature(1e-8 * scale), `${what}[${i}]`);
  });
}

const score = {
  parameterization: "score",
  baseScore: "noise",
  weight: gentleSchedule.variance,
} as const;
const bins = tensorProduct([indicatorBins({ edges: [-1.5, -0.4, 0.3, 1.5] })], indicatorBins({ edges: [0.1, 0.4, 1] }));
const waves = tensorProduct([fourierAxis({ count: 4, period: 4 })], fourierAxis({ count: 2, period: 2 }));

const settings: readonly [string, DataDistribution, LinearScoreModel][] = [
  ["bumps and a denoiser", lineMixture, denoiserModel(fewBumps(), gentleSchedule)],
  [
    "bumps and a score, log-uniform times",
    lineMixture,
    denoiserModel(fewBumps(), gentleSchedule, { ...score, trainingTimes: "log-uniform" }),
  ],
  ["indicator bins on three points", namedData("three-points"), denoiserModel(bins, gentleSchedule)],
  ["Fourier features without a ridge", lineMixture, denoiserModel(waves, gentleSchedule, { ridge: 0 })],
];

describe.each(settings)("population moments of %s", (_, data, model) => {
  const process = processOf(data, gentleSchedule);
  const marginal = noisedMarginal(data, gentleSchedule);
  const moments = populationMoments(model, process);
  const size = model.features.featureCount;

  it("do not change by more than they claim when the quadrature is refined", () => {
    const fine = populationMoments(model, process, { refinement: 2 });
    for (const name of ["sigma", "solution", "targetNoise", "inputNoise"] as const)
      expectSame(moments[name], fine[name], name);
    expectClose(moments.effectiveFeatures, fine.effectiveFeatures, quadrature(1e-8 * size), "effective features");
    expectClose(moments.effectiveSampleFraction, fine.effectiveSampleFraction, quadrature(1e-8), "sample fraction");
  });

  it("have a misfit that is orthogonal to the features, up to the ridge: E[w φ Δ] = ρ W*", () => {
    const { states, probability } = populationStates(process, model, marginal);
    const target = regressionTarget(model, gentleSchedule, states, marginal.posteriorMean(states)).values;
    const fitted = model.features.combine(states, moments.solution).values;
    const weight = lossWeights(model, states.t);
    const misfit = matrix(
      states.x.count,
      1,
      fitted.map((value, n) => probability[n]! * weight[n]! * (target[n]! - value)),
    );
    const scale = Math.max(...moments.solution.values.map(Math.abs));
    const trace = moments.sigma.values.reduce((sum, value, i) => sum + (i % (size + 1) === 0 ? value : 0), 0);
    model.features.project(states, misfit).values.forEach((value, f) => {
      const expected = model.ridge * moments.solution.values[f]!;
      expectClose(value, expected, rounding(scale * (trace + model.ridge), states.x.count), `E[w φ Δ] ${f}`);
    });
  });

  it("agree with independent training draws", () => {
    const count = 200_000;
    const { clean, states } = drawTraining(seededRng(seed), process, count, model.trainingTimes);
    const weight = lossWeights(model, states.t);
    const target = regressionTarget(model, gentleSchedule, states, clean.values).values;
    const phi = model.features.evaluate(states).values;
    const fitted = model.features.combine(states, moments.solution).values;
    // The estimating function w φ (target − W*φ): mean ρ W*, covariance the meat of the sandwich.
    const estimating = matrix(
      count,
      size,
      phi.map((value, i) => {
        const n = Math.floor(i / size);
        return value * weight[n]! * (target[n]! - fitted[n]!);
      }),
    );
    const found = sampleMoments(estimating);
    found.mean.forEach((value, f) => {
      const expected = model.ridge * moments.solution.values[f]!;
      expectClose(value, expected, monteCarlo(found.meanError[f]!), `mean of the estimating function ${f}`);
    });
    found.covariance.values.forEach((value, i) => {
      const expected = moments.targetNoise.values[i]! + moments.inputNoise.values[i]!;
      expectClose(value, expected, monteCarlo(found.covarianceError.values[i]!), `meat ${i}`);
    });
    const roots = matrix(
      count,
      size,
      phi.map((value, i) => value * Math.sqrt(weight[Math.floor(i / size)]!)),
    );
    const gram = sampleMoments(roots);
    gram.covariance.values.forEach((value, i) => {
      const expected = moments.sigma.values[i]!;
      const means = gram.mean[Math.floor(i / size)]! * gram.mean[i % size]!;
      const bound =
        gram.covarianceError.values[i]! + gram.meanError[i % size]! * Math.abs(gram.mean[Math.floor(i / size)]!);
      expectClose(
        value + means,
        expected,
        monteCarlo(bound + gram.meanError[Math.floor(i / size)]! * Math.abs(gram.mean[i % size]!)),
        `Σ ${i}`,
      );
    });
  });

  it("are symmetric, and both noises are positive semi-definite", () => {
    for (const name of ["sigma", "targetNoise", "inputNoise"] as const) {
      const found = moments[name];
      expect(transposed(found).values).toEqual(found.values);
      const { values } = algebra.symmetricEigen(found);
      expect(values[0]).toBeGreaterThanOrEqual(-rounding(values[size - 1]!, 1e5).bound);
    }
  });

  it("count the directions left free by the eigenvalues of Σ", () => {
    const { values } = algebra.symmetricEigen(moments.sigma);
    const expected = values.reduce((sum, value) => sum + value / (value + model.ridge), 0);
    expectClose(moments.effectiveFeatures, expected, rounding(size, 1e5), "tr Σ(Σ + ρ)⁻¹");
  });
});

describe("population moments in two dimensions", () => {
  const data = gaussianMixture({
    components: [
      {
        weight: 0.6,
        mean: [-0.7, 0.3],
        covariance: [
          [0.2, 0.1],
          [0.1, 0.1],
        ],
      },
      { weight: 0.4, mean: [0.8, 0.1], covariance: 0 },
    ],
  });
  const process = processOf(data, gentleSchedule);
  const model = denoiserModel(fewBumps(2), gentleSchedule);
  const moments = populationMoments(model, process, { draws: 60_000 });
  const size = 2 * model.features.featureCount;

  it("are by Monte Carlo, and agree with independent training draws", () => {
    expect(moments.method).toBe("stratified Monte Carlo");
    const count = 60_000;
    const { clean, states } = drawTraining(seededRng(seed + 1), process, count, "uniform");
    const weight = lossWeights(model, states.t);
    const phi = model.features.evaluate(states).values;
    const fitted = model.features.combine(states, moments.solution).values;
    const estimating = matrix(
      count,
      size,
      Float64Array.from({ length: count * size }, (_, i) => {
        const n = Math.floor(i / size);
        const f = Math.floor((i % size) / 2);
        const d = i % 2;
        return phi[(n * size) / 2 + f]! * weight[n]! * (clean.values[2 * n + d]! - fitted[2 * n + d]!);
      }),
    );
    const found = sampleMoments(estimating);
    // Both sides are sampled, the stated one with smaller errors: √2 bounds them together.
    found.mean.forEach((value, a) => {
      const expected = model.ridge * moments.solution.values[a]!;
      expectClose(value, expected, monteCarlo(Math.SQRT2 * found.meanError[a]!), `estimating function ${a}`);
    });
    found.covariance.values.forEach((value, i) => {
      const expected = moments.targetNoise.values[i]! + moments.inputNoise.values[i]!;
      expectClose(value, expected, monteCarlo(Math.SQRT2 * found.covarianceError.values[i]!), `meat ${i}`);
    });
  });

  it("order unknowns by feature, then by output: a rotation by a right angle exchanges outputs", () => {
    // Data turned by 90°: (x, y) → (−y, x). Features of the square box turn with it.
    const turned = gaussianMixture({
      components: [
        {
          weight: 0.6,
          mean: [-0.3, -0.7],
          covariance: [
            [0.1, -0.1],
            [-0.1, 0.2],
          ],
        },
        { weight: 0.4, mean: [-0.1, 0.8], covariance: 0 },
      ],
    });
    const other = populationMoments(model, processOf(turned, gentleSchedule), { draws: 60_000 });
    // Feature (i, j, k) at the turned state is feature (j, 2 − i, k) at the state.
    const turnedIndex = (f: number): number => {
      const [i, j, k] = [Math.floor(f / 6), Math.floor(f / 2) % 3, f % 2];
      return (j * 3 + (2 - i)) * 2 + k;
    };
    // W has an error of at most the sampling error of its mean estimating function over the ridge.
    for (let f = 0; f < size / 2; f++) {
      const g = turnedIndex(f);
      const [x, y] = [0, 1].map((d) => moments.solution.values[2 * g + d]!);
      const bound = monteCarlo(errorOf(moments, 2 * g) + errorOf(moments, 2 * g + 1));
      expectClose(other.solution.values[2 * f]!, -y!, bound, `x̂ of feature ${f}`);
      expectClose(other.solution.values[2 * f + 1]!, x!, bound, `ŷ of feature ${f}`);
    }
  });

  /** Standard error of W* from 60 000 draws: the sandwich at that sample size. */
  function errorOf({ sigma, targetNoise, inputNoise }: PopulationMoments, a: number): number {
    const ridged = matrix(
      sigma.rows,
      sigma.cols,
      sigma.values.map((value, i) => value + (i % (sigma.cols + 1) === 0 ? model.ridge : 0)),
    );
    const unit = matrix(sigma.rows, 1);
    unit.values[Math.floor(a / 2)] = 1;
    const column = algebra.solvePositiveDefinite(ridged, unit).values;
    let variance = 0;
    for (let f = 0; f < sigma.rows; f++) {
      for (let g = 0; g < sigma.rows; g++) {
        const at = (2 * f + (a % 2)) * size + 2 * g + (a % 2);
        variance += column[f]! * column[g]! * (targetNoise.values[at]! + inputNoise.values[at]!);
      }
    }
    return Math.sqrt(variance / 60_000);
  }
});

describe("population moments refuse", () => {
  it("features that are linearly dependent without a ridge", () => {
    const twice = tensorProduct([indicatorBins({ edges: [50, 60, 70] })], indicatorBins({ edges: [0.1, 1] }));
    const model = denoiserModel(twice, gentleSchedule, { ridge: 0 });
    expect(() => populationMoments(model, processOf(lineMixture, gentleSchedule))).toThrow(NotPositiveDefiniteError);
  });

  it("a model that does not fit the process", () => {
    const model = denoiserModel(fewBumps(2), gentleSchedule);
    expect(() => populationMoments(model, processOf(lineMixture, gentleSchedule))).toThrow("the dimensions must agree");
  });
});
