import { describe, expect, it } from "vitest";
import { divergenceByDifferences, flowLogDensity, geometricGrid, namedData, points } from "../../../src/core/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { publishedSchedule } from "../../support/mixtures.ts";
import { expectClose, type Tolerance } from "../../support/tolerance.ts";

const schedule = publishedSchedule(0.05);
const process = { data: namedData("polygon"), schedule, grid: geometricGrid(schedule, 50) };
const marginal = noisedMarginal(process.data, schedule);

/** (1e-4)² / 6 of a third derivative of at most (2/σ²)³, relative to 1/σ⁴, and rounding over the step. */
const differences = (scale: number): Tolerance => ({ bound: 1e-6 * scale, reason: "central differences" });

describe("densities along the flow", () => {
  it("use a divergence by central differences that agrees with the trace of the curvature", () => {
    const x = points([
      [0.1, 0.2],
      [0.9, 0],
      [-0.4, 0.7],
    ]);
    for (const t of [0.05, 0.2, 1]) {
      const found = divergenceByDifferences(marginal.scoreField, schedule)(x, t);
      const scale = schedule.variance(t) ** -2;
      marginal.scoreDivergenceAt(x, t).forEach((value, k) => {
        expectClose(found[k], value, differences(scale));
      });
    }
    expect(() => divergenceByDifferences(marginal.scoreField, schedule, 0)).toThrow(
      /relativeStep = 0 must be positive/,
    );
  });

  it("equal the exact density in the plane", () => {
    const x = points([
      [0.9, 0.1],
      [0.4, 0.8],
      [-1, 0.05],
    ]);
    const found = flowLogDensity(process, marginal.scoreField, x, {
      method: "dormand-prince",
      tolerance: 1e-10,
      divergence: marginal.scoreDivergenceAt,
      startLogDensity: (at) => marginal.logDensityAt(at, schedule.terminalTime),
    });
    marginal.logDensityAt(x, schedule.cutoffTime).forEach((value, k) => {
      expectClose(found[k], value, {
        bound: 1e-7 * (1 + Math.abs(value)),
        reason: "global error of the adaptive flow",
      });
    });
  });

  it("start from N(0, σ(T)² I) when no start law is given", () => {
    const x = points([[0.9, 0.1]]);
    const options = { method: "rk4", divergence: marginal.scoreDivergenceAt } as const;
    const variance = schedule.variance(schedule.terminalTime);
    const startLogDensity = ({ values }: typeof x): Float64Array =>
      Float64Array.of(-Math.log(2 * Math.PI * variance) - (values[0] ** 2 + values[1] ** 2) / (2 * variance));
    const given = flowLogDensity(process, marginal.scoreField, x, { ...options, startLogDensity });
    const standard = flowLogDensity(process, marginal.scoreField, x, options);
    expectClose(standard[0], given[0], { bound: 1e-14 * Math.abs(given[0]), reason: "rounding of the log-density" });
  });
});
