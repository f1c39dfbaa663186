import { describe, expect, it } from "vitest";
import { namedData, points, statesAt } from "../../../../src/core/index.ts";
import {
  dataSgdProblem,
  drawTraining,
  populationMoments,
  populationSgdProblem,
  sgdEnsemble,
  smallStepCovariance,
  stationaryCovariance,
} from "../../../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../../../src/numerics/index.ts";
import { denoiserModel, fewBumps, gentleSchedule, lineMixture, processOf } from "../../../support/linear-models.ts";
import { discretisation, expectClose, quadrature, rounding } from "../../../support/tolerance.ts";

const process = processOf(lineMixture, gentleSchedule);
const model = denoiserModel(fewBumps(), gentleSchedule, { ridge: 0.3 });
const problem = populationSgdProblem(model, process);
const scale = (values: Float64Array): number => Math.max(...values.map(Math.abs));

describe("the noise of constant-step descent", () => {
  it("solves the Lyapunov equation for small steps, per output pair", () => {
    const plane = processOf(namedData("four-points"), gentleSchedule);
    const wide = denoiserModel(fewBumps(2), gentleSchedule, { ridge: 0.3 });
    const given = populationSgdProblem(wide, plane, { draws: 4000 });
    const options = { step: 0.01, batch: 4 };
    const omega = smallStepCovariance(given, options);
    const size = given.sigma.rows;
    // (Σ + ρ) ⊗ 1 acts on the feature index of the order (f, d).
    const curvature = matrix(2 * size, 2 * size);
    for (let f = 0; f < size; f++)
      for (let g = 0; g < size; g++)
        for (const d of [0, 1])
          curvature.values[(2 * f + d) * 2 * size + 2 * g + d] =
            given.sigma.values[f * size + g]! + (f === g ? wide.ridge : 0);
    const left = algebra.gemm(curvature, omega).values;
    const right = algebra.gemm(omega, curvature).values;
    const bound = rounding(scale(left), 64 * size);
    given.gradientNoise.values.forEach((value, i) => {
      expectClose(left[i]! + right[i]!, (0.01 / 4) * value, bound, `entry ${i}`);
    });
  });

  it("is a fixed point of the exact second-moment recursion Ω = E[(1 − ηA) Ω (1 − ηA)] + η² M/b", () => {
    const draws = drawTraining(seededRng(20362), process, 5, "uniform");
    const given = dataSgdProblem(model, process, draws);
    const step = 0.05;
    const { covariance } = stationaryCovariance(given, { step, batch: 1 });
    const size = given.sigma.rows;
    const phi = model.features.evaluate(draws.states);
    const next = matrix(
      size,
      size,
      given.gradientNoise.values.map((value) => step * step * value),
    );
    for (let n = 0; n < 5; n++) {
      const map = matrix(size, size);
      for (let f = 0; f < size; f++)
        for (let g = 0; g < size; g++) {
          const own = model.weight(draws.states.t[n]!) * phi.values[n * size + f]! * phi.values[n * size + g]!;
          map.values[f * size + g] = (f === g ? 1 - step * model.ridge : 0) - step * own;
        }
      const moved = algebra.gemm(algebra.gemm(map, covariance), map, { transposeB: true });
      for (let i = 0; i < moved.values.length; i++) next.values[i]! += moved.values[i]! / 5;
    }
    covariance.values.forEach((value, i) => {
      expectClose(next.values[i]!, value, quadrature(1e-11 * scale(covariance.values)), `entry ${i}`);
    });
  });

  it("becomes the small-step noise as the step shrinks, with an error of first order", () => {
    const small = (step: number): Float64Array => smallStepCovariance(problem, { step, batch: 1 }).values;
    const exact = (step: number): Float64Array => stationaryCovariance(problem, { step, batch: 1 }).covariance.values;
    const excess = (step: number): number => {
      const [first, full] = [small(step), exact(step)];
      return scale(full.map((value, i) => value - first[i]!)) / scale(first);
    };
    const [coarse, fine] = [excess(2e-3), excess(1e-3)];
    expectClose(coarse / fine, 2, discretisation(1, 2e-3, 50), "ratio of the excesses");
  });

  it("of a noise-free target on a single draw with no ridge along it vanishes", () => {
    const one = drawTraining(seededRng(20363), process, 1, "uniform");
    const given = dataSgdProblem({ ...model, ridge: 1e-6 }, process, one);
    expect(scale(stationaryCovariance(given, { step: 1e-3, batch: 1 }).covariance.values)).toBeLessThan(1e-12);
  });

  it("has a gradient noise for infinite data equal to the meat of the sandwich", () => {
    const { targetNoise, inputNoise } = populationMoments(model, process);
    problem.gradientNoise.values.forEach((value, i) => {
      expect(value).toBe(targetNoise.values[i]! + inputNoise.values[i]!);
    });
  });

  it("makes an ensemble around the optimum", () => {
    const omega = smallStepCovariance(problem, { step: 0.01, batch: 4 });
    const ensemble = sgdEnsemble(problem, process, omega);
    const at = statesAt(points([[0.3]]), 0.4);
    const phi = model.features.evaluate(at);
    const gain = gentleSchedule.alpha(0.4) / gentleSchedule.variance(0.4);
    const variance = algebra.gemm(algebra.gemm(phi, omega), phi, { transposeB: true }).values[0]! * gain * gain;
    expectClose(ensemble.scoreCovariance(at, at).values[0]!, variance, rounding(variance, 256));
  });

  it("refuses a step that has no stationary second moment, and options out of range", () => {
    expect(() => stationaryCovariance(problem, { step: 5, batch: 1 })).toThrow("take a smaller step");
    expect(() => stationaryCovariance(problem, { step: 0, batch: 1 })).toThrow("step");
    expect(() => smallStepCovariance(problem, { step: 0.1, batch: 0.5 })).toThrow("batch");
  });
});
