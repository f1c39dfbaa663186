import { describe, expect, it } from "vitest";
import {
  curvatureBasis,
  filteredCoefficients,
  filteredLoss,
  gradientFlow,
  networkInput,
  reluNetwork,
  residualSpectrum,
  ridgeFilter,
  scaledKernel,
} from "../../../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../../../src/numerics/index.ts";
import { gentleSchedule, statesOf } from "../../../support/linear-models.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const rng = seededRng(20674);
const states = statesOf(
  Array.from({ length: 9 }, (_, n) => [-1 + n / 4, 0.2 + n / 12]),
  1,
);
const weights = Float64Array.from({ length: 9 }, (_, n) => 1 + n / 3);
const residuals = matrix(9, 2, rng.normals(18));
const kernel = reluNetwork(networkInput(gentleSchedule, 1), 2, 0.3).ntk;

describe("filteredLoss", () => {
  it.each([gradientFlow(0), gradientFlow(3), gradientFlow(200), ridgeFilter(0.1)])(
    "is the loss of the function that the coefficients give: $name",
    (filter) => {
      const basis = curvatureBasis(kernel, states, weights);
      const coefficients = filteredCoefficients(basis, filter, residuals);
      const learned = algebra.gemm(kernel.between(states, states), coefficients).values;
      let expected = 0;
      learned.forEach((value, i) => {
        expected += (weights[Math.floor(i / 2)]! * (residuals.values[i]! - value) ** 2) / 18;
      });
      expectClose(filteredLoss(residualSpectrum(basis, residuals), filter), expected, rounding(10, 4096));
    },
  );
});

describe("scaledKernel", () => {
  const gain = (t: number): number => -1 / t;
  const scaled = scaledKernel(kernel, gain);
  it("carries the gain of both states, on every way to the kernel", () => {
    const [plain, found] = [kernel.between(states, states), scaled.between(states, states)];
    const toward = scaled.toward(states)(states);
    found.values.forEach((value, i) => {
      const [n, m] = [Math.floor(i / 9), i % 9];
      expectClose(value, plain.values[i]! * gain(states.t[n]!) * gain(states.t[m]!), rounding(100));
      expect(toward.values[i]).toBe(value);
    });
    scaled.diagonal(states).forEach((value, n) => {
      expectClose(value, found.values[10 * n]!, rounding(100));
    });
  });
});
