import { describe, expect, it } from "vitest";
import { points } from "../../../../src/core/index.ts";
import { activationKernels, hermiteDual, standardKernels } from "../../../../src/linear-models/index.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const dual = hermiteDual({ name: "tanh", value: Math.tanh, slope: (u) => 1 - Math.tanh(u) ** 2 }, 80);
const inputs = points([
  [1, -0.5, 0.3],
  [0.2, 0.8, -1],
]);
const product = 0.2 - 0.4 - 0.3;

describe("standardKernels", () => {
  it("of no hidden layer is the kernel of a linear model with a constant, its start of variance 1/n", () => {
    const network = { hidden: [], weightVariance: 2, biases: true };
    const { nngp, ntk } = standardKernels(inputs, dual, network);
    expectClose(nngp.values[1]!, product / 3, rounding(1));
    expectClose(ntk.values[1]!, product + 1, rounding(1));
    expectClose(standardKernels(inputs, dual, { ...network, biases: false }).ntk.values[1]!, product, rounding(1));
  });

  it("of one hidden layer adds its weights by the width, its biases, and what the first layer moves", () => {
    const [width, g] = [7, 1.5];
    const { nngp, ntk } = standardKernels(inputs, dual, { hidden: [width], weightVariance: g, biases: true });
    const squares = [1.34, 1.68].map((square) => (g * square) / 3);
    const covariance = { rows: 1, cols: 1, values: Float64Array.of((g * product) / 3) };
    const pair = dual.pairs(Float64Array.of(squares[0]!), Float64Array.of(squares[1]!), covariance);
    const [value, slope] = [pair.value.values[0]!, pair.slope.values[0]!];
    expectClose(nngp.values[1]!, value, rounding(1, 256));
    expectClose(ntk.values[1]!, width * value + 1 + slope * (product + 1), rounding(width, 256));
  });

  it("without biases starts as the network in NTK parametrisation of unit variance does", () => {
    const standard = standardKernels(inputs, dual, { hidden: [4, 9], weightVariance: 1, biases: false });
    const lazy = activationKernels(inputs, dual, { depth: 2, weightVariance: 1, bias: 0 });
    standard.nngp.values.forEach((value, i) => {
      expectClose(value, lazy.nngp.values[i]!, rounding(1, 256));
    });
  });

  it("names a width or a variance that is none", () => {
    const network = { hidden: [4, 0], weightVariance: 1, biases: true };
    expect(() => standardKernels(inputs, dual, network)).toThrow(/hidden\[1\] = 0 must be a positive integer/);
    expect(() => standardKernels(inputs, dual, { ...network, hidden: [4], weightVariance: 0 })).toThrow(
      /weightVariance = 0/,
    );
    expect(() => standardKernels(inputs, dual, { ...network, hidden: [4] }, points([[1, 2]]))).toThrow(/equally long/);
  });
});
