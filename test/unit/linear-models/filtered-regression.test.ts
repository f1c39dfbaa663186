import { describe, expect, it } from "vitest";
import {
  filteredRegression,
  regressionTarget,
  ridgeFilter,
  ridgeRegression,
  scheduledDescent,
} from "../../../src/linear-models/index.ts";
import { drawTraining } from "../../../src/linear-models/training-draws.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import { smallModel, smallProcess } from "../../support/small-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const process = smallProcess();
const model = smallModel(process);
const draws = drawTraining(seededRng(20533), process, 40, "uniform");
const weights = Float64Array.from(draws.states.t, (t) => 0.5 + t);
const target = regressionTarget(model, process.schedule, draws.states, draws.clean.values);
const { features } = model;

describe("filteredRegression", () => {
  it("is ridge regression under the filter of the ridge", () => {
    const [found] = filteredRegression(features, draws.states, weights, target, [ridgeFilter(0.01)]);
    const exact = ridgeRegression(features, draws.states, weights, target, 0.01);
    // Condition number at most (tr Σ̂ + ρ)/ρ, below 400.
    exact.values.forEach((value, f) => {
      expectClose(found!.values[f]!, value, rounding(100 * 400, 64), `coefficient ${f}`);
    });
  });

  it("is plain gradient descent, step by step, under that filter", () => {
    const [steps, ridge] = [60, 0.02];
    const rates = Float64Array.from({ length: steps }, (_, k) => 0.4 / (1 + k / 20));
    const phi = features.evaluate(draws.states);
    const size = phi.cols;
    const w = new Float64Array(size);
    for (const rate of rates) {
      const gradient = w.map((value) => ridge * value);
      for (let n = 0; n < phi.rows; n++) {
        let fit = -target.values[n]!;
        for (let f = 0; f < size; f++) fit += w[f]! * phi.values[n * size + f]!;
        for (let f = 0; f < size; f++) gradient[f]! += (weights[n]! * fit * phi.values[n * size + f]!) / phi.rows;
      }
      for (let f = 0; f < size; f++) w[f]! -= rate * gradient[f]!;
    }
    const [none, found] = filteredRegression(features, draws.states, weights, target, [
      scheduledDescent(new Float64Array(0), ridge),
      scheduledDescent(rates, ridge),
    ]);
    expect(none!.values.every((value) => value === 0)).toBe(true);
    w.forEach((value, f) => {
      expectClose(found!.values[f]!, value, rounding(10, 100 * steps), `coefficient ${f}`);
    });
  });

  it("refuses no draws, and parts of other lengths", () => {
    const none = { x: { count: 0, dim: 1, values: new Float64Array(0) }, t: new Float64Array(0) };
    expect(() => filteredRegression(features, none, new Float64Array(0), matrix(0, 1), [])).toThrow(/P = 0 must be/);
    expect(() => filteredRegression(features, draws.states, weights, matrix(3, 1), [])).toThrow(/one row per draw/);
  });
});
