import { describe, expect, it } from "vitest";
import { ArgumentError, namedData } from "../../../src/core/index.ts";
import { linearEnsemble } from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import { memberField, memberScoreMatrix, trainedEnsemble } from "../../../src/validate/index.ts";
import { smallModel, smallProcess, someStates } from "../../support/small-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30609;

describe.each(["three-points", "four-points"])("an ensemble of trained members on %s", (name) => {
  const process = smallProcess(namedData(name));
  const model = smallModel(process);
  const { dim } = process.data;
  const size = model.features.featureCount * dim;
  const coefficients = matrix(5, size, seededRng(seed).normals(5 * size));
  const ensemble = trainedEnsemble("trained", model, process.schedule, coefficients);
  const at = someStates(process);
  const against = { x: { ...at.x, values: at.x.values.map((x) => 0.5 * x) }, t: at.t.toReversed() };

  it("has the empirical mean and covariance of its members, as the prediction's ensemble has", () => {
    const other = linearEnsemble(model, process, coefficients);
    const scale = 1 / process.schedule.variance(process.schedule.cutoffTime);
    ensemble.meanScore(at).values.forEach((value, i) => {
      expectClose(value, other.meanScore(at).values[i]!, rounding(10 * scale, 4 * size));
    });
    for (const second of [at, against]) {
      const found = ensemble.scoreCovariance(at, second);
      const expected = other.scoreCovariance(at, second);
      expect([found.rows, found.cols]).toEqual([expected.rows, expected.cols]);
      found.values.forEach((value, i) => {
        expectClose(value, expected.values[i]!, rounding(100 * scale * scale, 4 * size), `entry ${i}`);
      });
    }
  });

  it("draws its members", () => {
    const scores = memberScoreMatrix(model, process.schedule, coefficients, at);
    const drawn = ensemble.draw(seededRng(seed)).score(at.x, 0.4);
    const own = Array.from({ length: 5 }, (_, m) =>
      memberField(model, process.schedule, coefficients, m).score(at.x, 0.4),
    );
    expect(own).toContainEqual(drawn);
    expect([scores.rows, scores.cols]).toEqual([5, 6 * dim]);
  });

  it("needs two members for a covariance", () => {
    expect(() => trainedEnsemble("one", model, process.schedule, matrix(1, size))).toThrow(ArgumentError);
  });
});
