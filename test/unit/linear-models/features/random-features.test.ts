import { describe, expect, it } from "vitest";
import { variancePreserving } from "../../../../src/core/index.ts";
import { type FrozenNetwork, networkInput, randomFeatures } from "../../../../src/linear-models/index.ts";
import { matrix } from "../../../../src/numerics/index.ts";
import { statesOf } from "../../../support/linear-models.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const schedule = variancePreserving({ drift: "half-beta", cutoffTime: 0.05 });
const input = networkInput(schedule, 1);
const network: FrozenNetwork = {
  input,
  layers: [
    { weights: matrix(2, 3, Float64Array.of(1, -1, 0.5, 0.2, 0, 2)), bias: Float64Array.of(0, 0.1, -0.3) },
    { weights: matrix(3, 2, Float64Array.of(1, 0, -1, 1, 0, 0.5)), bias: null },
  ],
  activation: { name: "tanh", value: Math.tanh },
  scale: 0.5,
  constant: 0.7,
};
const at = statesOf(
  [
    [-0.4, 0.1],
    [1.1, 0.8],
  ],
  1,
);

describe("randomFeatures", () => {
  it("are the scaled units of the last frozen layer, then the constant", () => {
    const features = randomFeatures(network);
    expect(features.featureCount).toBe(3);
    const inputs = input.inputs(at).values;
    const found = features.evaluate(at);
    for (let n = 0; n < 2; n++) {
      const [x, c] = [inputs[2 * n]!, inputs[2 * n + 1]!];
      const first = [x + 0.2 * c, 0.1 - x, 0.5 * x + 2 * c - 0.3].map(Math.tanh);
      const second = [first[0]! - first[1]!, first[1]! + 0.5 * first[2]!].map(Math.tanh);
      [0.5 * second[0]!, 0.5 * second[1]!, 0.7].forEach((value, f) => {
        expectClose(found.values[3 * n + f]!, value, rounding(1, 32), `state ${n}, feature ${f}`);
      });
    }
  });

  it("have no constant where the last layer has no bias", () => {
    const { featureCount, name } = randomFeatures({ ...network, constant: null });
    expect([featureCount, name]).toEqual([2, "random features (tanh, 3 × 2)"]);
  });

  it("refuse layers that do not fit, and numbers that are none", () => {
    const [first, second] = network.layers as [FrozenNetwork["layers"][0], FrozenNetwork["layers"][0]];
    expect(() => randomFeatures({ ...network, layers: [] })).toThrow(/layers = .* must be at least one/);
    expect(() => randomFeatures({ ...network, layers: [first, first] })).toThrow(/take what comes before/);
    expect(() => randomFeatures({ ...network, layers: [{ ...first, bias: Float64Array.of(1) }, second] })).toThrow(
      /layer 0 must have one bias per unit/,
    );
    const odd = { weights: matrix(2, 3, new Float64Array(6).fill(Number.NaN)), bias: null };
    expect(() => randomFeatures({ ...network, layers: [odd, second] })).toThrow(/layers\[0\] = NaN must be finite/);
    expect(() => randomFeatures({ ...network, scale: Infinity })).toThrow(/scale = Infinity must be finite/);
    expect(() => randomFeatures({ ...network, constant: Number.NaN })).toThrow(/constant = NaN must be finite/);
    const wide = { weights: matrix(5, 3), bias: null };
    expect(() => randomFeatures({ ...network, layers: [wide, second] }).evaluate(at)).toThrow(/take what comes before/);
  });
});
