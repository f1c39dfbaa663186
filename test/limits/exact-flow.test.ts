import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  divergenceByDifferences,
  type ForwardProcess,
  flowLogDensity,
  gaussianMixture,
  geometricGrid,
  inverseProbabilityFlow,
  namedData,
  type Points,
  points,
  probabilityFlow,
  type ScoreField,
  uniformGrid,
} from "../../src/core/index.ts";
import { compositeGaussLegendre, normalCdf, normalQuantile } from "../../src/numerics/index.ts";
import { exactLaw, type NoisedMarginal, noisedMarginal, quantileMap } from "../../src/theory/index.ts";
import { uniform } from "../support/arbitraries.ts";
import { publishedSchedule } from "../support/mixtures.ts";
import { expectClose, quadrature, rounding, type Tolerance } from "../support/tolerance.ts";

const accurate = { method: "dormand-prince", tolerance: 1e-10 } as const;

interface Setting {
  readonly process: ForwardProcess;
  readonly marginal: NoisedMarginal;
  readonly sigma: number;
}

function threePoints(cutoffTime: number): Setting {
  const schedule = publishedSchedule(cutoffTime);
  const process = { data: namedData("three-points"), schedule, grid: uniformGrid(schedule, 30) };
  return { process, marginal: noisedMarginal(process.data, schedule), sigma: schedule.sigma(cutoffTime) };
}

/** Stratified normal starts, one in the middle of each of n slices of equal mass. */
function starts(process: ForwardProcess, n: number): Points {
  const sigma = process.schedule.sigma(process.schedule.terminalTime);
  return points(Float64Array.from({ length: n }, (_, k) => sigma * normalQuantile((k + 0.5) / n)));
}

function average(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: Float64Array): number {
  const mean = average(values);
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
}

/** A start at N(0, σ(T)²) is off by the first-order change of the law, a quarter of α(T)² here, and by the integrator. */
const massTolerance: Tolerance = quadrature(1e-6);

describe.each([0.01, 0.0001])("the accurate flow of the exact score on three points, cutoff time %d", (cutoffTime) => {
  const { process, marginal, sigma } = threePoints(cutoffTime);
  const { schedule } = process;
  const law = exactLaw(process.data, schedule, cutoffTime);

  it("has the masses of the exact law within 1e-6, by carrying region edges up to the terminal time", () => {
    const edges = [-1.25, -0.75, -0.5, -0.25, 0.25, 0.5, 0.75, 1.25];
    const terminal = inverseProbabilityFlow(
      process,
      marginal.scoreField,
      points(Float64Array.from(edges)),
      accurate,
    ).values;
    const sigmaT = schedule.sigma(schedule.terminalTime);
    edges.forEach((edge, k) => {
      expectClose(normalCdf(terminal[k] / sigmaT), law.cdf(edge), massTolerance, `mass below ${edge}`);
    });
    expectClose(law.mass(-0.5, 0.5), 1 / 3, massTolerance, "mass of the middle mode");
  });

  it("has a mean of at most 1e-6 and mode widths within 0.1 % of σ(ε), by the density along the flow", () => {
    const options = { ...accurate, divergence: marginal.scoreDivergenceAt };
    const alpha = schedule.alpha(cutoffTime);
    let mean = 0;
    for (const mode of [-1, 0, 1]) {
      const edges = Array.from({ length: 15 }, (_, k) => alpha * mode + (k - 7) * sigma);
      const rule = compositeGaussLegendre(edges, 6);
      const density = flowLogDensity(process, marginal.scoreField, points(rule.nodes), options).map(Math.exp);
      const moment = (of: (x: number) => number): number =>
        rule.weights.reduce((sum, weight, k) => sum + weight * density[k] * of(rule.nodes[k]), 0);
      const mass = moment(() => 1);
      const center = moment((x) => x) / mass;
      expectClose(mass, 1 / 3, massTolerance, `mass of mode ${mode}`);
      expectClose(Math.sqrt(moment((x) => (x - center) ** 2) / mass), sigma, {
        bound: 1e-3 * sigma,
        reason: "0.1 % of σ(ε)",
      });
      mean += mass * center;
    }
    expectClose(mean, 0, massTolerance, "mean");
  });

  it("conserves quantiles: each start arrives where the exact map sends it", () => {
    const start = points(Float64Array.from([-2, -1.3, -0.7, -0.2, 0, 0.15, 0.35, 0.6, 1.1, 2.5]));
    const exact = quantileMap(exactLaw(process.data, schedule, schedule.terminalTime), law, start.values);
    const found = probabilityFlow(process, marginal.scoreField, start, accurate).values;
    // A local error of 1e-10 a step, stretched by at most the contraction of the flow.
    found.forEach((value, k) => {
      expectClose(
        value,
        exact.x[k],
        { bound: 1e-7, reason: "global error of the adaptive flow" },
        `start ${start.values[k]}`,
      );
    });
  });

  it("has the density of the exact law by change of variables", () => {
    const x = points(
      Float64Array.from([-1, -0.9, 0, 0.05, 0.95, 1].map((value) => schedule.alpha(cutoffTime) * value)),
    );
    const terminalLaw = (at: Points): Float64Array => marginal.logDensityAt(at, schedule.terminalTime);
    const options = { ...accurate, startLogDensity: terminalLaw };
    const byTrace = flowLogDensity(process, marginal.scoreField, x, {
      ...options,
      divergence: marginal.scoreDivergenceAt,
    });
    const byDifferences = flowLogDensity(process, marginal.scoreField, x, {
      ...options,
      divergence: divergenceByDifferences(marginal.scoreField, schedule),
    });
    const exact = marginal.logDensityAt(x, cutoffTime);
    exact.forEach((value, k) => {
      const tolerance = { bound: 1e-7 * (1 + Math.abs(value)), reason: "global error of the adaptive flow" };
      expectClose(byTrace[k], value, tolerance, `state ${x.values[k]}`);
      expectClose(
        byDifferences[k],
        value,
        { ...tolerance, bound: 10 * tolerance.bound },
        `state ${x.values[k]}, by differences`,
      );
    });
  });
});

describe("the published scheme on three points: 30 uniform Euler steps", () => {
  /** The denoiser read from 200 points on [−1.5, 1.5], each state rounded up to the next point, as published. */
  const snapped = ({ marginal, process: { schedule } }: Setting): ScoreField => ({
    dim: 1,
    score: ({ values, count }, t) => {
      const spacing = 3 / 199;
      const index = values.map((x) => Math.min(199, Math.max(0, Math.ceil((x + 1.5) / spacing))));
      const m = marginal.posteriorMeanAt(points(index.map((k) => -1.5 + k * spacing)), t);
      return Float64Array.from(
        { length: count },
        (_, n) => (schedule.alpha(t) * m[n] - values[n]) / schedule.variance(t),
      );
    },
  });
  const euler = { method: "euler" } as const;
  const sizes = [0.01, 0.001, 0.0001];

  it("leaves a mean near 1e-2 when states are rounded up, and none without rounding", () => {
    for (const cutoffTime of sizes) {
      const setting = threePoints(cutoffTime);
      const start = starts(setting.process, 10_000);
      const free = probabilityFlow(setting.process, setting.marginal.scoreField, start, euler).values;
      const rounded = probabilityFlow(setting.process, snapped(setting), start, euler).values;
      expectClose(average(free), 0, rounding(1), "mean without rounding");
      expect(Math.abs(average(rounded))).toBeGreaterThan(3e-3);
      expect(Math.abs(average(rounded))).toBeLessThan(3e-2);
    }
  });

  it("makes the middle mode 13 times too wide at a cutoff time of 1e-4", () => {
    const { process, marginal, sigma } = threePoints(0.0001);
    const found = probabilityFlow(process, marginal.scoreField, starts(process, 30_000), euler).values;
    // The mode has no edge; states within 0.3 of its centre count, short of the boundary at 0.5.
    const middle = found.filter((x) => Math.abs(x) < 0.3);
    expectClose(deviation(middle) / sigma, 13, { bound: 0.5, reason: "two printed digits" }, "width over σ(ε)");
  });

  it("puts the published mass in the gaps: .0728, .0325 and .0295", () => {
    [0.0728, 0.0325, 0.0295].forEach((gap, k) => {
      const { process, marginal } = threePoints(sizes[k]);
      const found = probabilityFlow(process, marginal.scoreField, starts(process, 30_000), euler).values;
      const share = found.filter((x) => Math.abs(x) > 0.25 && Math.abs(x) < 0.75).length / found.length;
      expectClose(
        share,
        gap,
        { bound: 4 * 7e-4, reason: "four of the printed standard errors of up to 7e-4" },
        `gap mass at ${sizes[k]}`,
      );
    });
  });
});

describe("the exact flow on a line", () => {
  const schedule = publishedSchedule(0.01);
  const data = gaussianMixture({
    components: [
      { weight: 0.7, mean: [-0.6], covariance: 0.01 },
      { weight: 0.3, mean: [0.9], covariance: 0.2 },
    ],
  });
  const [from, to] = [exactLaw(data, schedule, 1), exactLaw(data, schedule, 0.01)];
  const seed = 203;

  it("is monotone, and its Jacobian is p(x_T | T) / p(x_ε | ε)", () => {
    const h = 1e-5;
    fc.assert(
      fc.property(uniform(-4, 4), (x) => {
        const [below, middle, above] = quantileMap(from, to, Float64Array.of(x - h, x, x + h)).x;
        expect(above).toBeGreaterThan(below);
        expect(middle).toBeGreaterThanOrEqual(below);
        const { logJacobian } = quantileMap(from, to, Float64Array.of(x));
        const slope = (above - below) / (2 * h);
        const tolerance = { bound: 1e-4, reason: "differences of quantiles that carry rounding over the density" };
        expectClose(Math.log(slope), logJacobian[0], tolerance);
      }),
      { seed },
    );
  });

  it("undoes itself, tails included", () => {
    fc.assert(
      fc.property(uniform(-15, 15), (x) => {
        const { x: there, logJacobian } = quantileMap(from, to, Float64Array.of(x));
        const back = quantileMap(to, from, there);
        // Rounding of a probability moves a state by its hazard-relative size, at most ε/p; here p(x) ≥ the gap's 1e-3.
        expectClose(back.x[0], x, { bound: 1e-9, reason: "rounding of the quantile" });
        expectClose(back.logJacobian[0], -logJacobian[0], { bound: 1e-6, reason: "slope of log p times rounding" });
      }),
      { seed },
    );
  });

  it("equals the accurate integration of the true score on a geometric grid", () => {
    const process = { data, schedule, grid: geometricGrid(schedule, 400) };
    const marginal = noisedMarginal(data, schedule);
    const start = points(Float64Array.from([-3, -1, -0.2, 0.4, 0.55, 1, 2.2]));
    const found = probabilityFlow(process, marginal.scoreField, start, { method: "rk4" });
    const exact = quantileMap(from, to, start.values).x;
    found.values.forEach((value, k) => {
      expectClose(value, exact[k], { bound: 1e-7, reason: "400 steps of order 4" });
    });
    const back = inverseProbabilityFlow(process, marginal.scoreField, found, { method: "rk4" });
    back.values.forEach((value, k) => {
      expectClose(value, start.values[k], {
        bound: 1e-6,
        reason: "400 steps of order 4, stretched by the inverse flow",
      });
    });
  });
});
