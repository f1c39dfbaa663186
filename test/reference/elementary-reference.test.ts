import { describe, expect, it } from "vitest";
import {
  type MeasuredAccuracy,
  measuredFunctions,
  measuredLogSumExp,
  measuredSoftmax,
} from "../support/elementary-accuracy.ts";
import { withKernels, withoutKernels } from "../support/with-engine.ts";

/** The functions of one number lose more in the tails of the normal law: x² ε relative. */
const PLAIN_BOUND = 2000;

function expectWithin(measured: readonly MeasuredAccuracy[], bound: (row: MeasuredAccuracy) => number): void {
  for (const row of measured)
    if (!(row.largest <= bound(row)))
      throw new Error(`${row.what} on ${row.range}: ${row.largest} ε, promised ${bound(row)} ε`);
  expect(measured.length).toBeGreaterThan(0);
}

describe("elementary functions on arrays against mpmath at 50 digits (generate-elementary.py)", () => {
  it("err by at most the promised multiple of ε", () =>
    withKernels(() => expectWithin(measuredFunctions(), (row) => row.bound)));

  it("stay within 2000 ε in plain TypeScript", () =>
    withoutKernels(() => expectWithin(measuredFunctions(), () => PLAIN_BOUND)));

  it("log-sum-exp over rows errs by at most one ε", () => expectWithin([measuredLogSumExp()], (row) => row.bound));

  it("softmax sums and covariances err by what one rounding of the data does, with kernels and without", () => {
    withKernels(() => expectWithin(measuredSoftmax(), (row) => row.bound));
    withoutKernels(() => expectWithin(measuredSoftmax(), (row) => row.bound));
  });
});
