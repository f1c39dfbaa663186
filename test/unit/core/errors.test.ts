import { describe, expect, it } from "vitest";
import { closestName, SpecError } from "../../../src/core/index.ts";

describe("errors", () => {
  it("a SpecError names path, value and rule", () => {
    const error = new SpecError("data.points[1]", [1, "a"], "a list of numbers");
    expect(error.message).toBe('data.points[1]: [1,"a"] must be a list of numbers');
    expect([error.name, error.path, error.rule]).toEqual(["SpecError", "data.points[1]", "a list of numbers"]);
  });

  it("the closest name is found despite a slip, and none is made up", () => {
    const names = ["two-points", "three-points", "polygon"];
    expect(closestName("polygone", names)).toBe("polygon");
    expect(closestName("Three-Points", names)).toBe("three-points");
    expect(closestName("hexagon", names)).toBe(null);
  });
});
