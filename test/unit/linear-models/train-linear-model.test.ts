import { describe, expect, it } from "vitest";
import {
  type FeatureMap,
  type LinearScoreModel,
  namedData,
  points,
  variancePreserving,
} from "../../../src/core/index.ts";
import {
  checkLinearModel,
  denseFeatureMap,
  linearScore,
  lossWeights,
  noisyStates,
  populationMoments,
  sandwichFactor,
  scoreLoadings,
  trainBothTargets,
  trainLinearModel,
  trainOnDraws,
} from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import {
  denoiserModel,
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  statesOf,
} from "../../support/linear-models.ts";
import { expectClose, printed, quadrature, rounding } from "../../support/tolerance.ts";

const seed = 20351;

describe("training a linear model", () => {
  it("gives the printed fit of six features to five draws", () => {
    const schedule = variancePreserving({ drift: "beta", cutoffTime: 0.1 });
    const process = processOf(namedData("three-points"), schedule);
    const clean = points([[-1], [0], [1], [1], [-1]]);
    const t = Float64Array.of(0.1, 0.2, 0.3, 0.6, 0.15);
    const states = noisyStates(process, clean, t, Float64Array.of(0.5, -1, 0.25, 0, -0.3));
    const features = fewBumps(1, "density");
    const model = denoiserModel(features, schedule, { sampleCount: 5 });
    const same = (found: ArrayLike<number>, expected: readonly number[], digits: number, what: string): void => {
      expected.forEach((value, i) => {
        expectClose(found[i]!, value, printed(digits), `${what}[${i}]`);
      });
    };
    same(states.x.values, [-0.674540038, -0.752701253, 0.625859889, 0.026199892, -0.972402607], 1e-9, "x");
    const weights = lossWeights(model, t);
    same(weights.slice(0, 2), [4.084445474, 0.7650406913], 1e-9, "weight");
    same(weights.slice(3, 4), [6.869058433e-4], 1e-13, "weight 3");
    const phi = features.evaluate(states);
    same(phi.values, [0.257338717, 0.034827008, 0.314699982, 0.042590011, 0.007048722, 0.000953941], 1e-9, "φ₁");
    const gram = features.gram(
      states,
      weights.map((weight) => weight / 5),
    );
    let trace = 0;
    for (let f = 0; f < 6; f++) trace += gram.values[7 * f]!;
    same([trace], [0.2268460378609602], 1e-15, "tr Σ̂");
    const weighted = matrix(
      5,
      1,
      clean.values.map((value, n) => (value * weights[n]!) / 5),
    );
    const projected = features.project(states, weighted).values;
    same(projected, [-0.329427435, -0.048547242, -0.311838595, -0.0422088, 0.001651645, 0.001771678], 1e-9, "A");
    const w = trainOnDraws(model, process, noisedMarginal(process.data, schedule), { clean, states });
    same(w.values.slice(0, 1), [-1.09500554], 1e-8, "W");
    same(w.values.slice(1), [-0.144582886, -0.93781925, -0.088645238, 0.081391816, 0.031380656], 1e-9, "W rest");
    same(features.sliceAt(0.2, w)(points([[0.3]])), [-0.424044592], 1e-9, "m̂(0.3, 0.2)");
  });

  const plane = processOf(namedData("four-points", { angle: 0.3 }), gentleSchedule);
  const marginal = noisedMarginal(plane.data, plane.schedule);

  it.each([
    ["denoiser", "zero"],
    ["score", "zero"],
    ["score", "noise"],
  ] as const)(
    "on both targets at once equals two trainings on the same stream: %s, %s",
    (parameterization, baseScore) => {
      for (const sampleCount of [9, 40]) {
        const model = (target: "noisy" | "noise-free"): LinearScoreModel =>
          denoiserModel(fewBumps(2), gentleSchedule, { parameterization, baseScore, sampleCount, target });
        const both = trainBothTargets(seededRng(seed), model("noisy"), plane, marginal);
        for (const [target, found] of [
          ["noisy", both.noisy],
          ["noise-free", both.noiseFree],
        ] as const) {
          const alone = trainLinearModel(seededRng(seed), model(target), plane, marginal);
          const scale = Math.max(...alone.values.map(Math.abs));
          expect([found.rows, found.cols]).toEqual([alone.rows, alone.cols]);
          alone.values.forEach((value, i) => {
            // The same factorisation; only the order of sums over two or four columns may differ.
            expectClose(found.values[i]!, value, rounding(100 * scale, 64), `${target} W[${i}]`);
          });
        }
        expect(both.noisy.values).not.toEqual(both.noiseFree.values);
      }
    },
  );

  describe("as a denoiser is training a score over −x/σ² with features (α/σ²)φ and weight σ²", () => {
    const process = processOf(lineMixture, gentleSchedule);
    const base = fewBumps();
    const gain = (t: number): number => gentleSchedule.alpha(t) / gentleSchedule.variance(t);
    const scaled: FeatureMap = {
      ...denseFeatureMap("scaled", 1, base.featureCount, (at) => {
        const phi = base.evaluate(at);
        return matrix(
          phi.rows,
          phi.cols,
          phi.values.map((value, i) => value * gain(at.t[Math.floor(i / phi.cols)]!)),
        );
      }),
      scale: base.scale,
    };
    const denoiser = denoiserModel(base, gentleSchedule);
    const score = denoiserModel(scaled, gentleSchedule, {
      parameterization: "score",
      baseScore: "noise",
      weight: gentleSchedule.variance,
    });
    const at = statesOf(
      [
        [0.4, 0.15],
        [-1.2, 0.5],
        [2, 1],
      ],
      1,
    );

    it("in every trained model", () => {
      const line = noisedMarginal(process.data, process.schedule);
      for (const sampleCount of [4, 50]) {
        for (const target of ["noisy", "noise-free"] as const) {
          const [first, second] = [denoiser, score].map((model) =>
            trainLinearModel(seededRng(seed), { ...model, sampleCount, target }, process, line),
          );
          const expected = linearScore(denoiser, gentleSchedule, first!, at).values;
          linearScore(score, gentleSchedule, second!, at).values.forEach((value, n) => {
            // Condition number of Σ̂ + ρ, at most 6 · 4.1/ρ, on scores of size below 20.
            expectClose(value, expected[n]!, rounding(20 * 250, 64), `score ${n}`);
          });
        }
      }
    });

    it("in the leading-order theory", () => {
      const loadings = [denoiser, score].map((model) => {
        const moments = populationMoments(model, process);
        return scoreLoadings(model, process, at, sandwichFactor(model, moments, "target-and-input-noise"), 1);
      });
      const variance = loadings.map(({ cols, values }) =>
        [0, 1, 2].map((n) => values.slice(n * cols, (n + 1) * cols).reduce((sum, value) => sum + value * value, 0)),
      );
      variance[0]!.forEach((expected, n) => {
        expectClose(variance[1]![n]!, expected, quadrature(1e-9 * expected), `variance ${n}`);
      });
    });
  });
});

describe("a model is checked before training", () => {
  const process = processOf(lineMixture, gentleSchedule);
  const model = denoiserModel(fewBumps(), gentleSchedule);

  it.each([
    [{ sampleCount: 0 }, "linear model: sampleCount = 0 must be a positive integer"],
    [{ sampleCount: 2.5 }, "linear model: sampleCount = 2.5 must be a positive integer"],
    [{ ridge: -1 }, "linear model: ridge = -1 must be finite and at least 0"],
    [{ ridge: Number.NaN }, "linear model: ridge = NaN must be finite and at least 0"],
    [{ features: fewBumps(2) }, "linear model: features is [2], data is [1]; the dimensions must agree"],
    [{ samplingBox: [] }, "linear model: samplingBox is [0], data is [1]; one interval per data axis"],
  ])("and refuses %o", (changes, message) => {
    expect(() => checkLinearModel({ ...model, ...changes }, process)).toThrow(message);
  });

  it("and a weight that is negative or no number is refused where it is met", () => {
    const times = Float64Array.of(0.2, 0.5);
    expect(() => lossWeights({ weight: (t) => 0.3 - t }, times)).toThrow(
      "linear model: weight(0.5) = -0.2 must be finite and at least 0",
    );
    expect(() => lossWeights({ weight: () => Number.NaN }, times)).toThrow("weight(0.2) = NaN must be finite");
  });
});
