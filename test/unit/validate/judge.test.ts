import { describe, expect, it } from "vitest";
import type { Estimate, Verdict } from "../../../src/core/index.ts";
import { type ClaimInNumbers, judge } from "../../../src/validate/index.ts";

const about = (value: number, standardError: number): Estimate => ({ value, standardError });
const claim = (change: Partial<ClaimInNumbers>): ClaimInNumbers => ({
  statement: "a claim",
  found: about(0, 0),
  expected: null,
  rule: { kind: "at most", bound: 0.1 },
  outsideDomain: null,
  ...change,
});
const statusOf = (change: Partial<ClaimInNumbers>): Verdict["status"] => judge(claim(change)).status;

describe("a claim about equality", () => {
  const within = (gap: number, standardError: number): Verdict["status"] =>
    statusOf({
      found: about(0.5 + gap, 0.6 * standardError),
      expected: about(0.5, 0.8 * standardError),
      rule: { kind: "within", bound: 0.1 },
    });

  it("passes when the deviation is within the bound, on either side", () => {
    expect(within(0.05, 0.01)).toBe("passed");
    expect(within(-0.05, 0.01)).toBe("passed");
  });

  it("fails when the deviation exceeds the bound by more than two combined standard errors, on either side", () => {
    expect(within(0.121, 0.01)).toBe("failed");
    expect(within(-0.121, 0.01)).toBe("failed");
  });

  it("is undecided beyond the bound by less than two combined standard errors", () => {
    expect(within(0.119, 0.01)).toBe("undecided");
    expect(within(-0.119, 0.01)).toBe("undecided");
  });

  it("is undecided where two standard errors exceed the bound", () => {
    expect(within(0, 0.051)).toBe("undecided");
    expect(within(0, 0.049)).toBe("passed");
  });

  it("is decided outright between exact numbers", () => {
    expect(within(0.0999, 0)).toBe("passed");
    expect(within(0.1001, 0)).toBe("failed");
  });
});

describe("a claim about a distance", () => {
  it("passes, fails and stays undecided like the others, but knows no lower side", () => {
    expect(statusOf({ found: about(0.05, 0.01) })).toBe("passed");
    expect(statusOf({ found: about(-5, 0.01) })).toBe("passed");
    expect(statusOf({ found: about(0.2, 0.01) })).toBe("failed");
    expect(statusOf({ found: about(0.11, 0.01) })).toBe("undecided");
    expect(statusOf({ found: about(0.05, 0.06) })).toBe("undecided");
  });
});

describe("a claim about a sign", () => {
  const sign = (value: number, standardError: number, expected: "+" | "-"): Verdict["status"] =>
    statusOf({ found: about(value, standardError), rule: { kind: "sign", sign: expected } });

  it("passes beyond two standard errors on the right side, fails on the wrong one, is undecided between", () => {
    expect(sign(0.021, 0.01, "+")).toBe("passed");
    expect(sign(-0.021, 0.01, "-")).toBe("passed");
    expect(sign(-0.021, 0.01, "+")).toBe("failed");
    expect(sign(0.021, 0.01, "-")).toBe("failed");
    expect(sign(0.019, 0.01, "+")).toBe("undecided");
    expect(sign(-0.019, 0.01, "+")).toBe("undecided");
  });

  it("is undecided at an exact zero, which has no sign", () => {
    expect(sign(0, 0, "+")).toBe("undecided");
    expect(sign(0, 0, "-")).toBe("undecided");
  });
});

describe("a verdict", () => {
  it("makes no claim outside the domain of the theory, whatever the numbers say, and gives the reason", () => {
    const verdict = judge(claim({ found: about(9, 0), outsideDomain: "too few samples" }));
    expect([verdict.status, verdict.explanation]).toEqual(["no claim", "too few samples"]);
  });

  it("carries the numbers and the bound that it was judged on", () => {
    const found = about(0.3, 0.01);
    const expected = about(0.1, 0.02);
    const verdict = judge(claim({ found, expected, rule: { kind: "within", bound: 0.05 } }));
    expect(verdict).toMatchObject({ statement: "a claim", found, expected, bound: 0.05, status: "failed" });
    expect(verdict.explanation).toContain("0.200 against 0.05");
    expect(judge(claim({ rule: { kind: "sign", sign: "+" } })).bound).toBe(0);
  });
});
