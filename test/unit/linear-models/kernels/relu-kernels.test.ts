import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { points } from "../../../../src/core/index.ts";
import { reluKernels } from "../../../../src/linear-models/index.ts";
import { algebra, seededRng } from "../../../../src/numerics/index.ts";
import { uniform, uniformVector } from "../../../support/arbitraries.ts";
import { transposed } from "../../../support/dense.ts";
import { expectClose, monteCarlo, printed, rounding } from "../../../support/tolerance.ts";

const seed = 20331;
const inputs = points([
  [1, 0],
  [0, 1],
  [1, 1],
  [-1, 0.5],
]);

describe("kernels of wide ReLU networks", () => {
  it.each([
    [1, [0.52, 0.17736925, 0.55404228, 0.018909416], [1.03, 0.182431668, 0.937345947, -0.064298751], 1.28],
    [2, [0.53, 0.273931389, 0.589938176, 0.203898105], [1.56, 0.38536023, 1.316538735, 0.171080345], 1.935],
    [3, [0.54, 0.338750849, 0.620210019, 0.310841989], [2.1, 0.598058258, 1.666000604, 0.415625537], 2.6],
  ])("of depth %d have the printed first rows", (depth, nngp, ntk, corner) => {
    const found = reluKernels(inputs, depth, 0.1);
    nngp.forEach((expected, j) => {
      expectClose(found.nngp.values[j]!, expected, printed(1e-8), `NNGP ${j}`);
      expectClose(found.ntk.values[j]!, ntk[j]!, printed(1e-8), `NTK ${j}`);
    });
    expectClose(found.ntk.values[15]!, corner, rounding(4, 64), "Θ₄₄");
  });

  it("of depth 0 are the inner products of the inputs over their dimension, and the bias", () => {
    const { nngp, ntk } = reluKernels(inputs, 0, 0.5);
    expect([...nngp.values.slice(0, 4)]).toEqual([0.75, 0.25, 0.75, -0.25]);
    expect(ntk.values).toEqual(nngp.values);
  });

  it("of depth 1 are the averages over random first layers", () => {
    const rng = seededRng(seed);
    const width = 40_000;
    const products = Array.from({ length: 4 }, () => new Float64Array(width));
    for (let m = 0; m < width; m++) {
      const w = [rng.normal(), rng.normal()];
      const bias = 0.1 * rng.normal();
      const hidden = [0, 1, 2, 3].map((i) => {
        const sum = w[0]! * inputs.values[2 * i]! + w[1]! * inputs.values[2 * i + 1]!;
        return Math.max(0, sum / Math.sqrt(2) + bias);
      });
      for (let j = 0; j < 4; j++) products[j]![m] = 2 * hidden[0]! * hidden[j]!;
    }
    const { nngp } = reluKernels(inputs, 1, 0.1);
    products.forEach((values, j) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / width;
      const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
      expectClose(mean + 0.01, nngp.values[j]!, monteCarlo(Math.sqrt(spread / width)), `E[2 relu relu] ${j}`);
    });
  });

  it("are symmetric and positive semi-definite, the gradient's at least the output's", () => {
    const draws = fc.record({
      rows: fc.array(uniformVector(3, -2, 2), { minLength: 1, maxLength: 6 }),
      depth: fc.integer({ min: 0, max: 4 }),
      bias: uniform(0, 1),
    });
    fc.assert(
      fc.property(draws, ({ rows, depth, bias }) => {
        const { nngp, ntk } = reluKernels(points(rows), depth, bias);
        const noise = rounding(Math.max(...ntk.values.map(Math.abs)), 64 * (depth + 1)).bound;
        const difference = { ...ntk, values: ntk.values.map((value, i) => value - nngp.values[i]!) };
        for (const kernel of [nngp, ntk, difference]) {
          expect(transposed(kernel).values).toEqual(kernel.values);
          expect(algebra.symmetricEigen(kernel).values[0]).toBeGreaterThanOrEqual(-noise);
        }
      }),
      { seed, numRuns: 60 },
    );
  });

  it("have a finite value at the origin without a bias, and for an input given twice", () => {
    const { nngp, ntk } = reluKernels(points([[0], [3], [3]]), 2, 0);
    expect([...nngp.values]).toEqual([0, 0, 0, 0, 9, 9, 0, 9, 9]);
    ntk.values.forEach((value, i) => {
      expectClose(value, i < 3 || i % 3 === 0 ? 0 : 27, rounding(27, 64), `Θ[${i}]`);
    });
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
    for (const which of ["nngp", "ntk"] as const) {
      const whole = reluKernels(inputs, 3, 0.1)[which].values;
      const block = reluKernels(first, 3, 0.1, second)[which];
      expect([block.rows, block.cols]).toEqual([2, 2]);
      expect([...block.values]).toEqual([whole[2], whole[3], whole[6], whole[7]]);
    }
  });

  it("are homogeneous of degree two in the inputs without a bias", () => {
    const far = reluKernels(
      points(
        inputs.values.map((value) => 4 * value),
        2,
      ),
      2,
      0,
    ).ntk.values;
    reluKernels(inputs, 2, 0).ntk.values.forEach((value, i) => {
      expectClose(far[i]!, 16 * value, rounding(64, 64), `entry ${i}`);
    });
  });

  it("refuse lists of different lengths", () => {
    expect(() => reluKernels(inputs, 1, 0, points([[1, 2, 3]]))).toThrow("inputs must be equally long");
  });

  it("refuse a depth that is no count and a bias that is negative", () => {
    expect(() => reluKernels(inputs, 1.5, 0)).toThrow("reluKernels: depth = 1.5 must be a non-negative integer");
    expect(() => reluKernels(inputs, 1, -1)).toThrow("reluKernels: bias = -1 must be finite and at least 0");
  });
});
