import { describe, expect, it } from "vitest";
import {
  type ForwardProcess,
  flowLogDensity,
  gaussianMixture,
  geometricGrid,
  points,
  probabilityFlow,
} from "../../src/core/index.ts";
import { exactLaw, noisedMarginal, quantileMap } from "../../src/theory/index.ts";
import { expectOrder } from "../support/measured-order.ts";
import { publishedSchedule } from "../support/mixtures.ts";

const schedule = publishedSchedule(0.01);
const data = gaussianMixture({
  components: [
    { weight: 0.6, mean: [-0.8], covariance: 0.05 },
    { weight: 0.4, mean: [0.7], covariance: 0.1 },
  ],
});
const marginal = noisedMarginal(data, schedule);
const start = points(Float64Array.from([-1.5, -0.6, 0.2, 0.9, 1.8]));
const exact = quantileMap(exactLaw(data, schedule, 1), exactLaw(data, schedule, 0.01), start.values).x;

function process(steps: number): ForwardProcess {
  return { data, schedule, grid: geometricGrid(schedule, steps) };
}

function largest(found: Float64Array, expected: Float64Array): number {
  return found.reduce((most, value, k) => Math.max(most, Math.abs(value - expected[k])), 0);
}

const methods = [
  { method: "euler", order: 1, steps: [1600, 3200, 6400, 12800] },
  { method: "heun", order: 2, steps: [400, 800, 1600, 3200] },
  { method: "rk4", order: 4, steps: [100, 200, 400, 800] },
] as const;

describe("the probability flow of the exact score converges at the claimed order", () => {
  it.each(methods)("states: $method has order $order on geometric grids", ({ method, order, steps }) => {
    const errors = steps.map((count) =>
      largest(probabilityFlow(process(count), marginal.scoreField, start, { method }).values, exact),
    );
    expectOrder(
      steps.map((count) => 1 / count),
      errors,
      order,
      method,
    );
  });

  it.each(methods)("log-densities: $method has order $order on geometric grids", ({ method, order, steps }) => {
    const x = points(exact);
    const expected = marginal.logDensityAt(x, schedule.cutoffTime);
    const options = {
      method,
      divergence: marginal.scoreDivergenceAt,
      startLogDensity: (at: typeof x) => marginal.logDensityAt(at, schedule.terminalTime),
    };
    const errors = steps.map((count) =>
      largest(flowLogDensity(process(count), marginal.scoreField, x, options), expected),
    );
    expectOrder(
      steps.map((count) => 1 / count),
      errors,
      order,
      method,
    );
  });

  it("dormand-prince: the error falls in proportion to the tolerance", () => {
    const errors = [1e-5, 1e-7, 1e-9].map((tolerance) =>
      largest(
        probabilityFlow(process(1), marginal.scoreField, start, { method: "dormand-prince", tolerance }).values,
        exact,
      ),
    );
    [1e-5, 1e-7, 1e-9].forEach((tolerance, k) => {
      expect(errors[k]).toBeLessThan(30 * tolerance);
    });
    expect(errors[2]).toBeLessThan(errors[0] / 1e3);
  });
});
