import { describe, expect, it } from "vitest";
import { gaussianMixture, namedData, pointMasses, type Region } from "../../../src/core/index.ts";
import { blurredLaw, dataLaw } from "../../../src/experiments/exact-laws.ts";
import { massEstimates } from "../../../src/experiments/law.ts";
import { normalCdf } from "../../../src/numerics/index.ts";
import { smallProcess } from "../../support/small-models.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

const left: Region = { name: "left", kind: "intervals", intervals: [[null, -0.5]] };
const around: Region = { name: "around", kind: "intervals", intervals: [[-0.1, 0.2]] };

describe("the law of the data", () => {
  it("is its atoms, exactly", () => {
    const law = dataLaw(pointMasses([[-1], [0], [2]], [1, 2, 1]), [left, around]);
    expect(massEstimates(law)).toEqual([
      { value: 0.25, standardError: 0 },
      { value: 0.5, standardError: 0 },
    ]);
    expect([law.mean.value, law.variance.value]).toEqual([0.25, 1.1875]);
    expect([...law.projections[0]!.x]).toEqual([-1, 0, 2]);
    expect(law.name).toBe("data");
  });

  it("is many draws for extended mixtures, with their error", () => {
    const law = dataLaw(gaussianMixture({ components: [{ weight: 1, mean: [0], covariance: 4 }] }), [left]);
    const [{ value, standardError }] = massEstimates(law) as [{ value: number; standardError: number }];
    expect(standardError).toBeGreaterThan(0);
    expectClose(value, normalCdf(-0.25), monteCarlo(standardError));
    expectClose(law.variance.value, 4, monteCarlo(law.variance.standardError));
  });
});

describe("the blurred data", () => {
  const display = Float64Array.from({ length: 401 }, (_, k) => -4 + 0.02 * k);

  it("has the masses, moments and density of p(x | ε) in closed form", () => {
    const process = smallProcess();
    const { schedule, data } = process;
    const [alpha, variance] = [schedule.alpha(schedule.cutoffTime), schedule.variance(schedule.cutoffTime)];
    const law = blurredLaw(process, [left], display);
    const expected = data.components.reduce(
      (sum, { weight, mean }) => sum + weight * normalCdf((-0.5 - alpha * mean[0]!) / Math.sqrt(variance)),
      0,
    );
    expect(massEstimates(law)[0]!.standardError).toBe(0);
    expectClose(massEstimates(law)[0]!.value, expected, rounding(1, 64));
    expectClose(law.variance.value, variance + (alpha * alpha * 2) / 3, rounding(1, 256));
    expectClose(law.mean.value, 0, rounding(1, 256));
    // The trapezoid rule is exact for densities that are analytic and vanish at both ends.
    const integral = law.density!.density.reduce((sum, value) => sum + 0.02 * value, 0);
    expectClose(integral, 1, rounding(1, 4096));
  });

  it("is draws of p(x | ε) above one dimension", () => {
    const process = smallProcess(namedData("four-points"));
    const { schedule } = process;
    const law = blurredLaw(process, [], null);
    const expected = schedule.variance(schedule.cutoffTime) + schedule.alpha(schedule.cutoffTime) ** 2 / 2;
    expectClose(law.variance.value, expected, monteCarlo(law.variance.standardError));
    expect(law.projections).toHaveLength(16);
    expect(law.density).toBeNull();
  });
});
