import { describe, it } from "vitest";
import { type Density, geometricGrid, namedData, type SampleSet } from "../../src/core/index.ts";
import { gapFilling, gapFillingCell, gapRegions } from "../../src/experiments/figures/gap-filling-setting.ts";
import { gapGrid, gapSamples } from "../../src/experiments/figures/gap-filling-tasks.ts";
import { seededRng } from "../../src/numerics/index.ts";
import { cdfAverage, deterministicEnsemble, meanFlow, stratifiedStarts } from "../../src/path-integral/index.ts";
import { exactLaw, noisedMarginal, regionMass } from "../../src/theory/index.ts";
import { massPerModel } from "../../src/validate/index.ts";
import { publishedSchedule } from "../support/mixtures.ts";
import { discretisation, expectClose } from "../support/tolerance.ts";

const seed = 40602;

/** Masses that the converged sampler states, and the start law N(0, σ²) against p(x | T), which differ by α(T). */
const converged = 1e-5;
const startError = 2 * publishedSchedule(1e-2).alpha(1);

describe.each([1e-2, 1e-3, 1e-4])(
  "law 11 at ε = %f: with V = 0 and the true score the law is p(x | ε)",
  (cutoffTime) => {
    const schedule = publishedSchedule(cutoffTime);
    const data = namedData("three-points");
    const process = { data, schedule, grid: geometricGrid(schedule, 240) };
    const exact = deterministicEnsemble("exact", noisedMarginal(data, schedule).scoreField);
    const law = exactLaw(data, schedule, cutoffTime);

    it("in the averaged CDF, at any state", () => {
      const sigma = schedule.sigma(cutoffTime);
      const x = Float64Array.from([-1, 0, 1].flatMap((center) => [-2, -1, 0, 1, 2].map((z) => center + z * sigma)));
      const { distribution } = cdfAverage({ method: "rk4", models: 1, x }).propagate(seededRng(seed), process, exact);
      (distribution as Density).cdf.forEach((found, i) => {
        expectClose(found, law.cdf(x[i]!), { bound: converged + startError, reason: "converged flow, start law" });
      });
    });

    it("in the masses of the mean flow, to one path per edge", () => {
      const paths = 5000;
      const { distribution } = meanFlow({ method: "rk4", paths }).propagate(seededRng(seed), process, exact);
      for (const region of gapRegions) {
        const found = massPerModel(distribution as SampleSet, region)[0]!;
        const ends = 4;
        const bound = discretisation(1, 1 / paths, ends).bound + converged + startError;
        expectClose(found, regionMass(law, region), { bound, reason: "one path per edge" }, region.name);
      }
    });

    it("in the converged sampler of the gap-filling figure", () => {
      const { process: cell } = gapFillingCell(cutoffTime, gapFilling.sampleCounts[0], gapGrid("converged"));
      const starts = stratifiedStarts(seededRng(seed), cell.schedule, 1, 5000, 0.5, 0).values;
      const values = gapSamples("converged", cell.schedule, cell.data, exact.meanField, starts);
      for (const region of gapRegions) {
        const points = { count: 5000, dim: 1, values };
        const found = massPerModel({ kind: "samples", points, models: 1 }, region)[0]!;
        const bound = discretisation(1, 1 / 5000, 4).bound + converged + startError;
        expectClose(found, regionMass(law, region), { bound, reason: "one path per edge" }, region.name);
      }
    });
  },
);
