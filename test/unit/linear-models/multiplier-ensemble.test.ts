import { describe, expect, it } from "vitest";
import { type LinearScoreModel, namedData, pointMasses } from "../../../src/core/index.ts";
import {
  coefficientLimit,
  formulaFeatures,
  gaussianBumps,
  multiplierBase,
  multiplierEnsemble,
  populationMoments,
  sandwichEnsemble,
  tensorProduct,
} from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import {
  denoiserModel,
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  remixed,
  sampleMoments,
  statesOf,
} from "../../support/linear-models.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const seed = 20613;
const line = processOf(lineMixture, gentleSchedule);
const at = statesOf(
  [
    [-0.7, 0.15],
    [0.1, 0.3],
    [1.2, 0.6],
    [-1.9, 0.9],
  ],
  1,
);

describe("multiplier sampling", () => {
  const cases: Readonly<Record<string, Partial<LinearScoreModel>>> = {
    "a denoiser": {},
    "a score on noise-free targets": {
      parameterization: "score",
      weight: gentleSchedule.variance,
      target: "noise-free",
    },
    "log-uniform training times": { trainingTimes: "log-uniform" },
  };
  for (const [name, change] of Object.entries(cases)) {
    for (const times of ["log-uniform", "training"] as const) {
      it(`has the variances of the sandwich within its own sampling error: ${name}, base times ${times}`, () => {
        const model = denoiserModel(fewBumps(), gentleSchedule, change);
        const exact = sandwichEnsemble(model, line, populationMoments(model, line)).scoreCovariance(at, at);
        const found = multiplierEnsemble(model, line, { draws: 20_000, times, seed }).scoreVariances(at);
        found.forEach(({ value, standardError }, i) => {
          expectClose(value, exact.values[i * (exact.cols + 1)]!, monteCarlo(standardError), `variance ${i}`);
          expect(standardError).toBeLessThan(value / 5);
        });
      });
    }
  }

  it("draws coefficients with the sandwich of its base sample, formed in full", () => {
    const model = denoiserModel(fewBumps(2), gentleSchedule, { ridge: 0.3, sampleCount: 30 });
    const plane = processOf(namedData("four-points", { angle: 20 }), gentleSchedule);
    const options = { draws: 300, seed };
    const { states, residual, rootShare, meanFunction, cholesky, solution } = multiplierBase(model, plane, options);
    // Ω column by column: (Σ + ρ)⁻¹ Σ_n (ψ_n − ψ̄)(ψ_n − ψ̄)ᵀ (Σ + ρ)⁻¹ at the states' features.
    const ensemble = multiplierEnsemble(model, plane, options);
    const places = statesOf(
      [
        [0.3, -0.6, 0.2],
        [1.1, 0.2, 0.5],
      ],
      2,
    );
    const phi = model.features.evaluate(states);
    const probe = model.features.evaluate(places);
    const size = phi.cols;
    const inverse = inverseOf(cholesky);
    const gain = Array.from(places.t, (t) => gentleSchedule.alpha(t) / gentleSchedule.variance(t));
    const changes = Array.from({ length: 300 }, (_, n) =>
      gain.flatMap((own, k) => {
        let reach = 0;
        let mean0 = 0;
        let mean1 = 0;
        for (let f = 0; f < size; f++) {
          let row = 0;
          for (let g = 0; g < size; g++) row += inverse[f * size + g]! * probe.values[k * size + g]!;
          reach += phi.values[n * size + f]! * row;
          mean0 += meanFunction.values[2 * f]! * row;
          mean1 += meanFunction.values[2 * f + 1]! * row;
        }
        const share = rootShare[n]!;
        return [
          (own * (residual.values[2 * n]! * reach - share * mean0)) / Math.sqrt(30),
          (own * (residual.values[2 * n + 1]! * reach - share * mean1)) / Math.sqrt(30),
        ];
      }),
    );
    const found = ensemble.scoreCovariance(places, places);
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        const expected = changes.reduce((sum, change) => sum + change[i]! * change[j]!, 0);
        expectClose(
          found.values[4 * i + j]!,
          expected,
          rounding(found.values[0]! + found.values[10]!, 5000),
          `${i} ${j}`,
        );
      }
    }
    const draws = matrix(3000, 2 * size);
    for (let m = 0; m < 3000; m++)
      draws.values.set(ensemble.drawCoefficients(seededRng(seed).split(`${m}`)).values, 2 * m * size);
    const { mean, meanError } = sampleMoments(draws);
    mean.forEach((value, i) => {
      expectClose(value, solution.values[i]!, monteCarlo(meanError[i]!), `mean ${i}`);
    });
  });

  it("works beyond the size at which a full covariance is formed", () => {
    const axis = gaussianBumps({ count: 13, low: -1.5, high: 1.5 });
    const model = denoiserModel(
      tensorProduct([axis, axis], gaussianBumps({ count: 13, low: 0.1, high: 1 })),
      gentleSchedule,
      { sampleCount: 10_000 },
    );
    const plane = processOf(namedData("four-points"), gentleSchedule);
    expect(model.features.featureCount * 2).toBeGreaterThan(coefficientLimit);
    const ensemble = multiplierEnsemble(model, plane, { draws: 3000, seed });
    const places = statesOf([[0.5, 0.5, 0.3]], 2);
    const { values } = ensemble.scoreCovariance(places, places);
    const mean = ensemble.meanScore(places).values;
    // The first component is normal with the stated variance: twelve standardised squares sum to 12 ± √24.
    let sum = 0;
    for (let m = 0; m < 12; m++) {
      const score = ensemble.draw(seededRng(seed).split(`${m}`)).score(places.x, 0.3);
      sum += (score[0]! - mean[0]!) ** 2 / values[0]!;
    }
    expectClose(sum, 12, monteCarlo(Math.sqrt(24)), "standardised squares");
  });

  it("scales as 1/P, does not depend on the basis of the features without a ridge, and vanishes for one data point", async () => {
    const smooth = await formulaFeatures(["1", "x", "t", "x*exp(-x^2)"], 1);
    const plain = denoiserModel(smooth, gentleSchedule, { ridge: 0, weight: () => 1, sampleCount: 40 });
    const options = { draws: 500, seed };
    const base = multiplierEnsemble(plain, line, options).scoreCovariance(at, at).values;
    const scale = Math.max(...base);
    const four = multiplierEnsemble({ ...plain, sampleCount: 160 }, line, options).scoreCovariance(at, at).values;
    const mixing = matrix(4, 4, Float64Array.of(1, 2, 0, 0.3, 0, 1, -1, 0, 0.5, 0, 1, 2, 0, 0, 0.4, 1));
    const turned = { ...plain, features: remixed(smooth, mixing) };
    const mixed = multiplierEnsemble(turned, line, options).scoreCovariance(at, at).values;
    base.forEach((value, i) => {
      expectClose(4 * four[i]!, value, rounding(scale, 64), `1/P, entry ${i}`);
      // The Gram matrices of both bases have condition numbers below 1e5.
      expectClose(mixed[i]!, value, rounding(scale, 1e6), `remixed, entry ${i}`);
    });
    const point = processOf(pointMasses([[0.7]]), gentleSchedule);
    const constant = denoiserModel(await formulaFeatures(["1", "x"], 1), gentleSchedule, { ridge: 0, weight: () => 1 });
    const none = multiplierEnsemble(constant, point, options).scoreCovariance(at, at).values;
    none.forEach((value) => {
      expectClose(value, 0, rounding(1e-12, 1), "variance from one data point");
    });
  });

  it("needs two base draws", () => {
    expect(() => multiplierEnsemble(denoiserModel(fewBumps(), gentleSchedule), line, { draws: 1 })).toThrow(
      "multiplierBase: draws = 1 must be an integer of at least 2",
    );
  });
});

/** (L Lᵀ)⁻¹ by forward and back substitution of unit vectors, entry by entry. */
function inverseOf({ rows: n, values: l }: { rows: number; values: Float64Array }): Float64Array {
  const out = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    const x = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = i === c ? 1 : 0;
      for (let k = 0; k < i; k++) sum -= l[i * n + k]! * x[k]!;
      x[i] = sum / l[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[i]!;
      for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * x[k]!;
      x[i] = sum / l[i * n + i]!;
    }
    for (let i = 0; i < n; i++) out[i * n + c] = x[i]!;
  }
  return out;
}
