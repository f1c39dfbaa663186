import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DataDistribution, pointMasses, points, statesAt, variancePreserving } from "../../src/core/index.ts";
import { algebra, matrix } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { logUniform, uniform, uniformVector } from "../support/arbitraries.ts";
import { frozenSchedule, pointSet } from "../support/mixtures.ts";
import { expectClose, rounding } from "../support/tolerance.ts";

const seed = 201;
const schedule = variancePreserving({ drift: "half-beta", cutoffTime: 1e-3 });
const OPERATIONS = 256;

/** States and times for point sets of one dimension; noise from almost none to almost only noise. */
const example = fc.integer({ min: 1, max: 5 }).chain((dim) =>
  fc.record({
    data: pointSet(dim),
    x: uniformVector(dim, -1.5, 1.5),
    t: logUniform(0.01, 1),
    v: uniformVector(dim, -1, 1),
  }),
);

/** Exponents of points in [−1, 1]^D move by this many units of rounding when x and μ are rounded. */
function conditioning(x: readonly number[], t: number): number {
  return 1 + (Math.hypot(...x) + Math.sqrt(x.length)) ** 2 / schedule.variance(t);
}

const scoreScale = (x: readonly number[], t: number): number =>
  (conditioning(x, t) * (Math.hypot(...x) + Math.sqrt(x.length))) / schedule.variance(t);
const covarianceScale = (x: readonly number[], t: number): number =>
  conditioning(x, t) * x.length * (schedule.alpha(t) / schedule.variance(t)) ** 2;

function evaluate(data: DataDistribution, x: readonly number[], t: number): { score: Float64Array; c: Float64Array } {
  const marginal = noisedMarginal(data, schedule);
  const at = statesAt(points([[...x]]), t);
  return { score: marginal.score(at), c: marginal.targetCovariance(at) };
}

function expectAllClose(found: ArrayLike<number>, expected: ArrayLike<number>, scale: number): void {
  expect(found.length).toBe(expected.length);
  for (let k = 0; k < found.length; k++) expectClose(found[k], expected[k], rounding(scale, OPERATIONS));
}

const pointRows = (data: DataDistribution): number[][] => data.components.map(({ mean }) => Array.from(mean));

describe("target covariance of point sets", () => {
  it("vanishes for a single point, whose score is the regression target itself", () => {
    fc.assert(
      fc.property(uniformVector(3, -1, 1), uniformVector(3, -1.5, 1.5), logUniform(1e-3, 1), (mu, x, t) => {
        const { score, c } = evaluate(pointMasses([mu]), x, t);
        expect(Array.from(c)).toEqual(new Array(9).fill(0));
        const target = x.map((value, d) => (schedule.alpha(t) * mu[d] - value) / schedule.variance(t));
        expectAllClose(score, target, Math.hypot(...target, 1 / schedule.variance(t)));
      }),
      { seed },
    );
  });

  it("does not change when points are duplicated and their weights split", () => {
    fc.assert(
      fc.property(example, uniform(0.1, 0.9), ({ data, x, t }, share) => {
        const rows = pointRows(data);
        const weights = data.components.map(({ weight }) => weight);
        const [head, ...tail] = weights;
        const doubled = pointMasses([...rows, rows[0]], [head * share, ...tail, head * (1 - share)]);
        const [one, two] = [evaluate(data, x, t), evaluate(doubled, x, t)];
        expectAllClose(two.score, one.score, scoreScale(x, t));
        expectAllClose(two.c, one.c, covarianceScale(x, t));
      }),
      { seed },
    );
  });

  it("turns with the data: s to R s and C to R C Rᵀ under μ to R μ + c and x to R x + α c", () => {
    const turned = example.chain((drawn) => {
      const dim = drawn.x.length;
      return fc.record({
        drawn: fc.constant(drawn),
        mirrors: fc.tuple(uniformVector(dim, 0.1, 1), uniformVector(dim, -1, -0.1)),
        shift: uniformVector(dim, -1, 1),
      });
    });
    fc.assert(
      fc.property(turned, ({ drawn: { data, x, t }, mirrors, shift }) => {
        const turn = (v: readonly number[]): number[] => mirrors.reduce<number[]>(reflect, [...v]);
        const moved = pointMasses(
          pointRows(data).map((row) => turn(row).map((value, d) => value + shift[d])),
          data.components.map(({ weight }) => weight),
        );
        const image = turn(x).map((value, d) => value + schedule.alpha(t) * shift[d]);
        const [here, there] = [evaluate(data, x, t), evaluate(moved, image, t)];
        expectAllClose(there.score, turn(Array.from(here.score)), 4 * scoreScale(x, t));
        const dim = x.length;
        const halfTurned = Array.from({ length: dim }, (_, d) =>
          turn(Array.from(here.c.subarray(d * dim, (d + 1) * dim))),
        );
        const columns = Array.from({ length: dim }, (_, e) => turn(halfTurned.map((row) => row[e])));
        expectAllClose(there.c, columns.flat(), 4 * covarianceScale(x, t));
      }),
      { seed },
    );
  });

  it("has at most rank M − 1, and lives in the span of the differences of points", () => {
    const few = fc.record({ data: pointSet(5, 2, 4), x: uniformVector(5, -1.5, 1.5), t: logUniform(0.05, 1) });
    fc.assert(
      fc.property(few, ({ data, x, t }) => {
        const { c } = evaluate(data, x, t);
        const values = algebra.symmetricEigen(matrix(5, 5, c)).values;
        const zeros = 5 - (data.components.length - 1);
        for (let k = 0; k < zeros; k++) expectClose(values[k], 0, rounding(values[4], OPERATIONS), `eigenvalue ${k}`);
        const [first, ...rest] = pointRows(data);
        const differences = rest.map((row) => row.map((value, d) => value - first[d]));
        const normal = orthogonalTo(differences, [1, 1, 1, 1, 1]);
        const image = normal.map((_, d) => normal.reduce((sum, value, e) => sum + value * c[d * 5 + e], 0));
        expectAllClose(image, new Array(5).fill(0), 1e3 * values[4]);
      }),
      { seed },
    );
  });

  it("stays below α²/4σ⁴ times the squared width of the data in every direction", () => {
    fc.assert(
      fc.property(example, ({ data, x, t, v }) => {
        const { c } = evaluate(data, x, t);
        const dim = x.length;
        let found = 0;
        for (let d = 0; d < dim; d++) for (let e = 0; e < dim; e++) found += v[d] * c[d * dim + e] * v[e];
        const along = pointRows(data).map((row) => row.reduce((sum, value, d) => sum + value * v[d], 0));
        const width = Math.max(...along) - Math.min(...along);
        const bound = ((schedule.alpha(t) * width) / schedule.variance(t)) ** 2 / 4;
        expect(found).toBeLessThanOrEqual(bound + OPERATIONS * Number.EPSILON * covarianceScale(x, t));
      }),
      { seed },
    );
  });

  it("tends to α²/σ⁴ times the covariance of the data as the signal fades, with an error of order α", () => {
    const faded = fc.record({ data: pointSet(2), x: uniformVector(2, -1.5, 1.5), alpha: logUniform(1e-6, 1e-2) });
    fc.assert(
      fc.property(faded, ({ data, x, alpha }) => {
        const variance = 1 - alpha * alpha;
        const marginal = noisedMarginal(data, frozenSchedule(alpha, variance));
        const c = marginal.targetCovariance(statesAt(points([x]), 1));
        const rows = data.components.map(({ weight, mean }) => ({ weight, mean }));
        const mean = [0, 1].map((d) => rows.reduce((sum, row) => sum + row.weight * row.mean[d], 0));
        for (let k = 0; k < 4; k++) {
          const [d, e] = [k >> 1, k & 1];
          const expected = rows.reduce(
            (sum, row) => sum + row.weight * (row.mean[d] - mean[d]) * (row.mean[e] - mean[e]),
            0,
          );
          // Exponents differ by at most δ = α |x| |Δ| + α² |Δ||μ|, |Δ| ≤ 2√2; a second moment of size ≤ 2 moves by 6 δ · 2.
          const delta = alpha * Math.hypot(...x) * 2 * Math.SQRT2 + alpha * alpha * 4;
          expectClose((c[k] * variance ** 2) / alpha ** 2, expected, { bound: 12 * delta, reason: "first order in α" });
        }
      }),
      { seed },
    );
  });
});

describe("two points", () => {
  const pair = fc.record({
    center: uniformVector(2, -1, 1),
    half: uniformVector(2, 0.1, 0.5),
    x: uniformVector(2, -1, 1),
    t: logUniform(0.05, 1),
  });
  const ends = (center: number[], half: number[]): DataDistribution =>
    pointMasses([1, -1].map((sign) => center.map((value, d) => value + sign * half[d])));

  it("have posterior mean c + Δ/2 tanh(θ/2) and target covariance α²/4σ⁴ ΔΔᵀ sech²(θ/2)", () => {
    fc.assert(
      fc.property(pair, ({ center, half, x, t }) => {
        const alpha = schedule.alpha(t);
        const variance = schedule.variance(t);
        const marginal = noisedMarginal(ends(center, half), schedule);
        const at = statesAt(points([x]), t);
        const theta =
          (2 * alpha * (half[0] * (x[0] - alpha * center[0]) + half[1] * (x[1] - alpha * center[1]))) / variance;
        const m = marginal.posteriorMean(at);
        const c = marginal.targetCovariance(at);
        for (let d = 0; d < 2; d++) {
          expectClose(m[d], center[d] + half[d] * Math.tanh(theta / 2), rounding(2 * conditioning(x, t), OPERATIONS));
          for (let e = 0; e < 2; e++) {
            const expected = ((alpha / variance) ** 2 * half[d] * half[e]) / Math.cosh(theta / 2) ** 2;
            expectClose(c[2 * d + e], expected, rounding(covarianceScale(x, t), OPERATIONS));
          }
        }
      }),
      { seed },
    );
  });

  it("have target covariance α²/4σ⁴ ΔΔᵀ, score zero and variance fraction one at their midpoint", () => {
    fc.assert(
      fc.property(uniformVector(2, 0.1, 0.5), logUniform(1e-3, 1), (half, t) => {
        const marginal = noisedMarginal(ends([0, 0], half), schedule);
        const at = statesAt(points([[0, 0]]), t);
        const gain = (schedule.alpha(t) / schedule.variance(t)) ** 2;
        expect(Array.from(marginal.score(at))).toEqual([0, 0]);
        expect(marginal.varianceFraction(at)[0]).toBe(1);
        const c = marginal.targetCovariance(at);
        for (let k = 0; k < 4; k++)
          expectClose(c[k], gain * half[k >> 1] * half[k & 1], rounding(gain * half[k >> 1] * half[k & 1]));
      }),
      { seed },
    );
  });

  it("have variance fraction α²|Δ|² / (α²|Δ|² + 4ϱ²) on the boundary at distance ϱ from the midpoint", () => {
    fc.assert(
      fc.property(uniformVector(2, 0.1, 0.5), uniform(0, 2), logUniform(1e-3, 1), (half, along, t) => {
        const marginal = noisedMarginal(ends([0, 0], half), schedule);
        const [fraction] = marginal.varianceFraction(statesAt(points([[-along * half[1], along * half[0]]]), t));
        const signal = schedule.alpha(t) ** 2 * 4 * (half[0] ** 2 + half[1] ** 2);
        const distance = along * Math.hypot(...half);
        expectClose(fraction, signal / (signal + 4 * distance ** 2), rounding(conditioning([2, 2], t), OPERATIONS));
      }),
      { seed },
    );
  });
});

/** v mirrored at the plane orthogonal to `mirror`. */
function reflect(v: number[], mirror: readonly number[]): number[] {
  const share =
    (2 * mirror.reduce((sum, value, d) => sum + value * v[d], 0)) / mirror.reduce((sum, value) => sum + value ** 2, 0);
  return v.map((value, d) => value - share * mirror[d]);
}

/** v made orthogonal to all `directions`, by Gram–Schmidt done twice. */
function orthogonalTo(directions: readonly number[][], v: number[]): number[] {
  const basis: number[][] = [];
  const clean = (w: number[]): number[] => [...basis, ...basis].reduce(without, w);
  for (const direction of directions) {
    const rest = clean(direction);
    const length = Math.hypot(...rest);
    basis.push(rest.map((value) => value / length));
  }
  return clean(v);
}

function without(v: number[], unit: number[]): number[] {
  const share = v.reduce((sum, value, d) => sum + value * unit[d], 0);
  return v.map((value, d) => value - share * unit[d]);
}
