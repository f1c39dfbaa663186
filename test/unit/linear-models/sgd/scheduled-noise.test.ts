import { describe, expect, it } from "vitest";
import {
  dataSgdProblem,
  regressionTarget,
  scheduledNoise,
  smallStepCovariance,
} from "../../../../src/linear-models/index.ts";
import { drawTraining } from "../../../../src/linear-models/training-draws.ts";
import { seededRng } from "../../../../src/numerics/index.ts";
import { smallModel, smallProcess } from "../../../support/small-models.ts";
import { expectClose, rounding } from "../../../support/tolerance.ts";

const seed = 20537;
const process = smallProcess();
const model = smallModel(process, { weight: () => 1, ridge: 0.1 });
const draws = drawTraining(seededRng(seed), process, 50, "uniform");
const problem = dataSgdProblem(model, process, draws);
const size = problem.sigma.rows;

describe("scheduledNoise", () => {
  it("reaches the stationary state of small steps, up to their order", () => {
    const step = 0.01;
    // The slowest direction forgets at twice the ridge a unit time: e^{−2 · 0.1 · 300}.
    const rates = new Float64Array(30_000).fill(step);
    const [found] = scheduledNoise(problem, rates, 4, [rates.length]);
    const expected = smallStepCovariance(problem, { step, batch: 4 });
    let trace = 0;
    for (let f = 0; f < size; f++) trace += problem.sigma.values[f * size + f]!;
    // Ω (1 − η ab/(a + b)) against Ω: relative η a/2 at most for every pair, in the norm of the whole.
    const norm = Math.hypot(...expected.values);
    expected.values.forEach((value, i) => {
      const bound = step * (trace + 0.1) * norm;
      expectClose(found!.values[i]!, value, { bound, reason: "next order in the step" }, `entry ${i}`);
    });
  });

  it("grows as the square of the rate from zero, and shrinks under later steps without one", () => {
    const [none, one, later] = scheduledNoise(problem, Float64Array.of(0.2, 0), 5, [0, 1, 2]);
    expect(none!.values.every((value) => value === 0)).toBe(true);
    one!.values.forEach((value, i) => {
      const expected = (0.04 * problem.gradientNoise.values[i]!) / 5;
      expectClose(value, expected, rounding(Math.hypot(...one!.values), 64), `entry ${i}`);
      expectClose(later!.values[i]!, value, rounding(0));
    });
  });

  it("is what descent on batches has beyond its mean, along falling rates", () => {
    const [steps, batch, runs] = [40, 6, 3000];
    const rates = Float64Array.from({ length: steps }, (_, k) => 0.15 * (1 - k / steps));
    const [predicted] = scheduledNoise(problem, rates, batch, [steps]);
    const target = regressionTarget(model, process.schedule, draws.states, draws.clean.values).values;
    const phi = model.features.evaluate(draws.states).values;
    const start = problem.solution.values;
    const rng = seededRng(seed).split("batches");
    let sum = 0;
    let squares = 0;
    for (let r = 0; r < runs; r++) {
      const stream = rng.split("run", r);
      const w = start.slice();
      for (const rate of rates) {
        const gradient = w.map((value) => model.ridge * value);
        for (let b = 0; b < batch; b++) {
          const n = stream.integer(50);
          let fit = -target[n]!;
          for (let f = 0; f < size; f++) fit += w[f]! * phi[n * size + f]!;
          for (let f = 0; f < size; f++) gradient[f]! += (fit * phi[n * size + f]!) / batch;
        }
        for (let f = 0; f < size; f++) w[f]! -= rate * gradient[f]!;
      }
      const square = w.reduce((total, value, f) => total + (value - start[f]!) ** 2, 0);
      sum += square / runs;
      squares += square ** 2 / runs;
    }
    let trace = 0;
    for (let f = 0; f < size; f++) trace += predicted!.values[f * size + f]!;
    const error = Math.sqrt((squares - sum * sum) / runs);
    // The batch's own curvature adds a share of η tr Σ/b, below 0.15 · 0.8/6 = 0.02.
    expectClose(sum, trace, {
      bound: 5 * error + 0.02 * trace,
      reason: "five standard errors, and the batch's curvature",
    });
  });

  it("refuses batches, rates and times that are none", () => {
    const rates = Float64Array.of(1, 1);
    expect(() => scheduledNoise(problem, rates, 0, [1])).toThrow(/batch = 0 must be/);
    expect(() => scheduledNoise(problem, Float64Array.of(-1), 1, [1])).toThrow(/rates\[0\] = -1 must be/);
    expect(() => scheduledNoise(problem, rates, 1, [2, 1])).toThrow(/times\[1\] = 1 must be/);
    expect(() => scheduledNoise(problem, rates, 1, [3])).toThrow(/times\[0\] = 3 must be an integer up to 2/);
  });
});
