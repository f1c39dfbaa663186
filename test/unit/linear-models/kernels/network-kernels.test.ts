import { describe, expect, it } from "vitest";
import {
  activationNetwork,
  featureKernel,
  hermiteDual,
  networkInput,
  reluKernels,
  reluNetwork,
  type StateKernel,
} from "../../../../src/linear-models/index.ts";
import { algebra } from "../../../../src/numerics/index.ts";
import { fewBumps, gentleSchedule, statesOf } from "../../../support/linear-models.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const at = statesOf(
  [
    [-0.7, 0.15],
    [0.1, 0.3],
    [2.4, 0.6],
  ],
  1,
);
const against = statesOf(
  [
    [0.5, 0.2],
    [-1.8, 1],
  ],
  1,
);
const input = networkInput(gentleSchedule, 1);
const tanh = hermiteDual({ name: "tanh", value: Math.tanh, slope: (u) => 1 / Math.cosh(u) ** 2 }, 40);
const { nngp, ntk } = reluNetwork(input, 2, 0.1);
const kernels: readonly StateKernel[] = [
  nngp,
  ntk,
  activationNetwork(input, tanh, { depth: 2, weightVariance: 1, bias: 0.1 }).ntk,
  featureKernel(fewBumps()),
];

describe.each(kernels.map((kernel) => [kernel.name, kernel] as const))("%s", (_, kernel) => {
  it("is symmetric, positive semi-definite, and has the diagonal that it says", () => {
    const gram = kernel.between(at, at);
    const diagonal = kernel.diagonal(at);
    const scale = Math.max(...diagonal);
    for (let i = 0; i < 3; i++) {
      expectClose(gram.values[4 * i]!, diagonal[i]!, rounding(scale, 256), `diagonal ${i}`);
      for (let j = 0; j < 3; j++) expect(gram.values[3 * i + j]).toBe(gram.values[3 * j + i]);
    }
    expect(algebra.symmetricEigen(gram).values[0]).toBeGreaterThanOrEqual(-rounding(scale, 64).bound);
  });

  it("is the same from either side, one by one, and toward fixed states", () => {
    const block = kernel.between(at, against);
    const back = kernel.between(against, at);
    const toward = kernel.toward(against)(at);
    const bound = rounding(Math.max(...kernel.diagonal(at)), 256);
    expect([block.rows, block.cols]).toEqual([3, 2]);
    block.values.forEach((value, i) => {
      expectClose(back.values[(i % 2) * 3 + Math.floor(i / 2)]!, value, bound, `transposed ${i}`);
      expect(toward.values[i]).toBe(value);
    });
  });
});

describe("kernels of networks on states", () => {
  it("are the kernels of the network at its inputs", () => {
    const expected = reluKernels(input.inputs(at), 2, 0.1, input.inputs(against));
    expect(nngp.between(at, against)).toEqual(expected.nngp);
    expect(ntk.between(at, against)).toEqual(expected.ntk);
  });
});
