import { describe, it } from "vitest";
import { type NoiseSchedule, namedData, points, statesAt } from "../../src/core/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { frozenSchedule } from "../support/mixtures.ts";
import { expectClose, quadrature } from "../support/tolerance.ts";

const times = [0.05, 0.1, 0.2, 0.5, 0.75];

/** Mean of the variance fraction over a 100 × 100 grid on [−2, 2]², its value at (.5, .25), and at the origin. */
const table: Record<string, { mean: number[]; value: number[]; origin: number[] }> = {
  polygon: {
    mean: [0.10009042, 0.232075954, 0.325779044, 0.272386631, 0.163653038],
    value: [0.689769521, 0.777468614, 0.959930438, 0.82840383, 0.525126555],
    origin: [1, 1, 1, 1, 1],
  },
  line: {
    mean: [0.109834404, 0.153867591, 0.194633508, 0.202959862, 0.140150344],
    value: [0.708886952, 0.766807064, 0.855665386, 0.794764386, 0.520428831],
    origin: [1, 1, 1, 1, 1],
  },
  "l-shape": {
    mean: [0.097133012, 0.183516393, 0.260402512, 0.274427439, 0.182045239],
    value: [0.02540307, 0.093865595, 0.274259239, 0.439541967, 0.344386844],
    origin: [0.525111086, 0.570381315, 0.653524923, 0.761752502, 0.786010367],
  },
  random: {
    mean: [0.076905024, 0.150929765, 0.244822343, 0.23476881, 0.141079801],
    value: [0.6402502, 0.815368536, 0.814567137, 0.619948839, 0.39527793],
    origin: [0.85282563, 0.965008441, 0.994016238, 0.977924972, 0.963462427],
  },
};

const axis = Array.from({ length: 100 }, (_, k) => -2 + (4 * k) / 99);
const grid = points(axis.flatMap((y) => axis.map((x) => [x, y])));

/** Published as agreeing to 1e-8, printed to nine digits. */
const agreement = quadrature(1e-8);

describe("figure 1 of Generalization through variance: the share of target variance", () => {
  const panels = Object.keys(table).flatMap((name) => times.map((t, k) => ({ name, t, k })));
  it.each(panels)("$name at t = $t: the grid mean and two values agree to 1e-8", ({ name, t, k }) => {
    const schedule: NoiseSchedule = frozenSchedule(Math.sqrt(1 - t), t);
    const marginal = noisedMarginal(namedData(name), schedule);
    const map = marginal.varianceFraction(statesAt(grid, t));
    expectClose(map.reduce((sum, value) => sum + value, 0) / map.length, table[name].mean[k], agreement, "grid mean");
    const [value, origin] = marginal.varianceFraction(
      statesAt(
        points([
          [0.5, 0.25],
          [0, 0],
        ]),
        t,
      ),
    );
    expectClose(value, table[name].value[k], agreement, "value at (.5, .25)");
    expectClose(origin, table[name].origin[k], agreement, "value at the origin");
  });
});
