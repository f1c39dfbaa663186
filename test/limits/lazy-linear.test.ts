import { describe, expect, it } from "vitest";
import { namedData } from "../../src/core/index.ts";
import {
  curvatureBasis,
  drawTraining,
  featureKernel,
  filteredCoefficients,
  gaussianInitial,
  gradientFlow,
  interpolation,
  lazyFieldEnsemble,
  lazyMoments,
  lazyPopulation,
  lazyScoreField,
  linearScoreField,
  lossWeights,
  populationMoments,
  ridgeFilter,
  sandwichEnsemble,
  trainLazyModel,
  trainLazyOnDraws,
  trainLinearModel,
} from "../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { lazyModel, reluTangent } from "../support/lazy-models.ts";
import { denoiserModel, fewBumps, gentleSchedule, lineMixture, processOf, statesOf } from "../support/linear-models.ts";
import { expectClose, quadrature, rounding } from "../support/tolerance.ts";

const seed = 20381;
const process = processOf(lineMixture, gentleSchedule);
const marginal = noisedMarginal(process.data, process.schedule);
const at = statesOf(
  [
    [-0.7, 0.15],
    [0.1, 0.3],
    [1.4, 0.6],
  ],
  1,
);
const largestOf = (values: Float64Array): number => Math.max(...values.map(Math.abs));

describe("a lazy model with the kernel of features is the linear model with those features", () => {
  const features = fewBumps();
  const kernel = featureKernel(features);
  const linear = denoiserModel(features, gentleSchedule, { ridge: 0.1, sampleCount: 40 });

  it.each(["noisy", "noise-free"] as const)("trained with a ridge on the same draws (%s target)", (target) => {
    const model = lazyModel(kernel, gentleSchedule, { filter: ridgeFilter(0.1), target });
    const [fit] = trainLazyModel(seededRng(seed), model, process, marginal);
    const coefficients = trainLinearModel(seededRng(seed), { ...linear, target }, process, marginal);
    const lazy = lazyScoreField(model, gentleSchedule, fit!);
    const ridge = linearScoreField(linear, gentleSchedule, coefficients);
    for (const t of [0.1, 0.4, 1]) {
      const expected = ridge.score(at.x, t);
      const found = lazy.score(at.x, t);
      // Condition number of Σ̂ + ρ: the largest eigenvalue is below 10.
      expected.forEach((value, i) => {
        expectClose(found[i]!, value, rounding(largestOf(expected), 40 * 100), `state ${i} at ${t}`);
      });
    }
  });

  it.each(["noisy", "noise-free"] as const)("to leading order in 1/P, in one dimension (%s target)", (target) => {
    const model = lazyModel(kernel, gentleSchedule, { filter: ridgeFilter(0.1), target });
    const field = lazyFieldEnsemble(model, process, lazyPopulation(model, process));
    const sandwich = sandwichEnsemble({ ...linear, target }, process, populationMoments(linear, process));
    const expected = sandwich.scoreCovariance(at, at).values;
    const scale = largestOf(expected);
    field.scoreCovariance(at, at).values.forEach((value, i) => {
      expectClose(value, expected[i]!, quadrature(1e-7 * scale), `covariance ${i}`);
    });
    const mean = sandwich.meanScore(at).values;
    field.meanScore(at).values.forEach((value, i) => {
      expectClose(value, mean[i]!, quadrature(1e-7 * largestOf(mean)), `mean ${i}`);
    });
  });

  it("to leading order in 1/P, in the plane, as a score with a noise-based fixed part", () => {
    const plane = processOf(namedData("four-points", { angle: 12 }), gentleSchedule);
    const wide = fewBumps(2);
    const given = { parameterization: "score", baseScore: "noise", weight: gentleSchedule.variance } as const;
    const model = lazyModel(featureKernel(wide), gentleSchedule, { ...given, filter: ridgeFilter(0.1) });
    const flat = denoiserModel(wide, gentleSchedule, { ...given, ridge: 0.1, sampleCount: 40 });
    const draws = 3000;
    const states = statesOf(
      [
        [0.3, -0.6, 0.2],
        [1.1, 0.2, 0.5],
      ],
      2,
    );
    const expected = sandwichEnsemble(flat, plane, populationMoments(flat, plane, { draws })).scoreCovariance(
      states,
      states,
    );
    const found = lazyFieldEnsemble(model, plane, lazyPopulation(model, plane, { draws })).scoreCovariance(
      states,
      states,
    );
    found.values.forEach((value, i) => {
      expectClose(value, expected.values[i]!, quadrature(1e-8 * largestOf(expected.values)), `covariance ${i}`);
    });
  });

  it("stopped early it is gradient flow on the coefficients: W = Q (1 − e^{−eτ})/e Qᵀ b", () => {
    const time = 3;
    const model = lazyModel(kernel, gentleSchedule, { filter: gradientFlow(time) });
    const draws = drawTraining(seededRng(seed), process, 40, "uniform");
    const [fit] = trainLazyOnDraws(model, process, marginal, draws, null);
    const share = lossWeights(model, draws.states.t).map((weight) => weight / 40);
    const { values, vectors } = algebra.symmetricEigen(features.gram(draws.states, share));
    const weighted = matrix(
      40,
      1,
      draws.clean.values.map((value, n) => value * share[n]!),
    );
    const modes = algebra.gemm(vectors, features.project(draws.states, weighted), { transposeA: true });
    const gains = modes.values.map((value, k) => (value * -Math.expm1(-values[k]! * time)) / values[k]!);
    const expected = features.combine(at, algebra.gemm(vectors, matrix(6, 1, gains))).values;
    const found = algebra.gemm(kernel.between(at, draws.states), fit!.coefficients).values;
    found.forEach((value, i) => {
      expectClose(value, expected[i]!, rounding(largestOf(expected), 40 * 100), `state ${i}`);
    });
  });
});

describe("gradient flow of a wide network", () => {
  const kernel = reluTangent(process, 2);
  const model = lazyModel(kernel, gentleSchedule, { sampleCount: 12 });
  const draws = drawTraining(seededRng(seed).split("few"), process, 12, "uniform");
  const { states, clean } = draws;
  const weights = lossWeights(model, states.t);
  const basis = curvatureBasis(kernel, states, weights);
  const targets = matrix(12, 1, clean.values.slice());
  const gram = kernel.between(states, states);
  const outputs = (coefficients: { rows: number; cols: number; values: Float64Array }): Float64Array =>
    algebra.gemm(gram, coefficients).values;
  const condition = basis.eigen.values[11]! / basis.eigen.values[0]!;

  it("interpolates its targets when trained to the end, and stays where it starts when not at all", () => {
    outputs(filteredCoefficients(basis, interpolation(), targets)).forEach((value, n) => {
      expectClose(value, clean.values[n]!, rounding(1, 12 * condition), `target ${n}`);
    });
    expect(largestOf(filteredCoefficients(basis, gradientFlow(0), targets).values)).toBe(0);
  });

  it("is explicit gradient descent with a small step, to first order in the step", () => {
    const time = 2;
    const descend = (steps: number): Float64Array => {
      const step = time / steps;
      const c = new Float64Array(12);
      for (let k = 0; k < steps; k++) {
        const f = outputs(matrix(12, 1, c));
        for (let n = 0; n < 12; n++) c[n]! -= (step / 12) * weights[n]! * (f[n]! - clean.values[n]!);
      }
      return outputs(matrix(12, 1, c));
    };
    const flow = outputs(filteredCoefficients(basis, gradientFlow(time), targets));
    // Richardson: the error of 2·f(2k) − f(k) is of second order, (e τ)² ≈ 10² over 4000².
    const [coarse, fine] = [descend(2000), descend(4000)];
    flow.forEach((value, n) => {
      expectClose(2 * fine[n]! - coarse[n]!, value, quadrature(1e-5), `output ${n}`);
    });
  });

  it("is a semigroup: on from where it stood", () => {
    const half = filteredCoefficients(basis, gradientFlow(0.7), targets);
    const reached = outputs(half);
    const left = matrix(
      12,
      1,
      targets.values.map((value, n) => value - reached[n]!),
    );
    const rest = filteredCoefficients(basis, gradientFlow(1.3), left);
    const whole = filteredCoefficients(basis, gradientFlow(2), targets);
    whole.values.forEach((value, n) => {
      expectClose(half.values[n]! + rest.values[n]!, value, rounding(largestOf(whole.values), 1024), `draw ${n}`);
    });
  });

  it("from a random initial function interpolates too, and starts from that function", () => {
    const initial = gaussianInitial(kernel, states, weights);
    const random = { ...model, initial };
    const start = matrix(initial.root.rows, 1, seededRng(seed).normals(initial.root.rows));
    const variants = [
      { filter: gradientFlow(0), target: "noisy" },
      { filter: interpolation(), target: "noisy" },
    ] as const;
    const [none, full] = trainLazyOnDraws(random, process, marginal, draws, start, variants);
    const readAt = (fit: typeof none): Float64Array =>
      states.t.map((t, n) => {
        const one = { count: 1, dim: 1, values: states.x.values.slice(n, n + 1) };
        const score = lazyScoreField(random, gentleSchedule, fit!).score(one, t)[0]!;
        return (score * gentleSchedule.variance(t) + one.values[0]!) / gentleSchedule.alpha(t);
      });
    const expected = initial.features.combine(states, start).values;
    readAt(none).forEach((value, n) => {
      expectClose(value, expected[n]!, rounding(largestOf(expected), 1024 * 12), `start ${n}`);
    });
    readAt(full).forEach((value, n) => {
      expectClose(value, clean.values[n]!, rounding(largestOf(expected), 1024 * condition), `target ${n}`);
    });
  });
});

describe("moments of a lazy population", () => {
  const population = lazyPopulation(lazyModel(reluTangent(process, 1), gentleSchedule), process, { rank: 12 });

  it("vanish at τ = 0, and grow as τ² for short training", () => {
    expect(largestOf(lazyMoments(population, gradientFlow(0)).targetNoise.values)).toBe(0);
    const [short, shorter] = [2e-4, 1e-4].map(
      (time) => lazyMoments(population, gradientFlow(time)).targetNoise.values[0]!,
    );
    // χ = γτ (1 − γτ/2 + …), and γ ≤ 10.
    expectClose(short! / shorter!, 4, quadrature(4 * 10 * 2e-4));
  });

  it("have orthonormal modes in the weighted measure, of which the kernel is the sum", () => {
    const { modes, probability, weight, eigenvalues, states } = population;
    const gram = algebra.syrk(
      modes,
      probability.map((p, n) => p * weight[n]!),
    );
    gram.values.forEach((value, i) => {
      expectClose(value, i % 13 === 0 ? 1 : 0, quadrature(1e-8), `E[w ψψ] ${i}`);
    });
    const { states: centers } = population.landmarks;
    const psi = algebra.gemm(reluTangent(process, 1).between(centers, centers), population.basis);
    const sum = algebra.gemm(
      matrix(
        12,
        12,
        psi.values.map((value, i) => value * eigenvalues[i % 12]!),
      ),
      psi,
      { transposeB: true },
    );
    reluTangent(process, 1)
      .between(centers, centers)
      .values.forEach((value, i) => {
        expectClose(sum.values[i]!, value, quadrature(1e-8), `kernel ${i}`);
      });
    expect(states.x.count).toBe(modes.rows);
  });
});
