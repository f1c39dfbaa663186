import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  ConvergenceError,
  display,
  NotPositiveDefiniteError,
  ShapeError,
} from "../../../src/numerics/index.ts";

describe("errors", () => {
  it("ArgumentError reads where, argument, value, rule", () => {
    const error = new ArgumentError("place", "x", -1, "positive");
    expect(error.message).toBe("place: x = -1 must be positive");
    expect(error).toMatchObject({ name: "ArgumentError", where: "place", argument: "x", value: -1, rule: "positive" });
  });

  it("ShapeError lists every shape by name", () => {
    const error = new ShapeError("place", { a: [2, 3], b: [4] }, "must agree");
    expect(error.message).toBe("place: a is [2, 3], b is [4]; must agree");
    expect(error.found).toEqual({ a: [2, 3], b: [4] });
  });

  it("NotPositiveDefiniteError carries the pivot and says what to do", () => {
    const error = new NotPositiveDefiniteError("place", 3, -0.5);
    expect(error).toMatchObject({ pivot: 3, value: -0.5 });
    expect(error.message).toContain("add a ridge");
  });

  it("ConvergenceError carries how far it got", () => {
    const error = new ConvergenceError("place", 10, 0.1, 0.01, "try more");
    expect(error).toMatchObject({ iterations: 10, residual: 0.1, tolerance: 0.01 });
    expect(error.message).toContain("try more");
  });

  it("display shows numbers that JSON cannot, and cuts long values", () => {
    expect([display(Number.NaN), display(undefined), display(Number.NEGATIVE_INFINITY), display("x")]).toEqual([
      "NaN",
      "undefined",
      "-Infinity",
      '"x"',
    ]);
    expect(display("y".repeat(200))).toHaveLength(80);
  });
});
