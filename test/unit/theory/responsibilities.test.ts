import { describe, expect, it } from "vitest";
import { gaussianMixture, pointMasses } from "../../../src/core/index.ts";
import { diagonalMixture } from "../../../src/theory/diagonal-mixture.ts";
import { mixtureSlice } from "../../../src/theory/mixture-slice.ts";
import { responsibilities, weighInto } from "../../../src/theory/responsibilities.ts";
import { frozenSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const pair = mixtureSlice(diagonalMixture(pointMasses([[-1], [1]], [1, 3])), frozenSchedule(0.8, 0.36), 1);

describe("responsibilities", () => {
  it("are prior weights at the midpoint of two points, and the log-density is that of their sum", () => {
    const out = responsibilities(2);
    weighInto(out, pair, Float64Array.of(0), 0, 1);
    expectClose(out.weight_TM[0], 0.25, rounding(1));
    expectClose(out.weight_TM[1], 0.75, rounding(1));
    expect(out.dominant_T[0]).toBe(1);
    expectClose(out.logDensity_T[0], -0.64 / 0.72 - 0.5 * Math.log(2 * Math.PI * 0.36), rounding(2));
  });

  it("keep their ratio when densities underflow", () => {
    const cold = mixtureSlice(pair.mixture, frozenSchedule(1, 1e-6), 1);
    const out = responsibilities(2);
    weighInto(out, cold, Float64Array.of(0), 0, 1);
    expectClose(out.weight_TM[0], 0.25, rounding(5e5));
    expectClose(out.logDensity_T[0], -5e5 - 0.5 * Math.log(2 * Math.PI * 1e-6), rounding(5e5));
  });

  it("have the same bits in a tile as alone, for points and for Gaussians", () => {
    const x = Float64Array.of(-1.3, 0.2, 0.01, 2);
    const blurred = diagonalMixture(
      gaussianMixture({
        components: [
          { weight: 1, mean: [-1], covariance: 0.1 },
          { weight: 3, mean: [1], covariance: 2 },
        ],
      }),
    );
    for (const slice of [pair, mixtureSlice(blurred, frozenSchedule(0.8, 0.36), 1)]) {
      const [together, alone] = [responsibilities(2), responsibilities(2)];
      weighInto(together, slice, x, 0, 4);
      for (let k = 0; k < 4; k++) {
        weighInto(alone, slice, x, k, 1);
        expect(alone.weight_TM.subarray(0, 2)).toEqual(together.weight_TM.subarray(2 * k, 2 * k + 2));
        expect(alone.logDensity_T[0]).toBe(together.logDensity_T[k]);
      }
    }
  });

  it("refuse a state whose square overflows", () => {
    expect(() => weighInto(responsibilities(2), pair, Float64Array.of(1e200), 0, 1)).toThrow(
      /must be finite, and of a size/,
    );
  });
});
