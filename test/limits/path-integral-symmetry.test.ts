import { describe, expect, it } from "vitest";
import {
  gaussianMixture,
  type NoisyStates,
  namedData,
  type PointDensity,
  type Points,
  points,
  probabilityFlow,
  type ScoreEnsemble,
} from "../../src/core/index.ts";
import { populationMoments, sandwichEnsemble } from "../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../src/numerics/index.ts";
import { cdfAverage, logJacobianAverage, pathAction, pathAverage, vKernel } from "../../src/path-integral/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { sampleMoments } from "../support/linear-models.ts";
import { smallModel, smallProcess, someStates } from "../support/small-models.ts";
import { expectClose, monteCarlo, quadrature, rounding } from "../support/tolerance.ts";

const seed = 40750;
const accurate = { method: "dormand-prince", tolerance: 1e-10 } as const;

describe("law 10: the flow of the true score", () => {
  it("has det ∂x_ε/∂x_T = p(x_T | T)/p(x_ε | ε), in the plane", () => {
    const data = gaussianMixture({
      components: [
        {
          weight: 0.6,
          mean: [-0.6, 0.2],
          covariance: [
            [0.3, 0.1],
            [0.1, 0.2],
          ],
        },
        { weight: 0.4, mean: [0.7, -0.1], covariance: 0.1 },
      ],
    });
    const process = smallProcess(data);
    const marginal = noisedMarginal(data, process.schedule);
    const { cutoffTime, terminalTime } = process.schedule;
    const h = 1e-4;
    for (const [a, b] of [
      [0.3, -0.5],
      [-1.2, 0.8],
      [0.05, 0],
    ] as const) {
      const around = points([
        [a + h, b],
        [a - h, b],
        [a, b + h],
        [a, b - h],
        [a, b],
      ]);
      const { values: x } = probabilityFlow(process, marginal.scoreField, around, accurate);
      const slope = (i: number, d: number): number => (x[4 * i + d]! - x[4 * i + 2 + d]!) / (2 * h);
      const determinant = slope(0, 0) * slope(1, 1) - slope(0, 1) * slope(1, 0);
      const before = marginal.logDensityAt(points([[a, b]]), terminalTime)[0]!;
      const after = marginal.logDensityAt(points(x.slice(8), 2), cutoffTime)[0]!;
      // Local errors of 1e-10 over a difference of 2e-4, and h² of a flow that bends over lengths of 0.1.
      expectClose(Math.log(determinant), before - after, quadrature(1e-5), `start ${a}, ${b}`);
    }
  });
});

/** Bumps symmetric about 0 on three points symmetric about 0: the sandwich field is invariant under x ↦ −x. */
const line = smallProcess(undefined, 15);
const onLine = sandwich(line, 256);
const plane = smallProcess(namedData("four-points"), 8);
const inPlane = sandwich(plane, 4096);

function sandwich(process: typeof line, sampleCount: number): ScoreEnsemble {
  const model = smallModel(process, { sampleCount });
  const few = process.data.dim === 1 ? {} : { draws: 4096 };
  return sandwichEnsemble(model, process, populationMoments(model, process, few));
}

function turned(at: NoisyStates, by: (x: readonly number[]) => readonly number[]): NoisyStates {
  const { count, dim, values } = at.x;
  const rows = Array.from({ length: count }, (_, n) => by(Array.from(values.subarray(n * dim, (n + 1) * dim))));
  return { x: points(rows), t: at.t };
}

describe("law 13: what is symmetric before averaging is symmetric after it", () => {
  const mirror = (x: readonly number[]): readonly number[] => x.map((value) => -value);

  it("a reflection of data and features is one of the mean score and of V", () => {
    const at = someStates(line);
    const other = turned(at, mirror);
    const mean = onLine.meanScore(at).values;
    onLine.meanScore(other).values.forEach((value, n) => {
      expectClose(value, -mean[n]!, quadrature(1e-8 * (1 + Math.abs(mean[n]!))), `mean score ${n}`);
    });
    const kernel = vKernel(line, onLine, at, at).values;
    const scale = Math.max(...kernel.map(Math.abs));
    vKernel(line, onLine, other, other).values.forEach((value, i) => {
      expectClose(value, kernel[i]!, quadrature(1e-8 * scale), `kernel ${i}`);
    });
  });

  it("a reflection of data and features is one of the averaged distribution function, within its error", () => {
    const x = Float64Array.of(-1.2, -0.9, -0.4, 0, 0.4, 0.9, 1.2);
    const { distribution } = cdfAverage({ method: "rk4", models: 300, x }).propagate(seededRng(seed), line, onLine);
    if (distribution.kind !== "density") throw new Error(distribution.kind);
    const { cdf, cdfStandardError } = distribution;
    x.forEach((value, i) => {
      const j = x.length - 1 - i;
      // F(−x) and 1 − F(x) are averages over the same models: their errors add at worst.
      const error = cdfStandardError[i]! + cdfStandardError[j]!;
      expectClose(cdf[i]!, 1 - cdf[j]!, monteCarlo(error), `at ${value}`);
    });
  });

  it("a reflected path has the same action", () => {
    const path = points(Float64Array.from({ length: 16 }, (_, k) => Math.sin(0.3 * k) - 0.1));
    const other = points(path.values.map((value) => -value));
    const action = pathAction(line, onLine);
    const [one, two] = [action.evaluate(path), action.evaluate(other)];
    expect(two.rank).toBe(one.rank);
    // Moments agree to 1e-10 of their scale, which the jitter of 1e-8 turns into 1e-2 at most.
    expectClose(two.squaredDistance / one.squaredDistance, 1, quadrature(1e-2));
  });
});

describe("law 14: V is symmetric, and every Gram matrix of it positive semi-definite", () => {
  it.each([
    ["line", line, onLine],
    ["plane", plane, inPlane],
  ] as const)("in the %s", (_, process, ensemble) => {
    const at = someStates(process);
    const against = turned(at, (x) => x.map((value) => 0.7 * value + 0.1));
    const there = vKernel(process, ensemble, at, against);
    const back = vKernel(process, ensemble, against, at);
    const scale = Math.max(...there.values.map(Math.abs));
    for (let i = 0; i < there.rows; i++)
      for (let j = 0; j < there.cols; j++)
        expectClose(there.values[i * there.cols + j]!, back.values[j * back.cols + i]!, rounding(scale, 4096));
    const gram = vKernel(process, ensemble, at, at);
    const { values } = algebra.symmetricEigen(gram);
    expect(values[0]).toBeGreaterThan(-rounding(values.at(-1)!, 256).bound);
    expect(values.at(-1)).toBeGreaterThan(0);
  });
});

describe("laws 22 and 24 in the plane", () => {
  it("averaged paths have the second moment of the averaged density", () => {
    const { distribution } = pathAverage({ method: "rk4", models: 1200, pathsPerModel: 1 }).propagate(
      seededRng(seed),
      plane,
      inPlane,
    );
    if (distribution.kind !== "samples") throw new Error(distribution.kind);
    const found = sampleMoments(matrix(1200, 2, distribution.points.values));
    const spacing = 0.25;
    const side = Array.from({ length: 25 }, (_, k) => (k - 12) * spacing);
    const grid: Points = points(side.flatMap((a) => side.map((b) => [a, b])));
    const density = logJacobianAverage({ method: "rk4", models: 6, x: grid }).propagate(
      seededRng(seed),
      plane,
      inPlane,
    );
    const { logDensity, relativeStandardError } = density.distribution as PointDensity;
    const weight = logDensity.map((value) => Math.exp(value) * spacing * spacing);
    const second = weight.reduce((sum, w, n) => sum + w * grid.values[2 * n]! ** 2, 0);
    const error = weight.reduce((sum, w, n) => sum + w * relativeStandardError[n]! * grid.values[2 * n]! ** 2, 0);
    const mean = found.mean[0]!;
    expectClose(
      found.covariance.values[0]! + mean * mean,
      second,
      monteCarlo(error + found.covarianceError.values[0]!),
    );
  });

  it("averaging two halves of an ensemble is averaging the whole, in the density", () => {
    const x = points([
      [0.9, 0],
      [0.2, 0.3],
    ]);
    const all = logJacobianAverage({ method: "rk4", models: 4, x }).propagate(seededRng(seed), plane, inPlane)
      .distribution as PointDensity;
    const draw = inPlane.draw;
    const half = (models: readonly number[]): Float64Array => {
      let next = 0;
      const part: ScoreEnsemble = {
        ...inPlane,
        draw: () => draw(seededRng(seed).split(`model/${models[next++]!}`).split("field")),
      };
      const { distribution } = logJacobianAverage({ method: "rk4", models: 2, x }).propagate(
        seededRng(seed),
        plane,
        part,
      );
      return (distribution as PointDensity).logDensity.map(Math.exp);
    };
    const [first, second] = [half([0, 1]), half([2, 3])];
    all.logDensity.forEach((value, n) => {
      expectClose((first[n]! + second[n]!) / 2, Math.exp(value), quadrature(1e-12 * Math.exp(value)));
    });
  });
});
