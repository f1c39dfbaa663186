import { describe, expect, it } from "vitest";
import { points, statesAt } from "../../../src/core/index.ts";
import {
  constantAxis,
  linearScore,
  linearScoreField,
  polynomialAxis,
  tensorProduct,
} from "../../../src/linear-models/index.ts";
import { matrix } from "../../../src/numerics/index.ts";
import { denoiserModel } from "../../support/linear-models.ts";
import { frozenSchedule } from "../../support/mixtures.ts";

const schedule = frozenSchedule(0.5, 0.25);
const line = tensorProduct([polynomialAxis({ degree: 1 })], constantAxis());
const coefficients = matrix(2, 1, Float64Array.of(1, 3));
const x = points([[2], [-8]]);

describe("the score of a linear model", () => {
  const scores = (changes: Parameters<typeof denoiserModel>[2]): number[] => {
    const model = denoiserModel(line, schedule, changes);
    const values = [...linearScoreField(model, schedule, coefficients).score(x, 0.6)];
    expect([...linearScore(model, schedule, coefficients, statesAt(x, 0.6)).values]).toEqual(values);
    return values;
  };

  it("of a denoiser is (α m̂ − x)/σ²", () => {
    expect(scores({})).toEqual([(0.5 * 7 - 2) / 0.25, (0.5 * -23 + 8) / 0.25]);
  });

  it("of a score is the output, with −x/σ² where it is based on noise", () => {
    expect(scores({ parameterization: "score" })).toEqual([7, -23]);
    expect(scores({ parameterization: "score", baseScore: "noise" })).toEqual([7 - 2 / 0.25, -23 + 8 / 0.25]);
  });

  it("in a box sees states clamped to it, while −x/σ² sees the state itself", () => {
    expect(scores({ samplingBox: [[-1, 1]] })).toEqual([(0.5 * 4 - 2) / 0.25, (0.5 * -2 + 8) / 0.25]);
    expect([...x.values]).toEqual([2, -8]);
  });

  it("in a box of two dimensions is clamped axis by axis", () => {
    const plane = tensorProduct([polynomialAxis({ degree: 1 }), polynomialAxis({ degree: 1 })], constantAxis());
    const product = matrix(4, 2, Float64Array.of(0, 0, 0, 0, 0, 0, 1, 10));
    const model = denoiserModel(plane, schedule, {
      parameterization: "score",
      samplingBox: [
        [-1, 1],
        [2, 3],
      ],
    });
    expect([...linearScoreField(model, schedule, product).score(points([[5, 0]]), 0.6)]).toEqual([2, 20]);
  });
});
