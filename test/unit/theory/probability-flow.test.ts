import { describe, expect, it } from "vitest";
import {
  flowRight,
  inverseProbabilityFlow,
  namedData,
  points,
  probabilityFlow,
  type ScoreField,
  uniformGrid,
} from "../../../src/core/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { frozenSchedule, publishedSchedule } from "../../support/mixtures.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const schedule = publishedSchedule(0.1);
const process = { data: namedData("three-points"), schedule, grid: uniformGrid(schedule, 1) };
const constant: ScoreField = { dim: 1, score: (x) => new Float64Array(x.count).fill(2) };

describe("the probability flow", () => {
  it("has the right side −β x − D ŝ", () => {
    const still = { ...frozenSchedule(1, 1), beta: () => 3, diffusivity: () => 0.5 };
    expect(Array.from(flowRight(still, constant)(Float64Array.of(1, -2), 0.7))).toEqual([-4, 5]);
  });

  it("takes one Euler step down: x + δ (β x + D ŝ) at the terminal time", () => {
    const found = probabilityFlow(process, constant, points([[0.5]]), { method: "euler" });
    expectClose(found.values[0], 0.5 + 0.9 * 20 * (0.5 + 2), rounding(45));
    expect(found.dim).toBe(1);
  });

  it("takes one Euler step up from the cutoff time", () => {
    const found = inverseProbabilityFlow(process, constant, points([[0.5]]), { method: "euler" });
    expectClose(found.values[0], 0.5 - 0.9 * schedule.beta(0.1) * (0.5 + 2), rounding(5));
  });

  it("keeps its input, and refuses dimensions that do not agree and tolerances out of range", () => {
    const x = points([[0.5]]);
    probabilityFlow(process, constant, x, { method: "heun" });
    expect(x.values[0]).toBe(0.5);
    const plane = noisedMarginal(namedData("polygon"), schedule).scoreField;
    expect(() => probabilityFlow(process, plane, x, { method: "euler" })).toThrow(/field is \[2\], data is \[1\]/);
    const wrong = { method: "dormand-prince", tolerance: 0 } as const;
    expect(() => probabilityFlow(process, constant, x, wrong)).toThrow(/tolerance = 0 must be between 0 and 1/);
  });
});
