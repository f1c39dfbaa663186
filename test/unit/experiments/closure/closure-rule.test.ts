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
  it.each(names)("says of %s that it holds, nothing, or that it does not hold, as distances grow", (law) => {
    const { leading, last, above, below, floor } = closureConstants[law];
    const claim = (predicted: number) => {
      const distance = predicted / (leading + last);
      return judgeClosure(law, { leading: distance, last: distance }).claim;
    };
    const end = (closureLimit - floor) / above;
    const start = (closureLimit + floor) * below;
    expect(claim(0)).toBe("holds");
    expect(claim(0.999 * end)).toBe("holds");
    expect(claim(1.001 * end)).toBe("no claim");
    expect(claim(0.999 * start)).toBe("no claim");
    expect(claim(1.001 * start)).toBe("does not hold");
  });

  it.each(names)("predicts a sum of shares of the distances for %s, with a bound above it", (law) => {
    const { leading, last, above, floor } = closureConstants[law];
    const { predicted, bound } = judgeClosure(law, { leading: 0.01, last: 0.003 });
    expectClose(predicted, 0.01 * leading + 0.003 * last, rounding(predicted));
    expectClose(bound, above * predicted + floor, rounding(bound));
    expect(bound).toBeGreaterThan(predicted);
  });

  it("reads the farther of the two corrections from leading order, and the distance between them", () => {
    const laws = { sandwich: still(0.3, 0.6), cavity: still(0.3, 0.5), edgeworth: still(0.32, 0.5) };
    // Bins (.3, .3, .4), (.3, .2, .5), (.32, .18, .5).
    const found = predictClosureErrors(laws);
    for (const name of names)
      expectClose(found[name].bound, judgeClosure(name, { leading: 0.12, last: 0.02 }).bound, rounding(1));
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
