import { describe, expect, it } from "vitest";
import { limitErrors, packArray, powerLaw, unpackArray } from "../../../../src/experiments/index.ts";
import { matrix, seededRng } from "../../../../src/numerics/index.ts";
import { expectClose, monteCarlo, rounding } from "../../../support/tolerance.ts";

const limit = matrix(1, 3, Float64Array.of(2, -1, 2));

describe("errors of networks against their limit", () => {
  it("are relative lengths, for single networks in the root mean square", () => {
    const outputs = matrix(2, 3, Float64Array.of(2, -1, 5, 2, 3, 2));
    const { singleNetworks, members, failed } = limitErrors(outputs, limit);
    expectClose(singleNetworks.value, Math.sqrt((9 + 16) / 2 / 9), rounding(1));
    expect([members, failed]).toEqual([2, 0]);
  });

  it("leave out networks that failed", () => {
    const outputs = matrix(3, 3, Float64Array.of(2, -1, 5, Number.NaN, 0, 0, 2, 3, 2));
    expect(limitErrors(outputs, limit)).toMatchObject({ members: 2, failed: 1 });
    expectClose(limitErrors(outputs, limit).singleNetworks.value, Math.sqrt(25 / 18), rounding(1));
  });

  it("of the mean network are free of what its spread adds", () => {
    // Members scatter with variance 0.04 around the limit shifted by 0.3 in one entry: 0.3/3 = 0.1.
    const rng = seededRng(20510);
    const members = 4000;
    const outputs = matrix(members, 3);
    const shift = [0.3, 0, 0];
    outputs.values.forEach((_, i) => {
      outputs.values[i] = limit.values[i % 3]! + shift[i % 3]! + 0.2 * rng.normal();
    });
    const { meanNetwork, singleNetworks } = limitErrors(outputs, limit);
    expectClose(meanNetwork.value, 0.1, monteCarlo(0.2 / 3 / Math.sqrt(members)));
    expectClose(meanNetwork.standardError, 0.2 / 3 / Math.sqrt(members), { bound: 2e-4, reason: "jackknife, a fifth" });
    const single = Math.sqrt((0.09 + 3 * 0.04) / 9);
    expectClose(singleNetworks.value, single, monteCarlo(singleNetworks.standardError));
  });
});

describe("a power law", () => {
  it("comes back exactly where there is one", () => {
    const x = [1, 2, 4, 8];
    const fit = powerLaw(
      x,
      x.map((at) => ({ value: 3 * at ** -0.5, standardError: 0.1 })),
    );
    expectClose(fit.exponent.value, -0.5, rounding(1));
    expectClose(fit.factor, 3, rounding(3));
    expectClose(fit.misfit, 0, rounding(1));
  });

  it("weights its points by their errors: σ of the exponent is that of two points at their ends", () => {
    const y = [
      { value: 1, standardError: 0.1 },
      { value: 1, standardError: 0.1 },
    ];
    expectClose(powerLaw([1, Math.E], y).exponent.standardError, 0.1 * Math.SQRT2, rounding(1));
  });
});

describe("packed arrays", () => {
  it("give back float32 numbers", () => {
    const numbers = [1, -0.5, 1e-30, Number.NaN, Infinity];
    const packed = JSON.parse(JSON.stringify(packArray(numbers, [5]))) as ReturnType<typeof packArray>;
    expect(Array.from(unpackArray(packed))).toEqual(Array.from(Float32Array.from(numbers)));
    expect(packed.shape).toEqual([5]);
  });
});
