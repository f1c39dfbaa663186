import { describe, expect, it } from "vitest";
import { formulaFeatures } from "../../../../src/linear-models/index.ts";
import { statesOf } from "../../../support/linear-models.ts";

describe("features from formulas", () => {
  it("know x1 … xD and t, and x in one dimension", async () => {
    const plane = await formulaFeatures(["1", "x1 - x2", "x2 * t"], 2);
    expect([...plane.evaluate(statesOf([[3, 1, 0.5]], 2)).values]).toEqual([1, 2, 0.5]);
    const line = await formulaFeatures(["x + t", "x1 * t"], 1);
    expect([...line.evaluate(statesOf([[3, 0.5]], 1)).values]).toEqual([3.5, 1.5]);
  });

  it("refuse an empty list, unknown names and values that are not finite", async () => {
    await expect(formulaFeatures([], 1)).rejects.toThrow("formulas = [] must be at least one formula");
    await expect(formulaFeatures(["x3"], 2)).rejects.toThrow("x3");
    const pole = await formulaFeatures(["1/x"], 1);
    expect(() => pole.evaluate(statesOf([[0, 0.5]], 1))).toThrow("1/x");
  });
});
