import { describe, expect, it } from "vitest";
import {
  controlledRatio,
  controlledVariances,
  noiseRatio,
  pairedError,
  pairedVarianceRatio,
  type ScoreColumns,
  scoreMeans,
  scoreVariances,
  varianceEstimates,
  varianceRatio,
} from "../../../../src/experiments/figures/validate-linear-kernels.ts";
import { matrix, seededRng } from "../../../../src/numerics/index.ts";
import { expectClose, monteCarlo, rounding } from "../../../support/tolerance.ts";

const rng = seededRng(20541);
const columns = (rows: number, values: Float64Array): ScoreColumns => ({
  scores: matrix(rows, values.length / rows, values),
  from: 0,
  to: values.length / rows,
});

describe("variances of scores over members", () => {
  it("are unbiased, and count the columns asked for", () => {
    const all = columns(3, Float64Array.of(1, 5, 2, 5, 3, 8));
    expect([...scoreMeans(all)]).toEqual([2, 6]);
    expect([...scoreVariances(all)]).toEqual([1, 3]);
    expect([...scoreVariances({ ...all, from: 1 })]).toEqual([3]);
    expect([...scoreVariances(all, (m) => m !== 2)]).toEqual([0.5, 0]);
  });

  it("have errors that members predict: √(2/E) of normals", () => {
    const members = 4000;
    const [only] = varianceEstimates(columns(members, rng.split("one").normals(members)));
    expectClose(only!.value, 1, monteCarlo(Math.sqrt(2 / members)));
    // A jackknife of 20 blocks knows its error to √(1/38).
    expectClose(only!.standardError, Math.sqrt(2 / members), monteCarlo(Math.sqrt(2 / members / 38)));
  });
});

describe("ratios of variances", () => {
  const members = 400;
  const control = columns(members, rng.split("control").normals(3 * members));
  const doubled = {
    ...control,
    scores: matrix(
      members,
      3,
      control.scores.values.map((value) => 2 * value),
    ),
  };
  const reference = new Float64Array(3).fill(1);

  it("of an ensemble with itself have no error, of one twice as wide are 4, and its paired error is 3", () => {
    expect(pairedError(control, control, scoreVariances)).toEqual({ value: 0, standardError: 0 });
    const found = pairedError(doubled, control, scoreVariances);
    expectClose(found.value, 3, rounding(3, 4 * members));
    expectClose(found.standardError, 0, rounding(3, 4 * members));
    expectClose(pairedVarianceRatio(doubled, control, new Float64Array(3)).value, 4, rounding(4, 4 * members));
  });

  it("take the noise of the members that the control shares out", () => {
    const more = columns(4000, rng.split("more").normals(12_000));
    const many = varianceRatio(more, reference);
    // A trained ensemble that is its control has the ratio of the many, however few members it has.
    expect(controlledRatio(control, control, more, reference)).toEqual(many);
    const twice = controlledRatio(doubled, control, more, reference);
    expectClose(twice.value, 4, monteCarlo(twice.standardError));
    expect(twice.standardError).toBeGreaterThan(many.standardError);
    // Column by column they are the same numbers, and the sum of the variances is three times the ratio.
    const own = controlledVariances(doubled, control, more);
    expectClose(
      own.reduce((sum, { value }) => sum + value, 0),
      3 * twice.value,
      rounding(12, 4 * members),
    );
    expect(controlledVariances(control, control, more)).toEqual(varianceEstimates(more));
  });

  it("know noise that is added to each member", () => {
    const noise = rng.split("noise").normals(3 * members);
    const noisy = {
      ...control,
      scores: matrix(
        members,
        3,
        control.scores.values.map((value, i) => value + 0.5 * noise[i]!),
      ),
    };
    const predicted = new Float64Array(3).fill(0.25);
    const found = noiseRatio(noisy, control, predicted);
    expectClose(found.value, 1, monteCarlo(found.standardError));
    expect(found.standardError).toBeLessThan(2 * Math.sqrt(2 / (3 * members)));
    const whole = pairedVarianceRatio(noisy, control, predicted);
    expectClose(whole.value, 1, monteCarlo(whole.standardError));
    const without = pairedVarianceRatio(noisy, control, new Float64Array(3));
    expect(without.value - 5 * without.standardError).toBeGreaterThan(1);
  });
});
