import { describe, it } from "vitest";
import { namedData, points } from "../../src/core/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { publishedSchedule } from "../support/mixtures.ts";
import { expectClose, printed } from "../support/tolerance.ts";

/** Posterior of the points −1, 0, 1 under the variance-preserving schedule, as printed: value and last digit. */
const table = [
  {
    t: 0.2,
    x: 0.4,
    alpha: ".658362228",
    variance: ".566559176",
    m: ".261389441",
    gamma: ".5339554025",
    s: "-.402272304",
    c: ".7210149045",
  },
  {
    t: 0.05,
    x: 0.5,
    alpha: ".970566847",
    variance: ".057999996",
    m: ".561257153",
    gamma: ".2462476219",
    s: ".771337725",
    c: "68.95520037",
  },
  {
    t: 0.05,
    x: 0.45,
    alpha: ".970566847",
    variance: ".057999996",
    m: ".356536125",
    gamma: ".2294183218",
    s: "-1.792376986",
    c: "64.24259542",
  },
  {
    t: 0.5,
    x: -1.1,
    alpha: ".079063812",
    variance: ".993748914",
    m: "-.058209524",
    gamma: ".6634293128",
    s: "1.102288232",
    c: "4.199492664e-3",
  },
  {
    t: 0.01,
    x: 0.02,
    alpha: ".998006989",
    variance: ".003982051",
    m: "0.00000000",
    gamma: "7.287e-53",
    s: "-5.022537978",
    c: "4.577e-48",
  },
] as const;

function expectPrinted(found: number, text: string, what: string): void {
  const [digits, exponent = "0"] = text.split("e");
  const decimals = digits.length - digits.indexOf(".") - 1;
  expectClose(found, Number(text), printed(10 ** (Number(exponent) - decimals)), what);
}

describe("golden values of Generalization through variance: three points, variance-preserving noise", () => {
  const schedule = publishedSchedule();
  const marginal = noisedMarginal(namedData("three-points"), schedule);

  it.each(table)("posterior, score and target covariance at t = $t, x = $x have every printed digit", (row) => {
    const at = { x: points([[row.x]]), t: Float64Array.of(row.t) };
    expectPrinted(schedule.alpha(row.t), row.alpha, "alpha");
    expectPrinted(schedule.variance(row.t), row.variance, "variance");
    expectPrinted(marginal.posteriorMean(at)[0], row.m, "posterior mean");
    expectPrinted(marginal.posteriorCovariance(at)[0], row.gamma, "posterior covariance");
    expectPrinted(marginal.score(at)[0], row.s, "score");
    expectPrinted(marginal.targetCovariance(at)[0], row.c, "target covariance");
  });
});
