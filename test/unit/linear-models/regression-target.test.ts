import { describe, expect, it } from "vitest";
import { points, statesAt } from "../../../src/core/index.ts";
import { cleanTarget, regressionTarget, targetGain } from "../../../src/linear-models/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { gentleSchedule, lineMixture, statesOf } from "../../support/linear-models.ts";
import { frozenSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const schedule = frozenSchedule(0.5, 0.25);
const at = statesAt(points([[1], [-2]]), 0.7);
const clean = Float64Array.of(3, 1);

describe("the regression target", () => {
  it("of a denoiser is the clean point", () => {
    const model = { parameterization: "denoiser", baseScore: "zero" } as const;
    const target = regressionTarget(model, schedule, at, clean);
    expect([...target.values]).toEqual([3, 1]);
    expect(target.values).not.toBe(clean);
  });

  it("of a score is (α x₀ − x)/σ², and α x₀/σ² over the noise-based score", () => {
    const score = (baseScore: "zero" | "noise"): number[] => [
      ...regressionTarget({ parameterization: "score", baseScore }, schedule, at, clean).values,
    ];
    expect(score("zero")).toEqual([(1.5 - 1) / 0.25, (0.5 + 2) / 0.25]);
    expect(score("noise")).toEqual([1.5 / 0.25, 0.5 / 0.25]);
  });

  it("changes with the clean point at the rate of the target gain", () => {
    for (const parameterization of ["denoiser", "score"] as const) {
      const model = { parameterization, baseScore: "noise" } as const;
      const before = regressionTarget(model, schedule, at, clean).values[0]!;
      const after = regressionTarget(model, schedule, at, Float64Array.of(4, 1)).values[0]!;
      expect(after - before).toBe(targetGain(model, schedule, 0.7));
    }
  });

  it("is the draw itself when noisy (J1), the true score or posterior mean when noise-free (J0)", () => {
    const marginal = noisedMarginal(lineMixture, gentleSchedule);
    const states = statesOf(
      [
        [0.3, 0.2],
        [-1, 0.7],
      ],
      1,
    );
    const draws = points([[5], [6]]);
    expect(cleanTarget({ target: "noisy" }, marginal, states, draws)).toEqual(Float64Array.of(5, 6));
    const mean = cleanTarget({ target: "noise-free" }, marginal, states, draws);
    expect(mean).toEqual(marginal.posteriorMean(states));
    const model = { parameterization: "score", baseScore: "zero" } as const;
    const target = regressionTarget(model, gentleSchedule, states, mean).values;
    marginal.score(states).forEach((score, n) => {
      expectClose(target[n]!, score, rounding(Math.abs(score) + 2 / gentleSchedule.variance(states.t[n]!), 64));
    });
  });
});
