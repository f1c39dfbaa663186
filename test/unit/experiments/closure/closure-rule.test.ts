import { describe, expect, it } from "vitest";
import { type Density, gaussianMixture, namedData, pointMasses } from "../../../../src/core/index.ts";
import {
  closureBins,
  closureConstants,
  closureLaws,
  closureLimit,
  judgeClosure,
  predictClosureErrors,
} from "../../../../src/experiments/index.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import { smallModel, smallProcess } from "../../../support/small-models.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const names = ["sandwich", "cavity", "edgeworth"] as const;

/** A law without noise. */
function still(...cdf: number[]): Density {
  const values = Float64Array.from(cdf);
  const x = values.map((_, i) => i);
  return {
    kind: "density",
    x,
    cdf: values,
    cdfStandardError: new Float64Array(cdf.length),
    models: 2,
    blocks: [values, values],
  };
}

describe("the rule of the closure", () => {
  it.each(names)("says of %s that it holds, nothing, or that it does not hold, as the distance grows", (law) => {
    const { factor, margin, floor } = closureConstants[law];
    const last = (closureLimit - floor) / (margin * factor);
    const first = (closureLimit + floor) * (margin / factor);
    expect(judgeClosure(law, 0).claim).toBe("holds");
    expect(judgeClosure(law, 0.999 * last).claim).toBe("holds");
    expect(judgeClosure(law, 1.001 * last).claim).toBe("no claim");
    expect(judgeClosure(law, 0.999 * first).claim).toBe("no claim");
    expect(judgeClosure(law, 1.001 * first).claim).toBe("does not hold");
  });

  it.each(names)("predicts factor times the distance for %s, with a bound above it", (law) => {
    const { factor, margin, floor } = closureConstants[law];
    const { predicted, bound } = judgeClosure(law, 0.01);
    expectClose(predicted, 0.01 * factor, rounding(predicted));
    expectClose(bound, margin * predicted + floor, rounding(bound));
    expect(bound).toBeGreaterThan(predicted);
  });

  it("measures leading order by both corrections, and these by the distance between them", () => {
    const laws = { sandwich: still(0.3, 0.6), cavity: still(0.3, 0.5), edgeworth: still(0.32, 0.5) };
    // Bins (.3, .3, .4), (.3, .2, .5), (.32, .18, .5).
    const found = predictClosureErrors(laws);
    expectClose(found.sandwich.predicted, judgeClosure("sandwich", 0.12).predicted, rounding(1));
    expectClose(found.cavity.predicted, judgeClosure("cavity", 0.02).predicted, rounding(1));
    expectClose(found.edgeworth.predicted, judgeClosure("edgeworth", 0.02).predicted, rounding(1));
  });
});

describe("closureBins", () => {
  it("are thirty over the data with a quarter of their span on both sides", () => {
    const edges = closureBins(namedData("three-points"));
    expect(edges).toHaveLength(31);
    edges.forEach((edge, i) => {
      expectClose(edge, -1.5 + i / 10, rounding(1.5));
    });
  });

  it("reach two standard deviations beyond a Gaussian, and have a width around one point", () => {
    const one = closureBins(gaussianMixture({ components: [{ weight: 1, mean: [1], covariance: 0.25 }] }));
    expectClose(one[0]!, 1 - 1 - 0.5, rounding(1));
    expectClose(one[30]!, 1 + 1 + 0.5, rounding(1));
    const point = closureBins(pointMasses([[2]]));
    expectClose(point[0]!, 1.5, rounding(2));
    expectClose(point[30]!, 2.5, rounding(2));
  });
});

describe("closureLaws", () => {
  it("leave leading order and corrections together at many samples, and depend on the stream alone", () => {
    const process = smallProcess();
    const laws = (sampleCount: number) =>
      closureLaws(seededRng(5), smallModel(process, { sampleCount }), process, { fields: 40 });
    const [few, many] = [predictClosureErrors(laws(1000)), predictClosureErrors(laws(1e6))];
    expect(many.sandwich.predicted).toBeLessThan(few.sandwich.predicted);
    for (const name of names) expect(many[name].claim).toBe("holds");
    expect(predictClosureErrors(laws(1000))).toEqual(few);
  });

  it("refuse data in the plane", () => {
    const process = smallProcess(namedData("four-points"));
    expect(() => closureLaws(seededRng(1), smallModel(process), process)).toThrow(/closureLaws.*one dimension/);
  });
});
