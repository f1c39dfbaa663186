import fc from "fast-check";
import { expect, it } from "vitest";
import { type DataDistribution, type NoiseSchedule, type NoisyStates, points } from "../../src/core/index.ts";
import { algebra, matrix } from "../../src/numerics/index.ts";
import type { NoisedMarginal } from "../../src/theory/index.ts";
import { uniform, uniformVector } from "../support/arbitraries.ts";
import { centralDifference, expectClose, rounding, type Tolerance } from "../support/tolerance.ts";

/** Step of the central differences; the bounds on higher derivatives hold within it. */
const STEP = 1e-4;

/** Operations whose roundings add up in one result, in at most 5 dimensions and 6 components. */
const OPERATIONS = 256;

/** Laws of every noised marginal `make` builds, on mixtures drawn from `data` and states at drawn times. */
export function noisedMarginalContract(
  name: string,
  make: (data: DataDistribution, schedule: NoiseSchedule) => NoisedMarginal,
  schedule: NoiseSchedule,
  drawnData: fc.Arbitrary<DataDistribution>,
  seed: number,
): void {
  const time = uniform(schedule.cutoffTime, schedule.terminalTime);
  const example = drawnData.chain((data) =>
    fc.record({
      marginal: fc.constant(make(data, schedule)),
      x: uniformVector(data.dim, -2, 2),
      t: time,
      direction: uniformVector(data.dim, 0.1, 1),
    }),
  );
  const law = (title: string, check: (drawn: Example) => void): void => {
    it(`${name}: ${title}`, () => fc.assert(fc.property(example, check), { seed, numRuns: 100 }));
  };

  law("the score is the gradient of the log-density", ({ marginal, x, t, direction }) => {
    const v = unit(direction);
    const at = line(x, v, t);
    const [below, above] = marginal.logDensity(at);
    const { third, exponent } = derivativeBounds(marginal, x, t, v);
    expectClose(
      (above - below) / (2 * STEP),
      dot(v, marginal.score(single(x, t))),
      centralDifference(STEP, third, OPERATIONS * exponent),
    );
  });

  law("the target covariance is α/σ² times the slope of the posterior mean", ({ marginal, x, t, direction }) => {
    const v = unit(direction);
    const means = marginal.posteriorMean(line(x, v, t));
    const gain = schedule.alpha(t) / schedule.variance(t);
    const slope = (dot(v, means.subarray(x.length)) - dot(v, means)) / (2 * STEP);
    const { fourth, exponent, size } = derivativeBounds(marginal, x, t, v);
    const tolerance = centralDifference(STEP, fourth, OPERATIONS * gain * exponent * size);
    expectClose(gain * slope, quadratic(marginal.targetCovariance(single(x, t)), v), tolerance);
  });

  law("posterior and curvature form of the target covariance agree to 1e-12", ({ marginal, x, t }) => {
    const at = single(x, t);
    const posterior = marginal.targetCovariance(at);
    const curvature = marginal.targetCovarianceHessian(at);
    const scale = Math.max(1 / schedule.variance(t), ...posterior);
    for (const [k, value] of posterior.entries()) expectClose(curvature[k], value, formsAgree(scale));
  });

  law("posterior and target covariance are symmetric and have no negative eigenvalue", ({ marginal, x, t }) => {
    for (const form of [marginal.posteriorCovariance, marginal.targetCovariance]) {
      const values = form(single(x, t));
      const dim = x.length;
      for (let d = 0; d < dim; d++) for (let e = 0; e < d; e++) expect(values[d * dim + e]).toBe(values[e * dim + d]);
      const eigen = algebra.symmetricEigen(matrix(dim, dim, values)).values;
      expect(eigen[0]).toBeGreaterThanOrEqual(-1e-14 * eigen[dim - 1]);
    }
  });

  law("the score is (α m − x) / σ² with the posterior mean m", ({ marginal, x, t }) => {
    const m = marginal.posteriorMean(single(x, t));
    const s = marginal.score(single(x, t));
    const variance = schedule.variance(t);
    const { exponent, size } = derivativeBounds(marginal, x, t, x);
    const tolerance = rounding(((size + Math.hypot(...x)) * (1 + exponent)) / variance, OPERATIONS);
    x.forEach((value, d) => {
      expectClose(s[d], (schedule.alpha(t) * m[d] - value) / variance, tolerance);
    });
  });

  law("the divergence of the score is the trace of C minus D / σ²", ({ marginal, x, t }) => {
    const c = marginal.targetCovariance(single(x, t));
    let expected = -x.length / schedule.variance(t);
    for (let d = 0; d < x.length; d++) expected += c[d * (x.length + 1)];
    const scale = Math.max(1 / schedule.variance(t), ...c) * x.length;
    expectClose(marginal.scoreDivergenceAt(points([x]), t)[0], expected, formsAgree(scale));
  });

  law("the variance fraction is tr C / (tr C + |s|²) and lies in [0, 1]", ({ marginal, x, t }) => {
    const at = single(x, t);
    const c = marginal.targetCovariance(at);
    let trace = 0;
    for (let d = 0; d < x.length; d++) trace += c[d * (x.length + 1)];
    const square = marginal.score(at).reduce((sum, value) => sum + value * value, 0);
    const [fraction] = marginal.varianceFraction(at);
    expectClose(fraction, trace + square === 0 ? 0 : trace / (trace + square), rounding(1));
    expect(fraction).toBeGreaterThanOrEqual(0);
    expect(fraction).toBeLessThanOrEqual(1);
  });

  it(`${name}: a batch gives every state the same bits as the state alone`, () => {
    const batch = drawnData.chain((data) =>
      fc.record({
        marginal: fc.constant(make(data, schedule)),
        rows: fc.array(uniformVector(data.dim, -2, 2), { minLength: 1, maxLength: 11 }),
        times: fc.array(time, { minLength: 2, maxLength: 2 }),
      }),
    );
    fc.assert(
      fc.property(batch, ({ marginal, rows, times }) => {
        const t = Float64Array.from(rows, (_, n) => times[n < rows.length / 2 ? 0 : 1]);
        for (const method of [
          "logDensity",
          "score",
          "posteriorMean",
          "targetCovariance",
          "targetCovarianceHessian",
          "varianceFraction",
        ] as const) {
          const alone = rows.flatMap((row, n) => Array.from(marginal[method](single(row, t[n]))));
          expect(Array.from(marginal[method]({ x: points(rows), t }))).toEqual(alone);
        }
        const x = points(rows);
        const at = { x, t: t.fill(times[0]) };
        expect(marginal.scoreAt(x, times[0])).toEqual(marginal.score(at));
        expect(marginal.scoreField.score(x, times[0])).toEqual(marginal.score(at));
        expect(marginal.posteriorMeanAt(x, times[0])).toEqual(marginal.posteriorMean(at));
        expect(marginal.logDensityAt(x, times[0])).toEqual(marginal.logDensity(at));
      }),
      { seed, numRuns: 50 },
    );
  });
}

interface Example {
  readonly marginal: NoisedMarginal;
  readonly x: number[];
  readonly t: number;
  readonly direction: number[];
}

function formsAgree(scale: number): Tolerance {
  return { bound: 1e-12 * scale, reason: "two forms of one covariance agree to 1e-12 of max(1/σ², |C|)" };
}

/**
 * Bounds along v near x. With component scores f_i = v·e_i of range w and curvatures f_i′ = −vᵀB_i⁻¹v of range u,
 * ∂³ log p = κ₃(f) + 3 Cov(f, f′) and ∂⁴ log p = κ₄(f) + 6 κ(f, f, f′) + 3 Var(f′), where variables of range w and u have
 * |κ₃| ≤ w³/10, |Cov| ≤ wu/4, |κ₄| ≤ w⁴/5, |κ(f, f, f′)| ≤ w²u/4. The range over a step grows by at most u · step.
 */
function derivativeBounds(
  marginal: NoisedMarginal,
  x: readonly number[],
  t: number,
  v: readonly number[],
): { third: number; fourth: number; exponent: number; size: number } {
  const alpha = marginal.schedule.alpha(t);
  const variance = marginal.schedule.variance(t);
  const dim = x.length;
  const parts = marginal.data.components.map(({ mean, covariance }) => {
    const b = matrix(dim, dim, new Float64Array(dim * dim));
    for (let k = 0; k < dim * dim; k++)
      b.values[k] = alpha * alpha * (covariance?.[k] ?? 0) + (k % (dim + 1) === 0 ? variance : 0);
    const r = x.map((value, d) => value - alpha * mean[d]);
    const columns = new Float64Array(2 * dim);
    for (let d = 0; d < dim; d++) columns.set([v[d], r[d]], 2 * d);
    const solved = algebra.solvePositiveDefinite(b, matrix(dim, 2, columns)).values;
    const curvature = dot(
      v,
      solved.filter((_, k) => k % 2 === 0),
    );
    const force = dot(
      v,
      solved.filter((_, k) => k % 2 === 1),
    );
    const energy = dot(
      r,
      solved.filter((_, k) => k % 2 === 1),
    );
    return {
      curvature,
      force,
      energy,
      size: Math.hypot(...mean) + Math.hypot(...r) / alpha,
      far: Math.hypot(...x, ...mean),
    };
  });
  const range = (values: number[]): number => Math.max(...values) - Math.min(...values);
  const u = range(parts.map(({ curvature }) => curvature));
  const w = range(parts.map(({ force }) => force)) + 2 * STEP * u;
  return {
    third: w ** 3 / 10 + (3 * w * u) / 4,
    fourth: w ** 4 / 5 + (6 * w * w * u) / 4 + (3 * u * u) / 4,
    // How far one unit of rounding in x and μ moves an exponent, relative to that unit.
    exponent: 1 + Math.max(...parts.map(({ energy, far }) => energy + (far * far) / variance)),
    size: Math.max(...parts.map(({ size }) => size)),
  };
}

function single(x: readonly number[], t: number): NoisyStates {
  return { x: points([[...x]]), t: Float64Array.of(t) };
}

/** The states x − h v and x + h v. */
function line(x: readonly number[], v: readonly number[], t: number): NoisyStates {
  const rows = [-STEP, STEP].map((h) => x.map((value, d) => value + h * v[d]));
  return { x: points(rows), t: Float64Array.of(t, t) };
}

function unit(v: readonly number[]): number[] {
  const length = Math.hypot(...v);
  return v.map((value) => value / length);
}

function dot(a: readonly number[], b: ArrayLike<number>): number {
  return a.reduce((sum, value, d) => sum + value * b[d], 0);
}

function quadratic(values: Float64Array, v: readonly number[]): number {
  const dim = v.length;
  return v.reduce((sum, value, d) => sum + value * dot(v, values.subarray(d * dim, (d + 1) * dim)), 0);
}
