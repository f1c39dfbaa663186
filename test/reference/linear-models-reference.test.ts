import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import { gaussianMixture } from "../../src/core/index.ts";
import { type PopulationMoments, populationMoments, sandwichFactor } from "../../src/linear-models/index.ts";
import { algebra } from "../../src/numerics/index.ts";
import { denoiserModel, fewBumps, gentleSchedule, processOf, signalToNoise } from "../support/linear-models.ts";
import { expectClose, quadrature } from "../support/tolerance.ts";

interface Case {
  readonly title: string;
  readonly data: readonly { weight: number; mean: number[]; covariance: number }[];
  readonly parameterization: "denoiser" | "score";
  readonly baseScore: "zero" | "noise";
  readonly weight: "alpha^2/sigma^2" | "sigma^2";
  readonly ridge: number;
  readonly trainingTimes: "uniform" | "log-uniform";
  readonly sigma: number[];
  readonly solution: number[];
  readonly targetNoise: number[];
  readonly inputNoise: number[];
  readonly omega: number[];
}

const { cases, madeWith } = JSON.parse(readFileSync(new URL("linear-models.json", import.meta.url), "utf8")) as {
  cases: Case[];
  madeWith: string;
};

/** Entries within 1e-8 of the largest one: what the population states claim. */
function compare(found: Float64Array, expected: readonly number[], what: string): void {
  const largest = Math.max(...expected.map(Math.abs));
  expected.forEach((value, i) => {
    expectClose(found[i]!, value, quadrature(1e-8 * largest), `${what}[${i}]`);
  });
}

describe(`population moments against brute quadrature (${madeWith})`, () => {
  it.each(cases)("$title: Σ, W*, target noise, input noise and Ω agree", (given) => {
    const process = processOf(gaussianMixture({ components: given.data }), gentleSchedule);
    const model = denoiserModel(fewBumps(), gentleSchedule, {
      parameterization: given.parameterization,
      baseScore: given.baseScore,
      ridge: given.ridge,
      trainingTimes: given.trainingTimes,
      weight: given.weight === "sigma^2" ? gentleSchedule.variance : signalToNoise(gentleSchedule),
      sampleCount: 1,
    });
    const moments: PopulationMoments = populationMoments(model, process);
    for (const name of ["sigma", "solution", "targetNoise", "inputNoise"] as const)
      compare(moments[name].values, given[name], name);
    const factor = sandwichFactor(model, moments, "target-and-input-noise");
    compare(algebra.gemm(factor, factor, { transposeB: true }).values, given.omega, "Ω");
  });
});
