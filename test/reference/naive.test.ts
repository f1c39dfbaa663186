import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type ForwardProcess,
  gaussianMixture,
  geometricGrid,
  type NoiseSchedule,
  varianceExploding,
  variancePreserving,
} from "../../src/core/index.ts";
import { naiveGaussianEulerLaw, naiveGaussianLaw } from "../../src/theory/index.ts";
import { discretisation, expectClose, printed, quadrature } from "../support/tolerance.ts";

interface Case {
  readonly schedule: "vp" | "ve";
  readonly eigenvalue: number;
  readonly kappa: number;
  readonly cutoffTime: number;
  readonly terminalTime: number;
  readonly variance: number;
}
const { cases } = JSON.parse(readFileSync(new URL("naive.json", import.meta.url), "utf8")) as { cases: Case[] };

const scheduleOf = ({ schedule, cutoffTime, terminalTime }: Omit<Case, "eigenvalue" | "kappa" | "variance">) =>
  schedule === "vp"
    ? variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "beta", cutoffTime, terminalTime })
    : varianceExploding({ sigma: "t", cutoffTime, terminalTime });

const process = (schedule: NoiseSchedule, covariance: number, steps: number): ForwardProcess => ({
  data: gaussianMixture({ components: [{ weight: 1, mean: [0], covariance }] }),
  schedule,
  grid: geometricGrid(schedule, steps),
});

describe("naive estimator on Gaussian data, against the moment equation integrated by SciPy", () => {
  it.each(cases)("$schedule, λ = $eigenvalue, κ = $kappa, ε = $cutoffTime", (given) => {
    const law = naiveGaussianLaw(process(scheduleOf(given), given.eigenvalue, 1), given.kappa);
    expectClose(law.covariance[0]!, given.variance, quadrature(1e-11 * given.variance));
    expect(law.mean[0]).toBe(0);
  });
});

describe("numbers of GTV, section 4, recomputed: Gaussian data of variance 0.5, κ = 0.3", () => {
  const vp = process(scheduleOf({ schedule: "vp", cutoffTime: 0.01, terminalTime: 1 }), 0.5, 20000);
  const ve = process(scheduleOf({ schedule: "ve", cutoffTime: 0.002, terminalTime: 80 }), 0.5, 20000);
  /** What starting from p(x | T) instead of N(0, σ(T)²) adds: the spread of the data, carried along. */
  const startSpread = ({ schedule }: ForwardProcess): number => {
    const noised = (t: number): number => schedule.alpha(t) ** 2 * 0.5 + schedule.variance(t);
    const { cutoffTime, terminalTime } = schedule;
    return (noised(cutoffTime) * schedule.alpha(terminalTime) ** 2 * 0.5) / noised(terminalTime);
  };

  it("closed formula: 1.365219 and 0.666013", () => {
    expectClose(naiveGaussianLaw(vp, 0.3).covariance[0]! + startSpread(vp), 1.365219, printed(1e-6));
    expectClose(naiveGaussianLaw(ve, 0.3).covariance[0]! + startSpread(ve), 0.666013, printed(1e-6));
  });

  it("Euler recursion with 20 000 geometric steps: 1.365188 and 0.665870", () => {
    expectClose(naiveGaussianEulerLaw(vp, 0.3).covariance[0]! + startSpread(vp), 1.365188, printed(1e-6));
    expectClose(naiveGaussianEulerLaw(ve, 0.3).covariance[0]! + startSpread(ve), 0.66587, printed(1e-6));
  });

  it("variance-exploding limit λ + (π/4) κ √λ = 0.666608", () => {
    expectClose(0.5 + (Math.PI / 4) * 0.3 * Math.SQRT1_2, 0.666608, printed(1e-6));
    for (const size of [10, 100]) {
      const wide = scheduleOf({ schedule: "ve", cutoffTime: 0.02 / size, terminalTime: 20 * size });
      const found = naiveGaussianLaw(process(wide, 0.5, 1), 0.3).covariance[0]!;
      // What the two ends leave out falls off like ε and like 1/T.
      expectClose(found, 0.5 + (Math.PI / 4) * 0.3 * Math.SQRT1_2, discretisation(1, 1 / size, 0.05));
    }
  });

  it("grows like log(1/ε) with a variance-preserving schedule: equal steps of ε add equal variance", () => {
    const at = (cutoffTime: number): number =>
      naiveGaussianLaw(process(scheduleOf({ schedule: "vp", cutoffTime, terminalTime: 1 }), 0.5, 1), 0.3)
        .covariance[0]!;
    const [first, second] = [at(1e-5) - at(1e-4), at(1e-6) - at(1e-5)];
    // k²a²v₀/(q v_t²) → β₀/(2 v₀ t) as t → 0, up to the slope β₁ t/β₀ of β.
    expectClose(second, first, discretisation(1, 1e-4, 400));
    expectClose(second, (0.5 * 0.3 * 0.1 * Math.log(10)) / (2 * 0.5), discretisation(1, 1e-5, 400));
  });
});
