import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type ForwardProcess,
  type NoiseSchedule,
  namedData,
  type Points,
  points,
  type ScoreEnsemble,
  ShapeError,
  uniformGrid,
} from "../../src/core/index.ts";
import { gaussianWeightEnsemble } from "../../src/linear-models/index.ts";
import { algebra, chiSquaredCdf, matrix, NotPositiveDefiniteError, seededRng } from "../../src/numerics/index.ts";
import { deterministicEnsemble, gramLimit, pathAction, type ResponseField } from "../../src/path-integral/index.ts";
import { uniform, uniformVector } from "../support/arbitraries.ts";
import { kernelEnsemble, restoringField, squaredExponential } from "../support/kernel-ensembles.ts";
import { smallModel, smallProcess } from "../support/small-models.ts";
import { centralDifference, expectClose, monteCarlo, rounding, type Tolerance } from "../support/tolerance.ts";

const seed = 40710;

/** Few uniform steps on [0.05, 1]. */
function line(steps: number, data = namedData("three-points")): ForwardProcess {
  const { schedule } = smallProcess();
  return { data, schedule, grid: uniformGrid(schedule, steps) };
}

/** Wide against a step in time and space, so that V is well conditioned on a handful of steps. */
const rough = squaredExponential(0.4, 0.3, 0.1);
const roughLine = kernelEnsemble(restoringField(1), rough);
const roughPlane = kernelEnsemble(restoringField(2), rough);
const exact = { relativeJitter: 0 } as const;

/** The Euler path of the mean score, pushed by `push` in every step. */
function pushedPath(process: ForwardProcess, ensemble: ScoreEnsemble, start: readonly number[], push: number): Points {
  const { times } = process.grid;
  const { dim } = ensemble;
  const values = new Float64Array(times.length * dim);
  values.set(start);
  for (let k = 0; k + 1 < times.length; k++) {
    const [t, step] = [times[k]!, times[k]! - times[k + 1]!];
    const x = { count: 1, dim, values: values.slice(k * dim, (k + 1) * dim) };
    const score = ensemble.meanField.score(x, t);
    for (let d = 0; d < dim; d++)
      values[(k + 1) * dim + d] =
        x.values[d]! +
        step *
          (process.schedule.beta(t) * x.values[d]! +
            process.schedule.diffusivity(t) * score[d]! +
            push * Math.cos(1 + 3 * k + d));
  }
  return points(values, dim);
}

function field(real: ArrayLike<number>, imaginary: ArrayLike<number>, dim: number): ResponseField {
  const each = (values: ArrayLike<number>): Points => points(Float64Array.from(values), dim);
  return { real: each(real), imaginary: each(imaginary) };
}

/** ∫ Π dp/(2π) e^S by the trapezoidal rule, which converges faster than any power for a Gaussian. */
function fourierIntegral(process: ForwardProcess, ensemble: ScoreEnsemble, path: Points): number {
  const action = pathAction(process, ensemble, exact);
  const { gram } = action.evaluate(path);
  const size = gram.rows;
  const { times } = process.grid;
  const nodes = 41;
  // Reach of eight standard deviations of the narrowest direction of each component.
  const inverse = algebra.solvePositiveDefinite(
    gram,
    matrix(
      size,
      size,
      Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0)),
    ),
  );
  const reach = Array.from(
    { length: size },
    (_, i) => (8 * Math.sqrt(inverse.values[i * size + i]!)) / (times[i]! - times[i + 1]!),
  );
  let sum = 0;
  for (let n = 0; n < nodes ** size; n++) {
    const p = reach.map((r, i) => r * (-1 + (2 * (Math.floor(n / nodes ** i) % nodes)) / (nodes - 1)));
    const { real, imaginary } = action.exponent(
      path,
      field(
        p,
        p.map(() => 0),
        1,
      ),
    );
    sum += Math.exp(real) * Math.cos(imaginary);
  }
  return reach.reduce((product, r) => (product * 2 * r) / (nodes - 1) / (2 * Math.PI), sum);
}

describe("the response-field action", () => {
  it.each([1, 2])("integrates over the response field to the reduced density, %d steps", (steps) => {
    const process = line(steps);
    for (const push of [0, 0.7]) {
      const path = pushedPath(process, roughLine, [0.3], push);
      const density = Math.exp(pathAction(process, roughLine, exact).evaluate(path).logDensity!);
      const tail: Tolerance = { bound: 1e-10 * (1 + density), reason: "Gaussian beyond eight standard deviations" };
      expectClose(fourierIntegral(process, roughLine, path), density, tail, `push ${push}`);
    }
  });

  it("is stationary at the saddle, where it is minus half of the squared distance", () => {
    const process = line(4, namedData("four-points"));
    const action = pathAction(process, roughPlane);
    const path = pushedPath(process, roughPlane, [0.2, -0.4], 0.5);
    const { saddle, squaredDistance } = action.evaluate(path);
    const at = action.exponent(path, saddle);
    expectClose(at.real, -squaredDistance / 2, rounding(squaredDistance, 4096));
    expectClose(at.imaginary, 0, rounding(squaredDistance));
    const values = saddle.imaginary.values;
    values.forEach((value, i) => {
      const h = 1e-3 * (1 + Math.abs(value));
      const moved = (shift: number): number => {
        const next = values.slice();
        next[i]! += shift;
        return action.exponent(path, field(new Float64Array(values.length), next, 2)).real;
      };
      // A quadratic function: its central difference is exact up to rounding.
      expectClose(
        (moved(h) - moved(-h)) / (2 * h),
        0,
        centralDifference(h, 0, 64 * squaredDistance + 64),
        `slope ${i}`,
      );
    });
  });

  it("has the slope i δ_k ε_k at p = 0, and is real and negative beyond it for the noise-free path", () => {
    const process = line(3);
    const action = pathAction(process, roughLine);
    const path = pushedPath(process, roughLine, [0.5], 0.3);
    const { residuals } = action.evaluate(path);
    const { times } = process.grid;
    residuals.values.forEach((residual, k) => {
      const p = [0, 0, 0];
      p[k] = 1e-3;
      const { imaginary, real } = action.exponent(path, field(p, [0, 0, 0], 1));
      expectClose(imaginary, 1e-3 * (times[k]! - times[k + 1]!) * residual, rounding(1e-3 * residual));
      expect(real).toBeLessThan(0);
    });
    const still = pushedPath(process, roughLine, [0.5], 0);
    expectClose(action.exponent(still, field([1, -2, 3], [0, 0, 0], 1)).imaginary, 0, rounding(10, 256));
  });
});

describe("the reduced action", () => {
  it("is the Gaussian log-density of the residuals, by an independent factorisation", () => {
    const process = line(5, namedData("four-points"));
    const path = pushedPath(process, roughPlane, [0.2, -0.4], 0.5);
    const { residuals, gram, logDensity, squaredDistance, rank } = pathAction(process, roughPlane, exact).evaluate(
      path,
    );
    expect(rank).toBe(10);
    const solved = algebra.solvePositiveDefinite(gram, matrix(10, 1, residuals.values));
    const distance = solved.values.reduce((sum, value, i) => sum + value * residuals.values[i]!, 0);
    expectClose(squaredDistance, distance, rounding(distance, 4096));
    const { times } = process.grid;
    const steps = Array.from({ length: 5 }, (_, k) => 2 * Math.log(times[k]! - times[k + 1]!));
    const expected =
      -0.5 * (distance + algebra.logDeterminant(gram) + 10 * Math.log(2 * Math.PI)) - steps.reduce((a, b) => a + b, 0);
    expectClose(logDensity!, expected, rounding(expected, 4096));
  });

  it("has residuals of b = βx + D s̄: zero on the path of the mean score, the push beside it", () => {
    const process = line(6);
    const action = pathAction(process, roughLine);
    const [still, pushed] = [0, 0.25].map(
      (push) => action.evaluate(pushedPath(process, roughLine, [0.7], push)).residuals.values,
    );
    still!.forEach((value, k) => {
      expectClose(value, 0, rounding(40, 64));
      expectClose(pushed![k]!, 0.25 * Math.cos(1 + 3 * k), rounding(40, 64));
    });
  });

  it("is χ² over paths that are drawn through weights, with as many degrees of freedom as values", () => {
    const process = line(3);
    const model = smallModel(process, { samplingBox: null });
    const size = model.features.featureCount;
    const factor = matrix(
      size,
      size,
      Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 0.2 : 0)),
    );
    const mean = matrix(
      size,
      1,
      Float64Array.from({ length: size }, (_, f) => 0.3 * Math.sin(f)),
    );
    const ensemble = gaussianWeightEnsemble("free", model, process, mean, factor);
    const action = pathAction(process, ensemble, exact);
    const draws = 1500;
    const rng = seededRng(seed);
    const distances = Float64Array.from({ length: draws }, (_, m) => {
      const member = deterministicEnsemble("member", ensemble.draw(rng.split("member", m)));
      const found = action.evaluate(pushedPath(process, member, [rng.split("start", m).normal()], 0));
      expect(found.rank).toBe(3);
      return found.squaredDistance;
    }).sort();
    const average = distances.reduce((sum, value) => sum + value, 0) / draws;
    expectClose(average, 3, monteCarlo(Math.sqrt(6 / draws)), "mean");
    const square = distances.reduce((sum, value) => sum + (value - 3) ** 2, 0) / draws;
    // Var (χ² − 3)² = μ₄ − μ₂² with μ₂ = 6 and μ₄ = 12·3·(3 + 4).
    expectClose(square, 6, monteCarlo(Math.sqrt((252 - 36) / draws)), "variance");
    const gap = distances.reduce(
      (worst, value, i) => Math.max(worst, Math.abs(chiSquaredCdf(value, 3) - (i + 0.5) / draws)),
      0,
    );
    // Kolmogorov: beyond 2.2/√n with probability 1e-4.
    expect(gap).toBeLessThan(2.2 / Math.sqrt(draws));
  });

  it("tends to the noise-free path as V → 0: distances grow as 1/V, and the density there as V^(−n/2)", () => {
    const process = line(4);
    const [still, pushed] = [0, 0.2].map((push) => pushedPath(process, roughLine, [0.4], push));
    const at = (strength: number, path: Points) =>
      pathAction(process, kernelEnsemble(restoringField(1), squaredExponential(strength, 0.3, 0.1)), exact).evaluate(
        path,
      );
    const [wide, narrow] = [at(0.4, pushed!), at(0.004, pushed!)];
    expectClose(narrow.squaredDistance / wide.squaredDistance, 1e4, rounding(1e4, 4096));
    const rise = at(0.004, still!).logDensity! - at(0.4, still!).logDensity!;
    expectClose(rise, 4 * Math.log(100), rounding(20, 4096));
  });

  it("has no density at V = 0, and says whether the path is the noise-free one", () => {
    const process = line(4);
    const silent = deterministicEnsemble("silent", restoringField(1));
    const action = pathAction(process, silent);
    const [still, pushed] = [0, 1e-6].map((push) => action.evaluate(pushedPath(process, silent, [0.4], push)));
    expect([still!.rank, still!.logDensity, pushed!.logDensity]).toEqual([0, null, null]);
    expect(still!.outsideRange).toBeLessThanOrEqual(4);
    expect(pushed!.outsideRange).toBeGreaterThan(1e6);
  });

  it("tells a field of low rank from its numerical inverse: on a path of its own, and off it", () => {
    const process = line(12);
    const loading = (x: number, t: number): number[] => [1 + t, Math.cos(x)];
    const flat = kernelEnsemble(restoringField(1), (x, t, y, s) => {
      const [a, b] = [loading(x[0]!, t), loading(y[0]!, s)];
      return [0.01 * (a[0]! * b[0]! + a[1]! * b[1]!)];
    });
    const own = deterministicEnsemble("member", {
      dim: 1,
      score: (x, t) => x.values.map((value) => -value + 0.1 * (0.7 * (1 + t) - 1.1 * Math.cos(value))),
    });
    const action = pathAction(process, flat);
    const inside = action.evaluate(pushedPath(process, own, [0.4], 0));
    expect(inside.rank).toBe(2);
    expect(inside.outsideRange).toBeLessThan(1);
    expectClose(inside.squaredDistance, 0.7 ** 2 + 1.1 ** 2, {
      bound: 1e-5,
      reason: "jitter over the smaller eigenvalue",
    });
    const outside = action.evaluate(pushedPath(process, own, [0.4], 1e-3));
    expect(outside.rank).toBe(2);
    expect(outside.outsideRange).toBeGreaterThan(1e3);
    expect(pathAction(process, flat, exact).evaluate(pushedPath(process, own, [0.4], 0)).logDensity).toBeNull();
  });

  it("does not depend on the clock: with β and D per unit of the new time, any relabelling of the grid gives the same law", () => {
    const process = line(5);
    const { schedule, grid } = process;
    const clock = Float64Array.of(9, 7, 6.5, 3, 2.9, 0.5);
    const step = (times: Float64Array, k: number): number => times[k]! - times[k + 1]!;
    const old = (tau: number): number => clock.indexOf(tau);
    const rate = (tau: number): number => step(grid.times, old(tau)) / step(clock, old(tau));
    const relabelled: NoiseSchedule = {
      ...schedule,
      beta: (tau) => schedule.beta(grid.times[old(tau)]!) * rate(tau),
      diffusivity: (tau) => schedule.diffusivity(grid.times[old(tau)]!) * rate(tau),
    };
    const timeOf = (tau: number): number => grid.times[old(tau)]!;
    const moved = kernelEnsemble(restoringField(1), (x, t, y, s) => rough(x, timeOf(t), y, timeOf(s)));
    const path = pushedPath(process, roughLine, [0.4], 0.3);
    const before = pathAction(process, roughLine).evaluate(path);
    const after = pathAction({ ...process, schedule: relabelled, grid: { name: "new", times: clock } }, moved).evaluate(
      path,
    );
    expectClose(after.squaredDistance, before.squaredDistance, rounding(before.squaredDistance, 4096));
    expectClose(after.logDensity!, before.logDensity!, rounding(20, 4096));
  });

  it("turns with the path: a rotation of an isotropic field changes nothing", () => {
    const process = line(4, namedData("four-points"));
    fc.assert(
      fc.property(uniform(0, 2 * Math.PI), uniformVector(10, -1, 1), (angle, values) => {
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const path = points(Float64Array.from(values), 2);
        const turned = points(
          Float64Array.from(values, (_, i) =>
            i % 2 === 0 ? c * values[i]! - s * values[i + 1]! : s * values[i - 1]! + c * values[i]!,
          ),
          2,
        );
        const action = pathAction(process, roughPlane);
        const [one, other] = [action.evaluate(path), action.evaluate(turned)];
        expect(other.rank).toBe(one.rank);
        // The condition number of V with its jitter is at most 8/1e-8, of the whitened residuals its root.
        const bound = { bound: 1e-7 * (1 + one.squaredDistance), reason: "rounding times the condition of V" };
        expectClose(other.logDensity!, one.logDensity!, bound);
      }),
      { seed, numRuns: 20 },
    );
  });
});

describe("the action refuses", () => {
  const process = line(3);
  const path = pushedPath(process, roughLine, [0.2], 0.1);

  it("a kernel that is not positive semi-definite, naming state and pivot", () => {
    const bad = kernelEnsemble(restoringField(1), (_x, t, _y, s) => [t === s ? 1 : 2]);
    const error = failureOf(() => pathAction(process, bad).evaluate(path));
    expect(error).toBeInstanceOf(NotPositiveDefiniteError);
    expect(error.message).toMatch(/V-kernel at state 1 of the path, x = \[.*\], t = 0\.\d+: pivot 1/);
    const negative = kernelEnsemble(restoringField(1), () => [-1]);
    expect(() => pathAction(process, negative).evaluate(path)).toThrow(NotPositiveDefiniteError);
    const silent = kernelEnsemble(restoringField(1), (_x, t, _y, s) => [t === s ? 0 : 1]);
    expect(() => pathAction(process, silent).evaluate(path)).toThrow("state 0");
  });

  it("a kernel that is not symmetric, with the asymmetry", () => {
    const bad = kernelEnsemble(restoringField(1), (_x, t, _y, s) => [t === s ? 1 : t > s ? 0.5 : 0.4]);
    const error = failureOf(() => pathAction(process, bad).evaluate(path));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toContain("asymmetry of V = ");
  });

  it("paths that do not fit the grid, that are not finite, or that have too many steps", () => {
    const action = pathAction(process, roughLine);
    expect(() => action.evaluate(points(Float64Array.of(0, 1)))).toThrow(ShapeError);
    expect(() => action.evaluate({ ...path, values: path.values.map(() => Number.NaN) })).toThrow(ArgumentError);
    expect(() => action.exponent(path, field([0], [0], 1))).toThrow(ShapeError);
    const long = line(gramLimit + 1);
    expect(() => pathAction(long, roughLine).evaluate(points(new Float64Array(gramLimit + 2)))).toThrow(
      /K·D = 2049 must be at most 2048: take fewer steps/,
    );
  });

  it("a jitter outside [0, 1)", () => {
    expect(() => pathAction(process, roughLine, { relativeJitter: -1 })).toThrow(ArgumentError);
    expect(() => pathAction(process, roughLine, { relativeJitter: 1 })).toThrow(ArgumentError);
  });
});

function failureOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it was accepted");
}
