import { describe, expect, it } from "vitest";
import { points, statesAt } from "../../../src/core/index.ts";
import {
  constantAxis,
  linearScore,
  linearScoreField,
  linearScoreFields,
  linearScoreLattice,
  polynomialAxis,
  tensorProduct,
} from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import { denoiserModel, fewBumps, gentleSchedule } from "../../support/linear-models.ts";
import { frozenSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

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

  it("of several models equals that of each, side by side and on a lattice of states and times", () => {
    const plain = fewBumps(2);
    const { slicesAt: _slices, lattice: _lattice, ...slow } = plain;
    for (const features of [plain, slow]) {
      for (const change of [{}, { parameterization: "score", baseScore: "noise" }] as const) {
        const model = denoiserModel(features, gentleSchedule, {
          ...change,
          samplingBox: [
            [-1, 1],
            [-1, 2],
          ],
        });
        const size = features.featureCount * 2;
        const all = matrix(3, size, seededRng(11804).normals(3 * size));
        const fields = Array.from({ length: 3 }, (_, m) =>
          linearScoreField(
            model,
            gentleSchedule,
            matrix(features.featureCount, 2, all.values.slice(m * size, (m + 1) * size)),
          ),
        );
        const states = points(
          Array.from({ length: 6 }, (_, n) => [1.9 * Math.sin(1 + 2.3 * n), 1.7 * Math.cos(3.1 * n)]),
        );
        const together = linearScoreFields(model, gentleSchedule, all).score(states, 0.4);
        const times = Float64Array.of(0.9, 0.4);
        const { values } = linearScoreLattice(model, gentleSchedule, all, states, times);
        fields.forEach((field, m) => {
          const block = { count: 2, dim: 2, values: states.values.slice(4 * m, 4 * m + 4) };
          field.score(block, 0.4).forEach((value, i) => {
            expectClose(together[4 * m + i]!, value, rounding(Math.abs(value) + 100, 256), `model ${m}`);
          });
          times.forEach((t, j) => {
            field.score(states, t).forEach((value, i) => {
              const found = values[((j * 3 + m) * 2 + (i % 2)) * 6 + Math.floor(i / 2)]!;
              expectClose(found, value, rounding(Math.abs(value) + 100, 256), `lattice, model ${m}, t = ${t}`);
            });
          });
        });
      }
    }
  });
});
