import { describe, expect, it } from "vitest";
import {
  centredCoefficients,
  linearEnsemble,
  linearScore,
  meanCoefficients,
  memberScores,
  momentMatchedFactor,
  trainCoefficients,
} from "../../../src/linear-models/index.ts";
import { algebra, matrix, seededRng } from "../../../src/numerics/index.ts";
import {
  denoiserModel,
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  statesOf,
} from "../../support/linear-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 20361;
const process = processOf(lineMixture, gentleSchedule);
const model = denoiserModel(fewBumps(), gentleSchedule, { sampleCount: 20 });

describe("an ensemble of trained linear models", () => {
  it("can be trained in parts: model m depends on its number alone", () => {
    const whole = trainCoefficients(seededRng(seed), model, process, 0, 5);
    const part = trainCoefficients(seededRng(seed), model, process, 3, 5);
    expect(part.values).toEqual(whole.values.slice(3 * 6));
  });

  it("draws the models it was trained from, when given their streams", () => {
    const coefficients = trainCoefficients(seededRng(seed), model, process, 0, 3);
    const ensemble = linearEnsemble(model, process, coefficients);
    const at = statesOf([[0.3, 0.4]], 1);
    const drawn = ensemble.draw(seededRng(seed).split("model/2").split("field")).score(at.x, 0.4);
    const expected = linearScore(model, process.schedule, matrix(6, 1, coefficients.values.slice(12)), at).values;
    expectClose(drawn[0]!, expected[0]!, rounding(Math.abs(expected[0]!) + 10, 64));
  });

  it("has the empirical mean and covariance of its coefficients", () => {
    const coefficients = matrix(3, 2, Float64Array.of(1, 0, 2, 6, 3, 0));
    expect([...meanCoefficients(coefficients, 1).values]).toEqual([2, 2]);
    expect(meanCoefficients(coefficients, 2)).toEqual(matrix(1, 2, Float64Array.of(2, 2)));
    // Deviations (−1, −2), (0, 4), (1, −2): variances 1 and 12, covariance 0.
    const expected = [1, 0, 0, 12];
    const factor = momentMatchedFactor(coefficients);
    algebra.gemm(factor, factor, { transposeB: true }).values.forEach((value, i) => {
      expectClose(value, expected[i]!, rounding(12, 64), `Cov[${i}]`);
    });
  });

  it("scores every member as that member scores", () => {
    const coefficients = trainCoefficients(seededRng(seed), model, process, 0, 2);
    const at = statesOf(
      [
        [0.3, 0.4],
        [-2, 0.2],
      ],
      1,
    );
    const scores = memberScores(model, process, coefficients, at);
    expect([scores.rows, scores.cols]).toEqual([2, 2]);
    const second = linearScore(model, process.schedule, matrix(6, 1, coefficients.values.slice(6)), at);
    expect(scores.values.slice(2)).toEqual(second.values);
  });

  it("refuses to have a covariance from one model", () => {
    expect(() => centredCoefficients(matrix(1, 6))).toThrow("centredCoefficients: models = 1 must be at least 2");
  });
});
