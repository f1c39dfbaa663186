import { describe, it } from "vitest";
import { type LinearScoreModel, namedData } from "../../../src/core/index.ts";
import { linearScoreField } from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import { memberField } from "../../../src/validate/index.ts";
import { smallModel, smallProcess, someStates } from "../../support/small-models.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const seed = 30606;

const kinds: readonly (readonly [string, Partial<LinearScoreModel>])[] = [
  ["a denoiser", {}],
  ["a denoiser without box", { samplingBox: null }],
  ["a score", { parameterization: "score" }],
  ["a score above noise", { parameterization: "score", baseScore: "noise" }],
];

describe.each(["three-points", "four-points"])("the score of a member on %s", (name) => {
  const process = smallProcess(namedData(name));
  const { dim } = process.data;

  it.each(kinds)("is the prediction's score, by another route: %s", (_, change) => {
    const model = smallModel(process, change);
    const size = model.features.featureCount * dim;
    const coefficients = matrix(3, size, seededRng(seed).normals(3 * size));
    const { x } = someStates(process);
    for (let m = 0; m < 3; m++) {
      const own = matrix(size / dim, dim, coefficients.values.slice(m * size, (m + 1) * size));
      const found = memberField(model, process.schedule, coefficients, m).score(x, 0.3);
      const expected = linearScoreField(model, process.schedule, own).score(x, 0.3);
      found.forEach((value, i) => {
        expectClose(value, expected[i]!, rounding(20, 4 * size), `member ${m}, component ${i}`);
      });
    }
  });
});

describe("the box of a member", () => {
  it("stops the features at its edge and leaves −x/σ² alone", () => {
    const process = smallProcess();
    const model = smallModel(process);
    const field = memberField(model, process.schedule, matrix(1, 16, new Float64Array(16).fill(1)), 0);
    const t = 0.5;
    const score = (x: number): number => field.score({ count: 1, dim: 1, values: Float64Array.of(x) }, t)[0]!;
    const variance = process.schedule.variance(t);
    expectClose(score(2.5) - score(1.5), -1 / variance, rounding(10 / variance, 64));
    expectClose(score(-2.5) - score(-1.5), 1 / variance, rounding(10 / variance, 64));
  });
});
