import { describe, expect, it } from "vitest";
import type { Estimate, Verdict } from "../../../src/core/index.ts";
import { normalCdf } from "../../../src/numerics/index.ts";
import {
  type ClaimInNumbers,
  type ClaimTest,
  defaultConfidence,
  holmAdjusted,
  type Judging,
  judge,
  judgeFamily,
  orderingClaim,
  powerLawFit,
  scalarClaim,
  slopeClaim,
  trendClaim,
} from "../../../src/validate/index.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const about = (value: number, standardError: number): Estimate => ({ value, standardError });
const base = { statement: "a claim", outsideDomain: null } as const;
const alone: Judging = { confidence: defaultConfidence, correction: "none" };
const status = (claim: ClaimTest): Verdict["status"] => judgeFamily([claim], alone)[0]!.status;
const scalar = (found: Estimate, rule: ClaimInNumbers["rule"], expected: Estimate | null = null): ClaimTest =>
  scalarClaim({ ...base, found, expected, rule });

describe("an equivalence", () => {
  const equal = (gap: number, error: number) =>
    status(scalar(about(gap, error), { kind: "equivalence", bound: 0.1 }, about(0, 0)));

  it("passes only where the whole interval of two standard errors lies within the tolerance", () => {
    expect([equal(0.079, 0.01), equal(-0.079, 0.01)]).toEqual(["passed", "passed"]);
    expect([equal(0.081, 0.01), equal(-0.081, 0.01)]).toEqual(["undecided", "undecided"]);
    expect(equal(0, 0.06)).toBe("undecided");
  });

  it("fails only where the interval lies beyond it", () => {
    expect([equal(0.121, 0.01), equal(-0.121, 0.01)]).toEqual(["failed", "failed"]);
    expect(equal(0.119, 0.01)).toBe("undecided");
  });

  it("between exact numbers is decided, the edge included", () => {
    expect([equal(0.1, 0), equal(0.05, 0), equal(0.11, 0)]).toEqual(["passed", "passed", "failed"]);
  });

  it("has the larger of two one-sided p-values, and both tails against it", () => {
    const test = scalar(about(0.04, 0.05), { kind: "equivalence", bound: 0.1 });
    expect(test.confirmation).toMatchObject({ by: "test" });
    expectClose(test.confirmation.by === "test" ? test.confirmation.p : 1, normalCdf(-1.2), rounding(1));
    expectClose(test.p, normalCdf(1.2) + normalCdf(-2.8), rounding(2));
  });
});

describe("bounds", () => {
  const within = (low: number, high: number, value: number, error: number) =>
    scalar(about(value, error), { kind: "bounds", low, high });

  it("are kept, broken or open by more than two standard errors, on either side", () => {
    expect(status(within(1, 3, 2, 0.4))).toBe("passed");
    expect(status(within(1, 3, 1.5, 0.4))).toBe("undecided");
    expect(status(within(1, 3, 0, 0.4))).toBe("failed");
    expect(status(within(-Infinity, 3, -50, 0.4))).toBe("passed");
    expect(status(within(-Infinity, 3, 4, 0.4))).toBe("failed");
    expect(status(within(1, Infinity, 50, 0.4))).toBe("passed");
    expect(status(within(1, Infinity, 0, 0.4))).toBe("failed");
  });

  it("are shown as half their width, or as the one edge there is, always finite", () => {
    expect(within(1, 3, 2, 1).bound).toBe(1);
    expect(within(-Infinity, 3, 2, 1).bound).toBe(3);
    expect(within(1, Infinity, 2, 1).bound).toBe(1);
    expect(() => within(3, 1, 2, 1)).toThrow(/increasing/);
    expect(() => within(-Infinity, -Infinity, 2, 1)).toThrow(/finite/);
  });
});

describe("an ordering", () => {
  const order = (...values: Estimate[]) => orderingClaim({ ...base, values });

  it("passes where every step is established, without a price for their number", () => {
    expect(status(order(about(0, 0.1), about(0.3, 0.1), about(0.6, 0.1)))).toBe("passed");
    expect(status(order(about(0, 0.1), about(0.3, 0.1), about(0.5, 0.1)))).toBe("undecided");
  });

  it("fails where one step goes down at its share of the level", () => {
    const error = 0.1 / Math.SQRT2;
    const down = (sigmas: number) => order(about(0, error), about(-0.1 * sigmas, error), about(9, error));
    // Two steps: p = 2 Φ(−z) ≤ Φ(−2) from z = 2.28 on.
    expect(status(down(2.2))).toBe("undecided");
    expect(status(down(2.3))).toBe("failed");
    expectClose(down(2.3).p, 2 * normalCdf(-2.3), rounding(1));
    expect(down(2.3).found.value).toBeCloseTo(-0.23, 12);
  });

  it("needs two numbers", () => {
    expect(() => order(about(0, 1))).toThrow(/at least two/);
  });
});

describe("a trend", () => {
  const rising = (...values: Estimate[]) => trendClaim({ ...base, values, direction: "rising" });

  it("measures the mean rise over all pairs, with its error", () => {
    const { found } = rising(about(1, 0.3), about(2, 0.1), about(6, 0.2));
    // Pairs rise by 1, 5 and 4; coefficients −2/3, 0, 2/3.
    expectClose(found.value, 10 / 3, rounding(6));
    expectClose(found.standardError, (2 / 3) * Math.hypot(0.3, 0.2), rounding(1));
    expect(trendClaim({ ...base, values: [about(1, 0), about(3, 0)], direction: "falling" }).found.value).toBe(-2);
  });

  it("passes over flat steps, fails on a significant fall, and is open between", () => {
    const e = 0.1;
    expect(status(rising(about(0, e), about(0, e), about(1, e)))).toBe("passed");
    expect(status(rising(about(0, e), about(3, e), about(1, e)))).toBe("failed");
    expect(status(rising(about(0, e), about(0.1, e), about(0.1, e)))).toBe("undecided");
    expect(status(rising(about(1, e), about(0, e)))).toBe("failed");
    expect(() => rising(about(0, 1))).toThrow(/at least two/);
  });
});

describe("a slope", () => {
  const x = [1, 2, 4, 8];
  const line = (power: number, error: number) => x.map((u) => about(3 * u ** power, error * 3 * u ** power));
  const slope = (values: readonly Estimate[], low: number, high: number) =>
    slopeClaim({ ...base, x, values, low, high });

  it("is that of the power law, with the error of its points", () => {
    const fit = powerLawFit(x, line(-0.5, 0.05));
    expectClose(fit.slope.value, -0.5, rounding(1, 64));
    // log x is 0, 1, 2, 3 times log 2: Σ (x − x̄)² = 5 log² 2.
    expectClose(fit.slope.standardError, 0.05 / (Math.sqrt(5) * Math.LN2), rounding(1, 64));
    expectClose(fit.logPrefactor, Math.log(3), rounding(2, 64));
    expectClose(fit.chiSquared, 0, rounding(1e4));
  });

  it("passes, fails and stays open against its bounds", () => {
    expect(status(slope(line(-0.5, 0.02), -0.6, -0.4))).toBe("passed");
    expect(status(slope(line(-0.5, 0.2), -0.6, -0.4))).toBe("undecided");
    expect(status(slope(line(-1, 0.02), -0.6, -0.4))).toBe("failed");
    expect(slope(line(-0.5, 0.02), -0.6, -0.4).expected).toEqual(about(-0.5, 0));
    expect(slope(line(-0.5, 0.02), -0.6, Infinity).expected).toBeNull();
  });

  it("has a larger error where the points scatter more than their errors", () => {
    const bent = x.map((u, i) => about(u ** -0.5 * (i % 2 === 0 ? 1.5 : 1), 0.01 * u ** -0.5));
    const fit = powerLawFit(x, bent);
    expect(fit.slope.standardError).toBeGreaterThan(0.1);
    expect(fit.fitP).toBeLessThan(1e-9);
    expect(
      powerLawFit(
        x,
        bent.map(({ value }) => about(value, 0)),
      ).slope.standardError,
    ).toBeGreaterThan(0.1);
  });

  it("stays undecided where a number has no logarithm to speak of", () => {
    const claim = slope([about(1, 0.1), about(0.2, 0.1), about(1, 0.1), about(1, 0.1)], -1, 0);
    const verdict = judgeFamily([claim], alone)[0]!;
    expect(verdict.status).toBe("undecided");
    expect(verdict.explanation).toContain("value at 2 is not above 0 by 3 standard errors");
    expect(() => powerLawFit([1, 1], [about(1, 1), about(1, 1)])).toThrow(/two different/);
    expect(() => powerLawFit([1, 0], [about(1, 1), about(1, 1)])).toThrow(/x\[1\]/);
    expect(() => powerLawFit([1, 2], [about(1, 1), about(0, 1)])).toThrow(/y\[1\]/);
    expect(() => powerLawFit([1, 2], [about(1, 1)])).toThrow(/one y for each x/);
  });
});

describe("few models", () => {
  it("have wider tails: two standard errors of four models decide nothing", () => {
    const rule = { kind: "sign", sign: "+" } as const;
    const claim = { ...base, found: about(2.2, 1), expected: null, rule };
    expect(judge(claim).status).toBe("passed");
    expect(judge({ ...claim, freedom: 3 }).status).toBe("undecided");
    expect(judge({ ...claim, found: about(3.4, 1), freedom: 3 }).status).toBe("passed");
  });
});

describe("a family of claims", () => {
  const sign = (z: number, wanted: "+" | "-" = "+") => scalar(about(z, 1), { kind: "sign", sign: wanted });
  const holm: Judging = { confidence: 0.95, correction: "holm" };

  it("needs more of each claim than a claim alone, and says so", () => {
    const verdicts = judgeFamily([sign(2), sign(0), sign(0), sign(0)], holm);
    expect(verdicts.map((verdict) => verdict.status)).toEqual(Array.from({ length: 4 }, () => "undecided"));
    expect(verdicts[0]!.test).toMatchObject({ kind: "sign", confidence: 0.95, correction: "Holm", family: 4 });
    expectClose(verdicts[0]!.test!.oppositeP!, 4 * normalCdf(-2), rounding(1));
    expect(judgeFamily([sign(2)], holm)[0]!.status).toBe("passed");
    expect(judgeFamily([sign(2.3), sign(2.3), sign(2.1), sign(2)], holm).map((verdict) => verdict.status)).toEqual(
      Array.from({ length: 4 }, () => "passed"),
    );
  });

  it("corrects failures and passes apart: each has the stated confidence", () => {
    // Two passes and one failure: the failure is corrected over all three claims, not over six tests.
    const verdicts = judgeFamily([sign(9), sign(9), sign(-2.2)], holm);
    expect(verdicts.map((verdict) => verdict.status)).toEqual(["passed", "passed", "failed"]);
    expectClose(verdicts[2]!.test!.claimP, 3 * normalCdf(-2.2), rounding(1));
  });

  it("does not count claims outside the domain of the theory", () => {
    const silent = { ...sign(0), outsideDomain: "too few samples" };
    const [first, second] = judgeFamily([silent, sign(1.7)], holm);
    expect([first!.status, first!.explanation, second!.status]).toEqual(["no claim", "too few samples", "passed"]);
    expect(second!.test!.family).toBe(1);
  });

  it("lets claims on estimates pass without a test, and says that none was made", () => {
    const [verdict] = judgeFamily([scalar(about(0.05, 0.01), { kind: "at most", bound: 0.1 })], holm);
    expect([verdict!.status, verdict!.test!.oppositeP]).toEqual(["passed", null]);
  });

  it("stands on no number that is none", () => {
    const rule = { kind: "at most", bound: 1 } as const;
    expect(() => scalar(about(Number.NaN, 1), rule)).toThrow('claim "a claim": found = NaN must be a finite number');
    expect(() => scalar(about(0, Number.NaN), rule)).toThrow(/error of found/);
    expect(() => trendClaim({ ...base, values: [about(0, 1), about(0, -1)], direction: "rising" })).toThrow(
      /error of values\[1\]/,
    );
  });

  it("asks for a confidence that is one", () => {
    expect(() => judgeFamily([], { confidence: 0.5, correction: "holm" })).toThrow(/confidence/);
    expect(() => judgeFamily([], { confidence: 1, correction: "holm" })).toThrow(/confidence/);
    expect(() => holmAdjusted([0.5, 1.1])).toThrow(/p\[1\]/);
    expect([...holmAdjusted([])]).toEqual([]);
  });
});
