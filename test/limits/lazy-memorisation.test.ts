import { describe, expect, it } from "vitest";
import {
  gradientFlow,
  interpolation,
  lazyMoments,
  mercerModes,
  type WeightedRegression,
} from "../../src/linear-models/index.ts";
import { algebra, matrix } from "../../src/numerics/index.ts";
import { reluTangent } from "../support/lazy-models.ts";
import { gentleSchedule, lineMixture, processOf, statesOf } from "../support/linear-models.ts";
import { expectClose, quadrature } from "../support/tolerance.ts";

// A measure on seven states, with different probabilities, weights, targets and target variances.
const states = statesOf(
  [
    [-0.7, 0.15],
    [0.1, 0.3],
    [1.4, 0.6],
    [0.5, 0.2],
    [-1.8, 1],
    [0.2, 0.15],
    [-0.3, 0.8],
  ],
  1,
);
const probability = Float64Array.of(0.1, 0.2, 0.05, 0.25, 0.1, 0.2, 0.1);
const regression: WeightedRegression = {
  states,
  probability,
  weight: Float64Array.of(1, 0.5, 2, 1, 0.3, 1.5, 0.7),
  target: matrix(7, 1, Float64Array.of(0.3, -0.2, 1, 0.4, -1, 0.1, 0)),
  targetCovariance: Float64Array.of(0.5, 0.1, 0.9, 0.2, 0.4, 0.3, 0.6),
};
const kernel = reluTangent(processOf(lineMixture, gentleSchedule), 2);
const population = mercerModes(kernel, regression, { tolerance: 0 });

/** Cov[f(z_n), f(z_m)] · P of both parts on the seven states. */
function onStates(filter: ReturnType<typeof gradientFlow>, part: "targetNoise" | "inputNoise"): Float64Array {
  const left = algebra.gemm(population.modes, lazyMoments(population, filter)[part]);
  return algebra.gemm(left, population.modes, { transposeB: true }).values;
}

describe("a lazy network trained to the end on a discrete measure memorises", () => {
  it("with as many modes as states", () => {
    expect(population.eigenvalues).toHaveLength(7);
  });

  it.each([
    ["interpolation", interpolation()],
    ["gradient flow for a long time", gradientFlow(1e7)],
  ] as const)("its covariance is C δ(z, z′)/(P p), without correlations, and no misfit is left (%s)", (_, filter) => {
    const target = onStates(filter, "targetNoise");
    const misfit = onStates(filter, "inputNoise");
    for (let n = 0; n < 7; n++)
      for (let m = 0; m < 7; m++) {
        const expected = n === m ? regression.targetCovariance[n]! / probability[n]! : 0;
        expectClose(target[7 * n + m]!, expected, quadrature(1e-7), `target noise ${n}, ${m}`);
        expectClose(misfit[7 * n + m]!, 0, quadrature(1e-7), `misfit ${n}, ${m}`);
      }
  });

  it("before the end, states share their noise and a misfit is left", () => {
    expect(Math.abs(onStates(gradientFlow(1), "targetNoise")[1]!)).toBeGreaterThan(1e-3);
    expect(onStates(gradientFlow(1), "inputNoise")[0]!).toBeGreaterThan(1e-3);
  });
});
