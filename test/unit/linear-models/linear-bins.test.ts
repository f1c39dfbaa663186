import { describe, expect, it } from "vitest";
import { gaussianMixture } from "../../../src/core/index.ts";
import { linearAxis, linearBins } from "../../../src/linear-models/index.ts";
import { gentleSchedule, lineMixture, processOf } from "../../support/linear-models.ts";

describe("linear scores in time bins", () => {
  const data = gaussianMixture({ components: [{ weight: 1, mean: [0], covariance: 0.5 }] });
  const process = processOf(data, gentleSchedule);
  const edges = [0.1, 0.4, 1];

  it("refuse data that are not one centred Gaussian, and edges that do not span the window", () => {
    const shifted = gaussianMixture({ components: [{ weight: 1, mean: [0.1], covariance: 0.5 }] });
    for (const other of [lineMixture, shifted]) {
      expect(() => linearBins(processOf(other, gentleSchedule), { edges, sampleCount: 5 })).toThrow(
        "one Gaussian of mean 0 in one dimension",
      );
    }
    expect(() => linearBins(process, { edges: [0.2, 1], sampleCount: 5 })).toThrow("from the cutoff time 0.1");
  });

  it("lose their variance as the target loses its noise and bins become short", () => {
    const count = 40;
    const fine = Array.from({ length: count + 1 }, (_, b) => (b === count ? 1 : 0.1 + (0.9 * b) / count));
    const coarse = linearBins(process, { edges, sampleCount: 5, target: "noise-free" }).law.logVariance;
    const limit = linearBins(process, { edges: fine, sampleCount: 5, target: "noise-free" }).law.logVariance;
    expect(limit).toBeGreaterThan(0);
    expect(limit).toBeLessThan(coarse / 50);
  });

  it("have the axis ξ as their only spatial feature", () => {
    const axis = linearAxis();
    expect(Array.from(axis.table(Float64Array.of(-2, 3)).values)).toEqual([-2, 3]);
    expect(Array.from(axis.contract(Float64Array.of(-2, 3), Float64Array.of(4)))).toEqual([-8, 12]);
  });
});
