import { describe, expect, it } from "vitest";
import { pointMasses, points, statesAt } from "../../../src/core/index.ts";
import {
  coefficientLimit,
  constantAxis,
  populationMoments,
  sandwichEnsemble,
  sandwichFactor,
  tensorProduct,
} from "../../../src/linear-models/index.ts";
import { algebra, matrix } from "../../../src/numerics/index.ts";
import { denoiserModel, fewBumps, gentleSchedule, lineMixture, processOf } from "../../support/linear-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const process = processOf(lineMixture, gentleSchedule);
const model = denoiserModel(fewBumps(), gentleSchedule);
const moments = populationMoments(model, process);

describe("the sandwich covariance", () => {
  it("is (Σ + ρ)⁻¹ meat (Σ + ρ)⁻¹ / P: multiplied back it is the meat", () => {
    const factor = sandwichFactor(model, moments, "target-and-input-noise");
    const covariance = algebra.gemm(factor, factor, { transposeB: true });
    const ridged = matrix(6, 6, moments.sigma.values.slice());
    for (let f = 0; f < 6; f++) ridged.values[7 * f]! += model.ridge;
    const meat = algebra.gemm(algebra.gemm(ridged, covariance), ridged);
    const scale = Math.max(...moments.targetNoise.values, ...moments.inputNoise.values);
    meat.values.forEach((value, i) => {
      const expected = moments.targetNoise.values[i]! + moments.inputNoise.values[i]!;
      expectClose(value * model.sampleCount, expected, rounding(100 * scale, 64), `meat ${i}`);
    });
  });

  it("keeps the target noise where the target is noisy, and only the input noise where it is not", () => {
    const at = statesAt(points([[0.2]]), 0.3);
    const variance = (changes: Partial<typeof model>, parts?: "input-noise"): number =>
      sandwichEnsemble({ ...model, ...changes }, process, moments, parts).scoreCovariance(at, at).values[0]!;
    expect(variance({ target: "noise-free" })).toBe(variance({}, "input-noise"));
    expect(variance({ target: "noise-free" })).toBeLessThan(0.9 * variance({}));
  });

  it("vanishes where training is not random: one point, one constant feature, one weight", () => {
    const constant = tensorProduct([constantAxis()], constantAxis());
    for (let k = 1; k < 20; k++) {
      const plain = denoiserModel(constant, gentleSchedule, { weight: () => 1, ridge: 0.37 });
      const single = processOf(pointMasses([[0.1 * k]]), gentleSchedule);
      const ensemble = sandwichEnsemble(plain, single, populationMoments(plain, single));
      const at = statesAt(points([[0.2]]), 0.3);
      expect(ensemble.scoreCovariance(at, at).values[0]).toBe(0);
    }
  });

  it("refuses more coefficients than its limit", () => {
    const size = coefficientLimit + 1;
    const many = { ...moments, inputNoise: { rows: size, cols: size, values: new Float64Array(0) } };
    expect(() => sandwichFactor(model, many, "input-noise")).toThrow("sandwichFactor: F·D = 4097 must be at most 4096");
  });
});
