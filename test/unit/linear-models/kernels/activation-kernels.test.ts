import { describe, expect, it } from "vitest";
import { points } from "../../../../src/core/index.ts";
import { activationKernels, hermiteDual } from "../../../../src/linear-models/index.ts";
import { expectClose, quadrature, rounding } from "../../../support/tolerance.ts";

const inputs = points([
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 0.5],
]);
const linear = hermiteDual({ name: "identity", value: (u) => u, slope: () => 1 });
const sine = hermiteDual({ name: "sine", value: Math.sin, slope: Math.cos });

describe("kernels of wide networks with any activation", () => {
  it("of a linear network are powers of the weight variance: 𝒦 = g^L 𝒦₀, Θ = (L + 1) g^L 𝒦₀ without biases", () => {
    const { nngp, ntk } = activationKernels(inputs, linear, { depth: 3, weightVariance: 1.5, bias: 0 });
    const start = activationKernels(inputs, linear, { depth: 0, weightVariance: 1.5, bias: 0 }).nngp;
    start.values.forEach((value, i) => {
      expectClose(nngp.values[i]!, 1.5 ** 3 * value, rounding(4, 256), `𝒦 ${i}`);
      expectClose(ntk.values[i]!, 4 * 1.5 ** 3 * value, rounding(16, 256), `Θ ${i}`);
    });
  });

  it("of depth one for the sine are its closed form", () => {
    const bias = 0.3;
    const { nngp, ntk } = activationKernels(inputs, sine, { depth: 1, weightVariance: 2, bias });
    const start = activationKernels(inputs, sine, { depth: 0, weightVariance: 2, bias }).nngp.values;
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        const [a, b, c] = [start[5 * i]!, start[5 * j]!, start[4 * i + j]!];
        const kernel = 2 * Math.exp(-(a + b) / 2) * Math.sinh(c) + bias * bias;
        const open = 2 * Math.exp(-(a + b) / 2) * Math.cosh(c);
        expectClose(nngp.values[4 * i + j]!, kernel, quadrature(1e-12), `𝒦 ${i}, ${j}`);
        expectClose(ntk.values[4 * i + j]!, kernel + open * c, quadrature(1e-12), `Θ ${i}, ${j}`);
      }
  });

  it("between two lists are the blocks of the kernel of the joined list", () => {
    const [first, second] = [
      points([
        [1, 0],
        [0, 1],
      ]),
      points([
        [1, 1],
        [-1, 0.5],
      ]),
    ];
    const network = { depth: 2, weightVariance: 1, bias: 0.1 };
    const whole = activationKernels(inputs, sine, network).ntk.values;
    const block = activationKernels(first, sine, network, second).ntk.values;
    [2, 3, 6, 7].forEach((at, k) => {
      expectClose(block[k]!, whole[at]!, rounding(4, 256), `entry ${k}`);
    });
  });

  it("refuse a network without weights, a negative depth or bias, and lists of different lengths", () => {
    const network = { depth: 1, weightVariance: 1, bias: 0 };
    expect(() => activationKernels(inputs, sine, { ...network, weightVariance: 0 })).toThrow("weightVariance");
    expect(() => activationKernels(inputs, sine, { ...network, depth: -1 })).toThrow("depth");
    expect(() => activationKernels(inputs, sine, { ...network, bias: -1 })).toThrow("bias");
    expect(() => activationKernels(inputs, sine, network, points([[1]]))).toThrow("equally long");
  });
});
