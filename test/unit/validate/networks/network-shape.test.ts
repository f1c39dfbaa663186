import { describe, expect, it } from "vitest";
import { seededRng } from "../../../../src/numerics/index.ts";
import {
  initialArrays,
  layerArrays,
  layerPlans,
  type NetworkShape,
  parameterCount,
} from "../../../../src/validate/index.ts";
import { expectClose, monteCarlo, rounding } from "../../../support/tolerance.ts";

const shape: NetworkShape = {
  inputs: 3,
  outputs: 2,
  hidden: [40, 50],
  activation: "relu",
  scaling: "ntk",
  bias: 0.3,
  trained: "all",
};

describe("layers of a network", () => {
  it("act times 1/√n at the input and √(2/n) behind ReLU in NTK scaling, biases times their scale", () => {
    const plans = layerPlans(shape);
    expect(plans.map(({ weights }) => [weights.rows, weights.cols])).toEqual([
      [3, 40],
      [40, 50],
      [50, 2],
    ]);
    plans.forEach(({ weights, bias }, layer) => {
      expectClose(weights.scale, Math.sqrt((layer === 0 ? 1 : 2) / weights.rows), rounding(1));
      expect(weights.start).toBe(weights.scale);
      expect(bias).toMatchObject({ start: 0.3, scale: 0.3 });
    });
  });

  it("start with variance 2/n in hidden layers and 1/n in the last in standard scaling, and act as they are", () => {
    const plans = layerPlans({ ...shape, scaling: "standard" });
    expect(plans.map(({ weights }) => weights.scale)).toEqual([1, 1, 1]);
    plans.forEach(({ weights, bias }, layer) => {
      expectClose(weights.start, Math.sqrt((layer === 2 ? 1 : 2) / weights.rows), rounding(1));
      expect(bias).toMatchObject({ start: 0, scale: 1 });
    });
  });

  it("are frozen but for the last where only the output is trained", () => {
    const moving = layerArrays({ ...shape, trained: "output" }).map(({ trained }) => trained);
    expect(moving).toEqual([false, false, false, false, true, true]);
  });

  it("start at 0 in the last layer alone where the output starts at zero, and act as before", () => {
    for (const scaling of ["ntk", "standard"] as const) {
      const [usual, zero] = [
        layerArrays({ ...shape, scaling }),
        layerArrays({ ...shape, scaling, outputStart: "zero" }),
      ];
      expect(zero.slice(0, 4)).toEqual(usual.slice(0, 4));
      expect(zero.slice(4)).toEqual(usual.slice(4).map((array) => ({ ...array, start: 0 })));
    }
  });

  it("count their numbers", () => {
    expect(parameterCount(shape)).toBe(3 * 40 + 40 + 40 * 50 + 50 + 50 * 2 + 2);
    expect(parameterCount({ ...shape, bias: 0 })).toBe(3 * 40 + 40 * 50 + 50 * 2);
  });

  it("start as normals of their standard deviation, each array from a stream of its own", () => {
    const [first, , second] = initialArrays(seededRng(1), { ...shape, hidden: [400, 500] });
    const mean = (values: Float32Array, power: number): number =>
      values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    for (const [values, variance] of [
      [first!, 1 / 3],
      [second!, 2 / 400],
    ] as const) {
      expectClose(mean(values, 1), 0, monteCarlo(Math.sqrt(variance / values.length)));
      expectClose(mean(values, 2), variance, monteCarlo(variance * Math.sqrt(2 / values.length)));
    }
    expect(initialArrays(seededRng(1), { ...shape, hidden: [400, 7] })[0]).toEqual(first);
  });

  it.each([
    [{ hidden: [4, 0] }, "network: hidden[1] = 0 must be a positive integer"],
    [{ bias: -1 }, "network: bias = -1 must be finite and at least 0"],
    [{ outputStart: "one" as "zero" }, 'network: outputStart = "one" must be random or zero'],
    [{ weightVariance: 0 }, "network: weightVariance = 0 must be finite and positive"],
    [{ scaling: "zero" as const }, "network: hidden = [40,50] must be empty for a network that starts at zero"],
  ])("refuse %j", (parts, message) => {
    expect(() => layerPlans({ ...shape, ...parts })).toThrow(message);
  });
});
