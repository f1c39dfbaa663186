import { describe, expect, it } from "vitest";
import {
  type FlowOptions,
  gaussianMixture,
  geometricGrid,
  points,
  type SampleSet,
  type ScoreField,
  statesAt,
  varianceExploding,
} from "../../src/core/index.ts";
import { matrix, normalQuantile, seededRng } from "../../src/numerics/index.ts";
import {
  gaussianDiscrepancy,
  maximumMeanDiscrepancy,
  measuredVKernel,
  memorisedFraction,
  pairedDistance,
  perSampleAgreement,
  pointLaw,
  pooledAgreement,
  probabilityFlowDistance,
  reverseDiffusion,
  sampleAgreement,
  scoreMoments,
  wasserstein2,
} from "../../src/validate/index.ts";
import { stepLaw } from "../../src/validate/step-law.ts";
import { discretisation, expectClose, monteCarlo, quadrature, rounding } from "../support/tolerance.ts";

const seed = 30801;
const rng = seededRng(seed);

const samplesOf = (values: Float64Array, dim: number, models: number = 1): SampleSet => ({
  kind: "samples",
  points: points(values, dim),
  models,
});

describe("probability-flow distance of affine flows", () => {
  // With σ = t, dx/dt = −t ŝ and ŝ the score of N(μ, (τ² + t²) I): x_ε = μ + (x_T − μ) g, g² = (τ² + ε²)/(τ² + T²).
  const schedule = varianceExploding({ sigma: "t", cutoffTime: 0.05, terminalTime: 4 });
  const dim = 3;
  const data = gaussianMixture({ components: [{ weight: 1, mean: [0, 0, 0], covariance: 1 }] });
  const process = { data, schedule, grid: geometricGrid(schedule, 60) };
  const flow: FlowOptions = { method: "dormand-prince", tolerance: 1e-11 };
  const field = (mean: number, width: number): ScoreField => ({
    dim,
    score: (x, t) => x.values.map((value) => (mean - value) / (width ** 2 + t * t)),
  });
  const gain = (width: number): number => Math.sqrt((width ** 2 + 0.05 ** 2) / (width ** 2 + 16));
  const squared = (mean: number, a: number, other: number, b: number): number =>
    dim * ((mean * (1 - gain(a)) - other * (1 - gain(b))) ** 2 + 16 * (gain(a) - gain(b)) ** 2);

  it("is |Δ shift|² + D σ(T)² (Δ gain)² under the root", () => {
    const found = probabilityFlowDistance(rng.split("affine"), process, [field(0.4, 1)], field(-0.2, 0.6), 4000, flow);
    expectClose(found.value, Math.sqrt(squared(0.4, 1, -0.2, 0.6)), monteCarlo(found.standardError), "PFD");
    expect(found.standardError).toBeLessThan(0.02 * found.value);
  });

  it("has no Monte Carlo error where the flows differ by a shift", () => {
    const found = probabilityFlowDistance(rng.split("shift"), process, [field(0.4, 1)], field(-0.2, 1), 20, flow);
    expectClose(found.value, Math.sqrt(squared(0.4, 1, -0.2, 1)), quadrature(1e-8), "PFD");
    expectClose(found.standardError, 0, quadrature(1e-8), "its error");
  });

  it("vanishes between equal scores, and averages squares over members", () => {
    const same = probabilityFlowDistance(rng, process, [field(0, 1), field(0, 1)], field(0, 1), 5, flow);
    expect(same).toEqual({ value: 0, standardError: 0 });
    const two = probabilityFlowDistance(rng, process, [field(0.4, 1), field(-0.2, 1)], field(0, 1), 5, flow);
    const mean = (squared(0.4, 1, 0, 1) + squared(-0.2, 1, 0, 1)) / 2;
    expectClose(two.value, Math.sqrt(mean), quadrature(1e-8), "two members");
  });

  it("is never below the Wasserstein-2 distance of the ends", () => {
    const [a, b] = [rng.split("a").normals(200), rng.split("b").normals(200)];
    const law = (values: Float64Array) => stepLaw(values, new Float64Array(values.length).fill(1));
    const paired = pairedDistance(samplesOf(a, 1), samplesOf(b, 1)).value;
    const least = wasserstein2.between(law(a), law(b));
    expect(paired).toBeGreaterThan(least);
    expectClose(pairedDistance(samplesOf(a.toSorted(), 1), samplesOf(b.toSorted(), 1)).value, least, rounding(2, 256));
  });
});

describe("the reverse diffusion", () => {
  const schedule = varianceExploding({ sigma: "t", cutoffTime: 0.1, terminalTime: 3 });
  const data = gaussianMixture({ components: [{ weight: 1, mean: [0.5], covariance: 1 }] });
  const process = { data, schedule, grid: geometricGrid(schedule, 40) };
  const field: ScoreField = { dim: 1, score: (x, t) => x.values.map((value) => (0.5 - value) / (1 + t * t)) };

  it("has the mean and variance of its own recursion, m ← (1 − 2Dh/s²) m + …, v ← (1 − 2Dh/s²)² v + 2Dh", () => {
    const count = 20_000;
    const start = rng
      .split("starts")
      .normals(count)
      .map((z) => 3 * z);
    const end = reverseDiffusion(rng.split("noise"), process, field, points(start)).values;
    let mean = 0;
    let variance = 9;
    for (let k = 0; k + 1 < process.grid.times.length; k++) {
      const t = process.grid.times[k]!;
      const step = t - process.grid.times[k + 1]!;
      const shrink = (2 * schedule.diffusivity(t) * step) / (1 + t * t);
      mean += shrink * (0.5 - mean);
      variance = (1 - shrink) ** 2 * variance + 2 * schedule.diffusivity(t) * step;
    }
    const found = end.reduce((sum, value) => sum + value, 0) / count;
    const spread = end.reduce((sum, value) => sum + (value - found) ** 2, 0) / (count - 1);
    expectClose(found, mean, monteCarlo(Math.sqrt(variance / count)), "mean");
    expectClose(spread, variance, monteCarlo(variance * Math.sqrt(2 / count)), "variance");
    // Weak order one: 40 steps over a factor of 30 in t; the law it tends to is N(0.5, 1 + 0.1²).
    expectClose(variance, 1.01, discretisation(1, Math.log(30) / 40, 3), "limit");
  });
});

describe("the memorised fraction", () => {
  const training = points(rng.split("training").normals(300), 3);

  it("is 1 where samples are training points, copied or not", () => {
    expect(memorisedFraction(samplesOf(training.values.slice(0, 60), 3, 4), training)).toEqual({
      value: 1,
      standardError: 0,
    });
    const doubled = points(Float64Array.from([...training.values, ...training.values]), 3);
    expect(memorisedFraction(samplesOf(training.values, 3), doubled).value).toBe(1);
  });

  it("is 0 where samples spread far wider than the training points", () => {
    // At distance 1e4 a sample sees all points of a cloud of width 8 under one ratio: 1 to 1e-3.
    const far = rng.split("far").normals(300);
    const radius = (n: number): number => Math.hypot(...far.subarray(3 * n, 3 * n + 3));
    const wide = far.map((value, k) => (1e4 * value) / radius(Math.floor(k / 3)));
    expect(memorisedFraction(samplesOf(wide, 3, 10), training).value).toBe(0);
  });

  it("counts a sample as soon as the ratio is below the threshold, and not at it", () => {
    const line = points([[0], [4]]);
    const share = (x: number, threshold: number) =>
      memorisedFraction(samplesOf(Float64Array.of(x), 1), line, threshold);
    expect(share(1, 1 / 3).value).toBe(0);
    expect(share(0.999, 1 / 3).value).toBe(1);
    expect(share(1.9, 0.95).value).toBe(1);
  });
});

describe("discrepancy between Gaussians", () => {
  it("is the closed form (1 + 2s²/h²)^(−½) + … between quantile lattices on the line", () => {
    const n = 500;
    const law = (mean: number, s: number) =>
      pointLaw(points(Float64Array.from({ length: n }, (_, i) => mean + s * normalQuantile((i + 0.5) / n))));
    const kernel = (delta: number, variance: number, h: number): number =>
      (1 + variance / h ** 2) ** -0.5 * Math.exp(-(delta ** 2) / (2 * (h ** 2 + variance)));
    const h = 0.7;
    const expected = kernel(0, 2, h) + kernel(0, 4.5, h) - 2 * kernel(0.8, 3.25, h);
    // A lattice of quantiles misses tails of mass 1/2n on either side; the kernel is at most 1.
    expectClose(gaussianDiscrepancy(h).between(law(0, 1), law(0.8, 1.5)) ** 2, expected, discretisation(1, 1 / n, 4));
    const exact = maximumMeanDiscrepancy(law(0, 1), law(0.8, 1.5), h);
    expectClose(exact.value, expected, discretisation(1, 1 / n, 4), "exact laws");
    expect(exact.standardError).toBe(0);
  });
});

describe("moments and agreement of scores", () => {
  it("members that differ by a common factor have a kernel of rank one, scaled by both diffusivities", () => {
    const schedule = varianceExploding({ sigma: "t", cutoffTime: 0.1, terminalTime: 3 });
    const profile = [1, -2, 0.5];
    const factors = [1, 2, 4, 5];
    const scores = matrix(4, 3, Float64Array.from(factors.flatMap((a) => profile.map((p) => a * p))));
    const at = { x: points([[0], [1], [2]]), t: Float64Array.of(0.5, 1, 2) };
    const { kernel } = measuredVKernel(schedule, at, scoreMoments(scores));
    const variance = 10 / 3;
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        const diffusivities = schedule.diffusivity(at.t[i]!) * schedule.diffusivity(at.t[j]!);
        expectClose(kernel.values[3 * i + j]!, diffusivities * variance * profile[i]! * profile[j]!, rounding(64));
      }
    expect(() => measuredVKernel(schedule, statesAt(points([[0]]), 1), scoreMoments(scores))).toThrow(/N·D/);
  });

  it("equal outputs agree with r² = 1, a constant prediction at the sample's mean with 0", () => {
    const found = points([
      [1, 2, 3],
      [0, 4, -1],
    ]);
    const flat = points([
      [2, 2, 2],
      [1, 1, 1],
    ]);
    expect([...perSampleAgreement(found, found, "determination")]).toEqual([1, 1]);
    expect([...perSampleAgreement(found, flat, "determination")]).toEqual([0, 0]);
    expect([...perSampleAgreement(found, flat, "correlation")]).toEqual([0, 0]);
    const scaled = points(
      found.values.map((value) => 2 * value + 1),
      3,
    );
    expectClose(perSampleAgreement(found, scaled, "correlation")[1]!, 1, rounding(1));
    expect(perSampleAgreement(found, scaled, "determination")[1]!).toBeLessThan(0);
  });

  it("noise of variance v a coordinate costs members v/(v + signal) and the mean of E a share of it", () => {
    const [members, count, dim, v] = [40, 30, 50, 0.25];
    const predicted = points(rng.split("signal").normals(count * dim), dim);
    const noise = rng.split("noise of members").normals(members * count * dim);
    const outputs = matrix(
      members,
      count * dim,
      noise.map((z, k) => predicted.values[k % (count * dim)]! + Math.sqrt(v) * z),
    );
    const each = pooledAgreement(outputs, predicted, "members");
    const mean = pooledAgreement(outputs, predicted, "mean");
    // Signal of variance 1 from 1500 draws, known to √(2/1500) = 4 %, so r² to 4 % of 1 − r².
    expectClose(each.value, 1 - v / (1 + v), monteCarlo(0.04 * (v / (1 + v))), "members");
    expectClose(mean.value, 1 - v / members, monteCarlo(0.04 * (v / members)), "mean");
    expect(each.standardError).toBeGreaterThan(0);
    const perSample = sampleAgreement(outputs, predicted, "mean");
    expectClose(perSample.mean.value, 1 - v / members, monteCarlo(0.04 * (v / members)), "mean of samples");
    expectClose(perSample.median.value, perSample.mean.value, monteCarlo(0.4 * (v / members)), "median of samples");
  });

  it("asks for what it needs", () => {
    const line = points([[1], [2]]);
    expect(() => perSampleAgreement(line, line, "determination")).toThrow(/pooledAgreement/);
    expect(() => perSampleAgreement(points([[1, 1]]), points([[1, 2]]), "determination")).toThrow(/found\[0\]/);
    expect(() => scoreMoments(matrix(2, 1))).toThrow(/at least 3/);
    expect(() => scoreMoments(matrix(3, 1, Float64Array.of(0, Number.NaN, 1)))).toThrow(/scores\[1\]\[0\]/);
    expect(() => memorisedFraction(samplesOf(Float64Array.of(1), 1), line, 1)).toThrow(/threshold/);
    expect(() => memorisedFraction(samplesOf(Float64Array.of(1), 1), points([[1], [1]]))).toThrow(/two different/);
  });
});
