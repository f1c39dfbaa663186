import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFormula, formulaLengthLimit, formulaNodeLimit } from "../../../src/core/index.ts";
import { uniform } from "../../support/arbitraries.ts";
import { centralDifference, expectClose, rounding } from "../../support/tolerance.ts";

const seed = 20110;
/** Far above the milliseconds that a refusal takes on a busy machine, far below what a runaway derivative takes. */
const slowestMilliseconds = 5000;

describe("a formula is evaluated", () => {
  const cases: readonly [string, number, number][] = [
    ["2t + 1", 3, 7],
    ["-t^2", 3, -9],
    ["2^3^0.5", 0, 2 ** (3 ** 0.5)],
    ["sqrt(1-t)", 0.19, Math.sqrt(0.81)],
    ["log(t, 2) + log2(t) + log10(100)", 8, 8],
    ["min(t, 1, 2) + max(t, 4)", 3, 5],
    ["t < 0.5 ? 1 : t >= 2 and not (t > 3) ? 5 : 0", 2.5, 5],
    ["expm1(t) - log1p(t)", 1e-12, 1e-24],
    ["cos(pi) + log(e) + tau/tau", 0, 1],
    ["sech(t)*cosh(t) + csc(t)*sin(t) + cot(t)*tan(t)", 0.7, 3],
    ["square(t) + cbrt(t^3) + pow(t, 2) + abs(-t) + sign(-t)", 2, 11],
  ];
  it.each(cases)("%s at %d is %d", async (text, t, expected) => {
    const formula = await compileFormula(text, ["t"]);
    expectClose(formula([t]), expected, rounding(Math.max(1, Math.abs(expected))));
  });

  it("takes its variables in the order given", async () => {
    const formula = await compileFormula("x1 - 2 x2 + t", ["t", "x2", "x1"]);
    expect(formula([1, 10, 100])).toBe(81);
    expect(formula.variables).toEqual(["t", "x2", "x1"]);
  });

  it("a variable hides a constant of the same name", async () => {
    expect((await compileFormula("e + 1", ["e"]))([4])).toBe(5);
  });

  it("refuses to return what is not finite, and names the point", async () => {
    const formula = await compileFormula("sqrt(1-t)", ["t"]);
    expect(() => formula([2])).toThrow("formula sqrt(1-t): value at t = 2 = NaN must be a finite number");
  });
});

describe("a formula is differentiated", () => {
  const cases = [
    "sqrt(1+t)",
    "exp(-t^2)*sin(3t)",
    "expm1(-2*t)*log1p(t)",
    "t^t",
    "tanh(t)/(1+t^2)",
    "log(2+t, 3)",
    "abs(t-3)",
    "cbrt(1+t)^2",
    "atan(t)+asinh(t)",
    "2 sech(t)",
    "0*t + 1",
  ];
  it.each(cases)("d/dt %s agrees with central differences", async (text) => {
    const formula = await compileFormula(text, ["t"]);
    const slope = formula.derivative("t");
    const h = 1e-4;
    fc.assert(
      fc.property(uniform(0.2, 1), (t) => {
        const found = (formula([t + h]) - formula([t - h])) / (2 * h);
        expectClose(slope([t]), found, centralDifference(h, 100, 10), `t = ${t}`);
      }),
      { seed, numRuns: 30 },
    );
  });

  it("differentiates by the variable asked for, and again", async () => {
    const formula = await compileFormula("x^2 * t", ["x", "t"]);
    expect(formula.derivative("x")([3, 5])).toBe(30);
    expect(formula.derivative("t")([3, 5])).toBe(9);
    expect(formula.derivative("x").derivative("t")([3, 5])).toBe(6);
    expect(() => formula.derivative("y")).toThrow('variable = "y" must be one of x, t');
  });

  it("refuses what has no derivative", async () => {
    for (const text of ["max(t, 1)", "t < 1 ? t : 1", "sign(t)"]) {
      const formula = await compileFormula(text, ["t"]);
      expect(() => formula.derivative("t")).toThrow("must be differentiable");
    }
  });
});

describe("a formula is data, not code", () => {
  const refused: readonly [string, string][] = [
    ["", "must be a formula"],
    ["sqrt(1-", "must be a formula:"],
    ["1e999 * t", "made of finite numbers"],
    ["true", "made of finite numbers"],
    ['"text"', "made of finite numbers"],
    ["tt", 'unknown symbol "tt"; did you mean "t"?'],
    ["sqr(t)", 'unknown function "sqr"; did you mean "sqrt"?'],
    ["constructor", 'unknown symbol "constructor"'],
    ["toString(t)", 'unknown function "toString"'],
    ["import(t)", 'unknown function "import"'],
    ["createUnit(t)", 'unknown function "createUnit"'],
    ['evaluate("1")', 'unknown function "evaluate"'],
    ['parse("1")', 'unknown function "parse"'],
    ['simplify("1")', 'unknown function "simplify"'],
    ['derivative("t","t")', 'unknown function "derivative"'],
    ["config(t)", 'unknown function "config"'],
    ["t.constructor", "without accessor"],
    ["t[1]", "without accessor"],
    ['cos.constructor("return 1")', 'unknown function ""'],
    ["cos.sqrt(t)", 'unknown function ""'],
    ["t = 1", "without assignment"],
    ["f(t) = t", "without functionassignment"],
    ["1; 2", "without block"],
    ["[1, 2]", "without array"],
    ["{a: 1}", "without object"],
    ["1:3", "without range"],
    ["t!", "free of the operator !"],
    ["sin(t, 1)", "calling sin with 1 arguments"],
    ["log()", "calling log with 1 to 2 arguments"],
    [`t${"+1".repeat(formulaLengthLimit)}`, `at most ${formulaLengthLimit} characters`],
    [`t${"+t".repeat(formulaNodeLimit / 2)}`, `at most ${formulaNodeLimit} nodes`],
  ];
  it.each(refused)("%s is refused", async (text, rule) => {
    await expect(compileFormula(text, ["t"])).rejects.toThrow(rule);
    await expect(compileFormula(text, ["t"])).rejects.toMatchObject({ name: "ArgumentError" });
  });

  it("the derivative of the deepest tower allowed is refused or made quickly", async () => {
    const formula = await compileFormula(Array.from({ length: 100 }, () => "t").join("^"), ["t"]);
    const start = performance.now();
    try {
      formula.derivative("t");
    } catch (error) {
      expect(error).toMatchObject({ name: "ArgumentError" });
    }
    expect(performance.now() - start).toBeLessThan(slowestMilliseconds);
  });
});
