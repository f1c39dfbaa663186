import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type Estimate,
  type ForwardProcess,
  type GaussianLaw,
  type GaussianMixtureLaw,
  gaussianMixture,
  geometricGrid,
  namedData,
  points,
  type SampleSet,
  type ScoreEnsemble,
} from "../../src/core/index.ts";
import { gaussianWeightEnsemble, indicatorBins, polynomialAxis, tensorProduct } from "../../src/linear-models/index.ts";
import { algebra, gaussLegendre, integrateAdaptive, matrix, seededRng } from "../../src/numerics/index.ts";
import { affineLaw, deterministicEnsemble, logJacobianAverage, pathAverage } from "../../src/path-integral/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { gentleSchedule, sampleMoments } from "../support/linear-models.ts";
import { smallProcess } from "../support/small-models.ts";
import { expectClose, monteCarlo, quadrature, rounding } from "../support/tolerance.ts";

const seed = 40730;
const accurate = { method: "dormand-prince", tolerance: 1e-10 } as const;
/** Local errors of 1e-10 a step, over a few hundred steps. */
const converged = quadrature(1e-7);

const mean = [0.7, -0.4];
const covariance = [
  [0.5, 0.3],
  [0.3, 0.4],
];
const gaussian = gaussianMixture({ components: [{ weight: 1, mean, covariance }] });
const plane: ForwardProcess = {
  ...smallProcess(gaussian),
  schedule: gentleSchedule,
  grid: geometricGrid(gentleSchedule, 60),
};
const truth = deterministicEnsemble("truth", noisedMarginal(gaussian, gentleSchedule).scoreField);

describe("the affine law of a deterministic ensemble", () => {
  const found = affineLaw({ ...accurate, models: 1 }).propagate(seededRng(seed), plane, truth)
    .distribution as GaussianLaw;

  it("is the closed form of the true score of one Gaussian: M = B_ε^{1/2} B_T^{−1/2} on N(0, σ(T)²)", () => {
    const { alpha, variance, cutoffTime, terminalTime } = gentleSchedule;
    const { values, vectors } = algebra.symmetricEigen(matrix(2, 2, Float64Array.from(covariance.flat())));
    const width = (t: number, e: number): number => Math.sqrt(variance(t) + alpha(t) ** 2 * values[e]!);
    const map = (c: number, d: number): number =>
      [0, 1].reduce(
        (sum, e) =>
          sum +
          (vectors.values[2 * c + e]! * vectors.values[2 * d + e]! * width(cutoffTime, e)) / width(terminalTime, e),
        0,
      );
    for (const c of [0, 1]) {
      const center = alpha(cutoffTime) * mean[c]! - alpha(terminalTime) * (map(c, 0) * mean[0]! + map(c, 1) * mean[1]!);
      expectClose(found.mean[c]!, center, converged, `mean ${c}`);
      for (const d of [0, 1]) {
        const spread = variance(terminalTime) * (map(c, 0) * map(d, 0) + map(c, 1) * map(d, 1));
        expectClose(found.covariance[2 * c + d]!, spread, converged, `covariance ${c}${d}`);
      }
    }
  });

  it("solves the linear equations for mean and covariance: dm/dt = −βm − D(Am + c), dΣ/dt = −2βΣ − D(AΣ + ΣAᵀ)", () => {
    const { beta, diffusivity, cutoffTime, terminalTime, variance } = gentleSchedule;
    const affine = (t: number) => {
      const [c0, c1, x0, x1, y0, y1] = truth.meanField.score(
        points([
          [0, 0],
          [1, 0],
          [0, 1],
        ]),
        t,
      );
      return {
        c: [c0!, c1!],
        a: [
          [x0! - c0!, y0! - c0!],
          [x1! - c1!, y1! - c1!],
        ],
      };
    };
    const right = (state: Float64Array, t: number): Float64Array => {
      const { a, c } = affine(t);
      const [rate, strength] = [beta(t), diffusivity(t)];
      const at = (i: number, j: number): number => state[2 + 2 * i + j]!;
      const out = new Float64Array(6);
      for (const i of [0, 1]) {
        out[i] = -rate * state[i]! - strength * (a[i]![0]! * state[0]! + a[i]![1]! * state[1]! + c[i]!);
        for (const j of [0, 1]) {
          const turned = a[i]![0]! * at(0, j) + a[i]![1]! * at(1, j) + at(i, 0) * a[j]![0]! + at(i, 1) * a[j]![1]!;
          out[2 + 2 * i + j] = -2 * rate * at(i, j) - strength * turned;
        }
      }
      return out;
    };
    const start = Float64Array.of(0, 0, variance(terminalTime), 0, 0, variance(terminalTime));
    const options = { relativeTolerance: 1e-10, absoluteTolerance: 1e-10 };
    const { x } = integrateAdaptive(right, start, terminalTime, cutoffTime, options);
    [...found.mean, ...found.covariance].forEach((value, i) => {
      expectClose(value, x[i]!, converged, `moment ${i}`);
    });
  });

  it("has the density of the flow at any point, by the log-Jacobian", () => {
    const x = points([
      [0.7, -0.3],
      [0.1, 0.4],
      [-1, -2],
    ]);
    const { distribution, diagnostics } = logJacobianAverage({ ...accurate, models: 1, x }).propagate(
      seededRng(seed),
      plane,
      truth,
    );
    if (distribution.kind !== "point-density") throw new Error(distribution.kind);
    expect(diagnostics).not.toHaveProperty("differenceError");
    distribution.logDensity.forEach((value, n) => {
      expectClose(
        value,
        gaussianLogDensity(found, x.values.subarray(2 * n, 2 * n + 2)),
        quadrature(1e-6),
        `state ${n}`,
      );
    });
  });
});

function gaussianLogDensity(
  { mean: m, covariance: s }: Pick<GaussianLaw, "mean" | "covariance">,
  x: Float64Array,
): number {
  const determinant = s[0]! * s[3]! - s[1]! * s[2]!;
  const [a, b] = [x[0]! - m[0]!, x[1]! - m[1]!];
  const distance = (s[3]! * a * a - (s[1]! + s[2]!) * a * b + s[0]! * b * b) / determinant;
  return -0.5 * (distance + Math.log(determinant)) - Math.log(2 * Math.PI);
}

/** Linear in x with Gaussian coefficients that change from bin to bin of time. */
function linearBins(process: ForwardProcess, edges: readonly number[], spread: number): ScoreEnsemble {
  const { dim } = process.data;
  const bins = edges.length - 1;
  const features = tensorProduct(
    Array.from({ length: dim }, () => polynomialAxis({ degree: 1 })),
    indicatorBins({ edges }),
  );
  const size = features.featureCount * dim;
  const coefficients = matrix(features.featureCount, dim);
  const factor = matrix(size, size);
  // Of the products of {1, x_d}, only 1 and the x_d themselves are affine; x_d has index 2^(D−1−d).
  for (let b = 0; b < bins; b++) {
    for (let d = 0; d < dim; d++) {
      for (let e = -1; e < dim; e++) {
        if (dim === 1 && e < 0) continue;
        const f = (e < 0 ? 0 : 2 ** (dim - 1 - e)) * bins + b;
        if (e === d) coefficients.values[f * dim + d] = -1;
        const row = f * dim + d;
        factor.values[row * size + row] = spread * (1 + 0.1 * b);
      }
    }
  }
  const model = {
    features,
    parameterization: "score",
    baseScore: "zero",
    weight: () => 1,
    ridge: 0,
    sampleCount: 1,
    target: "noisy",
    samplingBox: null,
    trainingTimes: "uniform",
  } as const;
  return gaussianWeightEnsemble("linear bins", model, process, coefficients, factor);
}

describe("law 19: one linear feature per time bin gives a log-normal mixture of Gaussians", () => {
  const schedule = gentleSchedule;
  const data = gaussianMixture({ components: [{ weight: 1, mean: [0], covariance: 0.5 }] });
  const edges = [0.1, 0.28, 0.46, 0.64, 0.82, 1];
  // Steps end on the edges of the bins, and Runge–Kutta steps never straddle them.
  const times = Float64Array.from({ length: 51 }, (_, k) => 1 - 0.018 * k);
  times[50] = 0.1;
  const process: ForwardProcess = { data, schedule, grid: { name: "bins", times } };
  const spread = 0.04;
  const ensemble = linearBins(process, edges, spread);
  const clocks = edges.slice(1).map((right, b) => {
    const { nodes, weights } = gaussLegendre(8, edges[b]!, right);
    return nodes.reduce((sum, t, k) => sum + weights[k]! * schedule.diffusivity(t), 0);
  });
  const logVariance = clocks.reduce((sum, clock, b) => sum + (clock * spread * (1 + 0.1 * b)) ** 2, 0);
  const start = schedule.variance(1);
  const models = 3000;
  const { distribution, diagnostics } = affineLaw({ method: "rk4", models }).propagate(
    seededRng(seed),
    process,
    ensemble,
  );
  const mixture = distribution as GaussianMixtureLaw;

  it("of variance q(T) e^{2ℓ + 2ν}, not e^{2ℓ + ν} as an Itô reading would have", () => {
    const found = diagnostics["covariance[0][0]"] as Estimate;
    expect(mixture.models).toBe(models);
    const tolerance = monteCarlo(found.standardError);
    // The drift β = D and a mean coefficient of −1 cancel: ℓ = 0.
    const exact = start * Math.exp(2 * logVariance);
    // A stage of weight 1/6 on an edge reads the next bin: the clock of a bin of ten steps is off by 1/60, ν by a thirtieth.
    const straddled = (exact * (2 * logVariance)) / 30;
    expectClose(found.value, exact, { bound: tolerance.bound + straddled, reason: `${tolerance.reason}, edges` });
    expect(Math.abs(found.value - start * Math.exp(logVariance))).toBeGreaterThan(5 * found.standardError);
  });

  it("of kurtosis 3 e^{4ν}", () => {
    const variances = mixture.covariances;
    const second = variances.reduce((sum, v) => sum + v, 0) / models;
    const fourth = variances.reduce((sum, v) => sum + 3 * v * v, 0) / models;
    // Var e^{4N} of the fourth moment dominates; delta method with Cov(v², v).
    const relative = variances.map((v) => (v / second) ** 2 - (2 * v) / second);
    const center = relative.reduce((sum, r) => sum + r, 0) / models;
    const error = (3 * Math.sqrt(relative.reduce((sum, r) => sum + (r - center) ** 2, 0) / models)) / Math.sqrt(models);
    expectClose(fourth / second ** 2, 3 * Math.exp(4 * logVariance), monteCarlo(error));
  });
});

describe("an affine ensemble in the plane", () => {
  const edges = [0.1, 0.4, 1];
  const ensemble = linearBins(plane, edges, 0.03);
  const euler = { method: "euler" } as const;
  const models = 60;
  const { distribution, diagnostics } = affineLaw({ ...euler, models }).propagate(seededRng(seed), plane, ensemble);
  const mixture = distribution as GaussianMixtureLaw;

  it("is sampled by path averages with the mean and covariance of the mixture", () => {
    const samples = pathAverage({ ...euler, models, pathsPerModel: 100 }).propagate(seededRng(seed), plane, ensemble);
    const { points: x } = samples.distribution as SampleSet;
    const found = sampleMoments(matrix(x.count, 2, x.values));
    [0, 1].forEach((c) => {
      expectClose(found.mean[c]!, (diagnostics[`mean[${c}]`] as Estimate).value, monteCarlo(found.meanError[c]!));
      [0, 1].slice(0, c + 1).forEach((d) => {
        const exact = (diagnostics[`covariance[${c}][${d}]`] as Estimate).value;
        expectClose(found.covariance.values[2 * c + d]!, exact, monteCarlo(found.covarianceError.values[2 * c + d]!));
      });
    });
  });

  it("has the average density of its members at any point, with the error over models", () => {
    const x = points([
      [0.2, 0.1],
      [-0.8, 1],
    ]);
    const fine: ForwardProcess = { ...plane, grid: geometricGrid(gentleSchedule, 120) };
    const smooth = linearBins(fine, [0.1, 1], 0.03);
    const few = 12;
    const laws = affineLaw({ method: "rk4", models: few }).propagate(seededRng(seed), fine, smooth)
      .distribution as GaussianMixtureLaw;
    const { distribution: density, diagnostics: known } = logJacobianAverage({
      method: "rk4",
      models: few,
      x,
    }).propagate(seededRng(seed), fine, smooth);
    if (density.kind !== "point-density") throw new Error(density.kind);
    expect(known.differenceError).toBeLessThan(1e-8);
    [0, 1].forEach((n) => {
      const each = Array.from({ length: few }, (_, m) =>
        Math.exp(
          gaussianLogDensity(
            { mean: laws.means.subarray(2 * m, 2 * m + 2), covariance: laws.covariances.subarray(4 * m, 4 * m + 4) },
            x.values.subarray(2 * n, 2 * n + 2),
          ),
        ),
      );
      const average = each.reduce((sum, p) => sum + p, 0) / few;
      expectClose(density.logDensity[n]!, Math.log(average), quadrature(1e-5), `log-density ${n}`);
      const error = Math.sqrt(each.reduce((sum, p) => sum + (p - average) ** 2, 0) / (few - 1) / few) / average;
      expectClose(density.relativeStandardError[n]!, error, quadrature(1e-5 * (1 + error)), `error ${n}`);
    });
  });

  it("is refused when a score is not affine", () => {
    const bent = deterministicEnsemble("bent", noisedMarginal(namedData("three-points"), gentleSchedule).scoreField);
    const run = () =>
      affineLaw({ ...euler, models: 1 }).propagate(
        seededRng(seed),
        { ...plane, data: namedData("three-points") },
        bent,
      );
    expect(run).toThrow(ArgumentError);
    expect(run).toThrow("every score of the ensemble must be affine in x");
    expect(() => affineLaw({ ...euler, models: 0 })).toThrow(ArgumentError);
  });

  it("counts in the mean and covariance the spread between members", () => {
    const average = mixture.covariances.reduce((sum, v, i) => sum + (i % 4 === 0 ? v : 0), 0) / models;
    const means = Float64Array.from({ length: models }, (_, m) => mixture.means[2 * m]!);
    const center = means.reduce((sum, v) => sum + v, 0) / models;
    const between = means.reduce((sum, v) => sum + (v - center) ** 2, 0) / (models - 1);
    expect(between).toBeGreaterThan(0);
    expectClose((diagnostics["covariance[0][0]"] as Estimate).value, average + between, rounding(average, 64 * models));
  });
});
