import { describe, expect, it } from "vitest";
import {
  meanAgreement,
  memberAgreement,
  varianceRatio,
} from "../../../../src/experiments/validation/score-agreement.ts";
import { matrix, seededRng } from "../../../../src/numerics/index.ts";
import { expectClose, monteCarlo, rounding } from "../../../support/tolerance.ts";

// 3 numbers at five standard errors: false alarms 2e-6 for a fresh seed.
const seed = 20672;
const members = 400;
const share = Float64Array.of(1, 0.5, 2);
const mean = [1, -2, 0.5];
const rng = seededRng(seed);
const noise = rng.normals(3 * members);
const other = rng.normals(3 * members);
const found = matrix(
  members,
  3,
  noise.map((z, i) => mean[i % 3]! + z),
);
const size = 1 + 2 + 0.5;

describe("meanAgreement", () => {
  it("counts the error of the mean over the members, without their spread", () => {
    const predicted = matrix(1, 3, Float64Array.of(1, -1, 0.5));
    const { determination, relativeError } = meanAgreement(found, predicted, share);
    expectClose(determination.value, 1 - 0.5 / size, monteCarlo(determination.standardError, 5));
    expectClose(relativeError.value, Math.sqrt(0.5 / size), monteCarlo(relativeError.standardError, 5));
    expect(determination.standardError).toBeLessThan(0.1);
  });

  it("pairs members with predictions of their own, so that equal ones agree exactly", () => {
    const { determination, relativeError } = meanAgreement(found, found, share);
    expect([determination, relativeError]).toEqual([
      { value: 1, standardError: 0 },
      { value: 0, standardError: 0 },
    ]);
  });

  it("refuses too few members and states that do not fit", () => {
    const two = matrix(2, 3);
    expect(() => meanAgreement(two, two, share)).toThrow(/members = 2 must be at least 3/);
    expect(() => meanAgreement(found, matrix(2, 3), share)).toThrow(/one row a member or one for all/);
  });
});

describe("varianceRatio", () => {
  it("is the ratio of summed variances, of members or given ones", () => {
    const wide = matrix(
      members,
      3,
      noise.map((z) => 2 * z),
    );
    expectClose(varianceRatio(found, { scores: wide }, share).value, 0.25, rounding(1, 4096));
    const given = varianceRatio(found, { variances: Float64Array.of(1, 1, 1) }, share);
    expectClose(given.value, 1, monteCarlo(given.standardError, 5));
  });
});

describe("memberAgreement", () => {
  it("tells how much of the deviations is predicted", () => {
    const half = matrix(
      members,
      3,
      noise.map((z, i) => 7 + z + other[i]!),
    );
    const { correlation, determination } = memberAgreement(found, half, share);
    expectClose(correlation.value, Math.SQRT1_2, monteCarlo(correlation.standardError, 5));
    expect(determination.value).toBeLessThan(0);
    expect(memberAgreement(found, found, share).determination.value).toBe(1);
    expect(() => memberAgreement(found, matrix(1, 3), share)).toThrow(/one prediction a member/);
  });
});
