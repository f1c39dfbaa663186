import { describe, expect, it } from "vitest";
import type { Region } from "../../../src/core/index.ts";
import { type Law, massEstimates, sampledLaw } from "../../../src/experiments/law.ts";
import { deletedMeans, withMemberError } from "../../../src/experiments/member-error.ts";
import { matrix, normalQuantile, seededRng } from "../../../src/numerics/index.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const seed = 30702;
const region: Region = { name: "right", kind: "intervals", intervals: [[0, null]] };

/** N(center, 1) on a lattice. */
function lattice(center: number, count: number = 2000): Law {
  const values = Float64Array.from({ length: count }, (_, i) => center + normalQuantile((i + 0.5) / count));
  const identity = { name: "mean-flow", label: "", side: "predicted", route: "", pairing: 0 } as const;
  const points = { count, dim: 1, values };
  return sampledLaw(identity, { kind: "samples", points, models: 1 }, [region], Float64Array.of(-1, 0, 1));
}

describe("means without a block of members", () => {
  it("leave out each member once, in blocks of nearly equal size", () => {
    const coefficients = matrix(
      45,
      2,
      Float64Array.from({ length: 90 }, (_, i) => 2 ** Math.floor(i / 40) + i),
    );
    const means = deletedMeans(coefficients, 1);
    expect(means).toHaveLength(20);
    const total = [0, 1].map((a) => coefficients.values.reduce((sum, v, i) => (i % 2 === a ? sum + v : sum), 0));
    // Block sizes are 2 or 3, so that kept sums add up to 19 totals.
    const sizes = Array.from({ length: 20 }, (_, b) => Math.ceil(((b + 1) * 45) / 20) - Math.ceil((b * 45) / 20));
    [0, 1].forEach((a) => {
      const kept = means.reduce((sum, mean, b) => sum + mean.values[a]! * (45 - sizes[b]!), 0);
      expectClose(kept, 19 * total[a]!, rounding(19 * total[a]!, 256));
    });
    expect([means[0]!.rows, means[0]!.cols]).toEqual([2, 1]);
  });
});

describe("a law with the error of its members", () => {
  it("keeps its values", () => {
    const law = lattice(0.1);
    const found = withMemberError(law, [lattice(0.1), lattice(0.3), lattice(0)]);
    expectClose(massEstimates(found)[0]!.value, massEstimates(law)[0]!.value, rounding(1, 64));
    expect(found.mean.value).toBe(law.mean.value);
    expect(found.density!.density).toEqual(law.density!.density);
    expect(found.projections).toBe(law.projections);
  });

  it("has no error when leaving members out changes nothing", () => {
    const found = withMemberError(lattice(0.1), [lattice(0.1), lattice(0.1)]);
    expect(massEstimates(found)[0]!.standardError).toBe(0);
    expect(found.mean.standardError).toBe(0);
  });

  it("has the spread that independent ensembles have", () => {
    // The field's centre is the mean of 100 members with unit spread: the law's mean has the error 1/10.
    const members = 100;
    const laws = Array.from({ length: 60 }, (_, r) => {
      const coefficients = matrix(members, 1, seededRng(seed).split(`${r}`).normals(members));
      const center = coefficients.values.reduce((sum, value) => sum + value / members, 0);
      return withMemberError(
        lattice(center),
        deletedMeans(coefficients, 1).map((mean) => lattice(mean.values[0]!, 1000)),
      );
    });
    const claimed = laws.reduce((sum, law) => sum + law.mean.standardError / 60, 0);
    // A jackknife over 20 blocks knows an error to 1/√38, and 60 of them to a sixth of a tenth of it.
    expectClose(claimed, 0.1, monteCarlo(0.1 / Math.sqrt(38 * 60)));
    const values = laws.map((law) => massEstimates(law)[0]!.value);
    const mean = values.reduce((sum, value) => sum + value / 60, 0);
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 59);
    const stated = laws.reduce((sum, law) => sum + massEstimates(law)[0]!.standardError / 60, 0);
    expectClose(stated / spread, 1, monteCarlo(1 / Math.sqrt(2 * 60)));
  });

  it("adds the error of random starts", () => {
    const random = lattice(0);
    const values = Float64Array.from({ length: 400 }, (_, i) => Number(i % 2 === 0));
    const law = { ...random, masses: [values] };
    const found = withMemberError(
      law,
      Array.from({ length: 20 }, () => random),
    );
    expectClose(massEstimates(found)[0]!.value, 0.5, rounding(1, 64));
    // Alternating starts have no spread between blocks; a run of one kind has.
    expect(massEstimates(found)[0]!.standardError).toBeLessThan(rounding(1, 64).bound);
    const runs = { ...random, masses: [values.toSorted()] };
    const wide = withMemberError(
      runs,
      Array.from({ length: 20 }, () => random),
    );
    expectClose(massEstimates(wide)[0]!.standardError, Math.sqrt(0.25 / 19), rounding(1, 64));
  });
});
