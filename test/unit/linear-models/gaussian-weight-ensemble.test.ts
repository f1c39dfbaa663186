import { describe, expect, it } from "vitest";
import { points, statesAt } from "../../../src/core/index.ts";
import { gaussianWeightEnsemble, linearScoreField, scoreLoadings } from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import {
  denoiserModel,
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  statesOf,
} from "../../support/linear-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 20401;
const plane = processOf(lineMixture, gentleSchedule);

describe("Gaussian coefficients W = mean + R g", () => {
  it("are scored by the mean and the loadings: ŝ = s̄ + L g", () => {
    const dim = 2;
    const features = fewBumps(dim);
    const model = denoiserModel(features, gentleSchedule, {
      samplingBox: [
        [-1, 1],
        [-1, 1],
      ],
    });
    const rng = seededRng(seed);
    const size = features.featureCount * dim;
    const mean = matrix(features.featureCount, dim, rng.normals(size));
    const factor = matrix(size, 3, rng.normals(3 * size));
    const ensemble = gaussianWeightEnsemble("any", model, plane, mean, factor);
    const at = statesOf(
      [
        [0.3, -2, 0.2],
        [0.9, 0.1, 0.2],
      ],
      dim,
    );
    const loadings = scoreLoadings(model, plane, at, factor, dim);
    const normals = seededRng(seed + 1).normals(3);
    const drawn = ensemble.draw(seededRng(seed + 1)).score(at.x, 0.2);
    ensemble.meanScore(at).values.forEach((value, i) => {
      let expected = value;
      for (let k = 0; k < 3; k++) expected += loadings.values[3 * i + k]! * normals[k]!;
      expectClose(drawn[i]!, expected, rounding(100, 64 * size), `component ${i}`);
    });
  });

  it("without a factor are the mean in every draw", () => {
    const model = denoiserModel(fewBumps(), gentleSchedule);
    const mean = matrix(6, 1, Float64Array.of(1, 2, 3, 4, 5, 6));
    const ensemble = gaussianWeightEnsemble("mean alone", model, plane, mean, matrix(6, 0));
    const x = points([[0.4]]);
    expect(ensemble.draw(seededRng(seed)).score(x, 0.3)).toEqual(
      linearScoreField(model, gentleSchedule, mean).score(x, 0.3),
    );
    expect([...ensemble.scoreCovariance(statesAt(x, 0.3), statesAt(x, 0.3)).values]).toEqual([0]);
  });
});
