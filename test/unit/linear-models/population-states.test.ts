import { describe, expect, it } from "vitest";
import { type DataDistribution, type ForwardProcess, gaussianMixture, namedData } from "../../../src/core/index.ts";
import {
  constantAxis,
  drawTraining,
  indicatorBins,
  type PopulationStates,
  populationStates,
  tensorProduct,
} from "../../../src/linear-models/index.ts";
import { gaussLegendre, normalCdf, seededRng } from "../../../src/numerics/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { fewBumps, gentleSchedule, lineMixture, processOf } from "../../support/linear-models.ts";
import { expectClose, monteCarlo, quadrature, rounding } from "../../support/tolerance.ts";

const seed = 20381;
const claimed = 1e-8;

type Function2 = (x: ArrayLike<number>, t: number) => number;

function average({ states, probability }: PopulationStates, of: Function2): number {
  const { dim, values } = states.x;
  return probability.reduce((sum, p, n) => sum + p * of(values.subarray(n * dim, (n + 1) * dim), states.t[n]!), 0);
}

/** E[x²] = E_t[α² E|x₀|² + D σ²] under either law of times. */
function secondMoment({ data, schedule }: ForwardProcess, law: "uniform" | "log-uniform"): number {
  const { cutoffTime: low, terminalTime: high } = schedule;
  const { nodes, weights } = gaussLegendre(60, Math.log(low), Math.log(high));
  const clean = data.components.reduce((sum, { weight, mean, covariance }) => {
    let square = mean.reduce((total, value) => total + value * value, 0);
    for (let d = 0; d < data.dim; d++) square += covariance?.[d * (data.dim + 1)] ?? 0;
    return sum + weight * square;
  }, 0);
  let sum = 0;
  let total = 0;
  nodes.forEach((node, k) => {
    const t = Math.exp(node);
    const share = weights[k]! * (law === "uniform" ? t : 1);
    sum += share * (schedule.alpha(t) ** 2 * clean + data.dim * schedule.variance(t));
    total += share;
  });
  return sum / total;
}

describe("the law of training inputs as weighted states", () => {
  const line = processOf(lineMixture, gentleSchedule);
  const states = (
    data: DataDistribution,
    law: "uniform" | "log-uniform",
    options: { refinement?: number; draws?: number } = {},
  ): PopulationStates => {
    const process = processOf(data, gentleSchedule);
    return populationStates(
      process,
      { features: fewBumps(data.dim), trainingTimes: law },
      noisedMarginal(data, gentleSchedule),
      options,
    );
  };

  it.each(["uniform", "log-uniform"] as const)(
    "has weights that sum to one and the second moment of x, times %s",
    (law) => {
      const found = states(lineMixture, law);
      expect(found.method).toBe("quadrature");
      expectClose(
        average(found, () => 1),
        1,
        rounding(1, found.probability.length),
        "mass",
      );
      const exact = secondMoment(line, law);
      expectClose(
        average(found, (x) => x[0]! ** 2),
        exact,
        quadrature(claimed * exact),
        "E x²",
      );
    },
  );

  it("does not change by more than it claims when it is refined, also between two close points", () => {
    const close = gaussianMixture({
      components: [0, 0.05].map((mean) => ({ weight: 1, mean: [mean], covariance: 0 })),
    });
    for (const data of [lineMixture, namedData("three-points"), close]) {
      const marginal = noisedMarginal(data, gentleSchedule);
      for (const law of ["uniform", "log-uniform"] as const) {
        const moments = [1, 2].map((refinement) => {
          const found = states(data, law, { refinement });
          const spread = marginal.posteriorCovariance(found.states);
          let posterior = 0;
          found.probability.forEach((p, n) => {
            posterior += (p * spread[n]!) / found.states.t[n]! ** 2;
          });
          return [posterior, average(found, (x, t) => Math.exp(-(x[0]! ** 2)) / t)];
        });
        moments[0]!.forEach((value, k) => {
          const refined = moments[1]![k]!;
          expectClose(value, refined, quadrature(claimed * refined), `moment ${k}`);
        });
      }
    }
  });

  it("breaks where features jump: masses of bins in x and t are exact", () => {
    const data = namedData("three-points");
    const features = tensorProduct(
      [indicatorBins({ edges: [-1.3, -0.5, 0.1, 2] })],
      indicatorBins({ edges: [0.1, 0.37, 1] }),
    );
    const process = processOf(data, gentleSchedule);
    const found = populationStates(
      process,
      { features, trainingTimes: "uniform" },
      noisedMarginal(data, gentleSchedule),
    );
    const { nodes, weights } = gaussLegendre(80, 0.1, 0.37);
    let exact = 0;
    nodes.forEach((t, k) => {
      for (const { weight, mean } of data.components) {
        const cdf = (x: number): number =>
          normalCdf((x - gentleSchedule.alpha(t) * mean[0]!) / gentleSchedule.sigma(t));
        exact += ((weights[k]! * weight) / 0.9) * (cdf(0.1) - cdf(-0.5));
      }
    });
    const inside = average(found, (x, t) => (x[0]! >= -0.5 && x[0]! < 0.1 && t < 0.37 ? 1 : 0));
    expectClose(inside, exact, quadrature(claimed * exact), "mass of a bin");
  });

  it("agrees with independent training draws", () => {
    const count = 200_000;
    const drawn = drawTraining(seededRng(seed), line, count, "uniform").states;
    const found = states(lineMixture, "uniform");
    const functions: Function2[] = [(x) => x[0]!, (x, t) => x[0]! ** 2 / t, (x, t) => Math.cos(3 * x[0]!) * t];
    functions.forEach((of, k) => {
      let sum = 0;
      let square = 0;
      for (let n = 0; n < count; n++) {
        const value = of([drawn.x.values[n]!], drawn.t[n]!);
        sum += value / count;
        square += value ** 2 / count;
      }
      const error = Math.sqrt((square - sum ** 2) / count);
      expectClose(sum, average(found, of), monteCarlo(error), `function ${k}`);
    });
  });

  it.each(["uniform", "log-uniform"] as const)("is sampled above one dimension, with weights for times %s", (law) => {
    const data = namedData("four-points", { angle: 0.3 });
    const count = 40_000;
    const found = states(data, law, { draws: count });
    expect([found.method, found.states.x.count]).toEqual(["stratified Monte Carlo", count]);
    expectClose(
      average(found, () => 1),
      1,
      rounding(1, count),
      "mass",
    );
    const exact = secondMoment(processOf(data, gentleSchedule), law);
    // Var |x|² ≤ E|x|⁴ ≤ 8 here; weights relative to their mean are at most T/mean(t) = 3.
    const square = (x: ArrayLike<number>): number => x[0]! ** 2 + x[1]! ** 2;
    expectClose(average(found, square), exact, monteCarlo(Math.sqrt((3 * 8) / count)), "E |x|²");
    // Times are stratified, so their mean is far better than 1/√n: one stratum of relative width 2.3/n each.
    const { cutoffTime: low, terminalTime: high } = gentleSchedule;
    const mean = law === "uniform" ? (low + high) / 2 : (high - low) / Math.log(high / low);
    expectClose(
      average(found, (_, t) => t),
      mean,
      quadrature(Math.log(high / low) / count),
      "E t",
    );
  });

  it("leaves out features that are constant: the quadrature then follows the noise alone", () => {
    const features = tensorProduct([constantAxis()], constantAxis());
    const marginal = noisedMarginal(lineMixture, gentleSchedule);
    const found = populationStates(line, { features, trainingTimes: "uniform" }, marginal);
    const exact = secondMoment(line, "uniform");
    expectClose(
      average(found, (x) => x[0]! ** 2),
      exact,
      quadrature(claimed * exact),
      "E x²",
    );
  });
});
