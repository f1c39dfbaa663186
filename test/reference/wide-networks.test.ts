import { readFileSync } from "node:fs";
import { describe, it } from "vitest";
import { points } from "../../src/core/index.ts";
import { hermiteDual, reluKernels } from "../../src/linear-models/index.ts";
import { matrix } from "../../src/numerics/index.ts";
import { expectClose, quadrature, rounding } from "../support/tolerance.ts";

interface Reference {
  readonly relu: readonly { z: number[]; other: number[]; depth: number; bias: number; kernels: [string, string] }[];
  readonly tanh: readonly { a: number; b: number; c: number; value: string; slope: string }[];
}

const reference = JSON.parse(readFileSync(new URL("wide-networks.json", import.meta.url), "utf8")) as Reference;

describe("kernels of ReLU networks agree with mpmath to rounding", () => {
  it.each(reference.relu)("$z against $other, depth $depth, bias $bias", ({ z, other, depth, bias, kernels }) => {
    const { nngp, ntk } = reluKernels(points([z]), depth, bias, points([other]));
    const size = Math.max(...reluKernels(points([z, other]), depth, bias).ntk.values);
    expectClose(nngp.values[0]!, Number(kernels[0]), rounding(size, 8), "NNGP");
    expectClose(ntk.values[0]!, Number(kernels[1]), rounding(size, 8), "NTK");
  });
});

describe("averages of tanh agree with adaptive quadrature in mpmath", () => {
  it.each(reference.tanh)("variances $a and $b, covariance $c", ({ a, b, c, value, slope }) => {
    const tanh = { name: "tanh", value: Math.tanh, slope: (u: number) => 1 / Math.cosh(u) ** 2 };
    const covariance = matrix(1, 1, Float64Array.of(c));
    const found = hermiteDual(tanh).pairs(Float64Array.of(a), Float64Array.of(b), covariance);
    expectClose(found.value.values[0]!, Number(value), quadrature(1e-12), "E[φφ]");
    expectClose(found.slope.values[0]!, Number(slope), quadrature(1e-12), "E[φ′φ′]");
  });
});
