import { describe, expect, it } from "vitest";
import {
  type ForwardProcess,
  gaussianMixture,
  geometricGrid,
  type Points,
  pointMasses,
  points,
  probabilityFlow,
  type ScoreField,
  variancePreserving,
} from "../../../src/core/index.ts";
import { trainingMeasurements } from "../../../src/experiments/index.ts";
import { seededRng } from "../../../src/numerics/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { expectClose, monteCarlo, rounding } from "../../support/tolerance.ts";

// 4 averages over members at five standard errors.
const rng = seededRng(20515);
const schedule = variancePreserving({ drift: "half-beta", cutoffTime: 0.01, terminalTime: 1 });
const corners = points([
  [-2, 0],
  [2, 0],
  [0, 3],
]);
const process: ForwardProcess = { data: pointMasses(corners), schedule, grid: geometricGrid(schedule, 60) };
const members = 6;
const paths = 20;

/** Starts and ends of the flows of fields. */
function flowOf(of: ForwardProcess, fields: readonly ScoreField[]): { starts: Points; ends: Points } {
  const { dim } = of.data;
  const sigma = schedule.sigma(schedule.terminalTime);
  const starts = new Float64Array(fields.length * paths * dim);
  const ends = new Float64Array(starts.length);
  fields.forEach((field, m) => {
    const values = rng
      .split("starts", m)
      .normals(paths * dim)
      .map((z) => sigma * z);
    starts.set(values, m * values.length);
    ends.set(probabilityFlow(of, field, points(values, dim), { method: "heun" }).values, m * values.length);
  });
  return { starts: points(starts, dim), ends: points(ends, dim) };
}

function measured(
  of: ForwardProcess,
  fields: readonly ScoreField[],
): Map<string, { value: number; standardError: number } | null> {
  const flow = flowOf(of, fields);
  const found = trainingMeasurements(rng.split("measure"), of, { fields, onlyTime: null, flow });
  return new Map(found.map(({ quantity, estimate }) => [quantity, estimate]));
}

const exact = noisedMarginal(process.data, schedule).scoreField;

describe("measurements on trained members", () => {
  it("find, of members that learned the exact score, full agreement and no distance of flows", () => {
    const found = measured(process, new Array<ScoreField>(members).fill(exact));
    expect(found.size).toBe(10);
    expect(found.get("memorised fraction")).toEqual({ value: 1, standardError: 0 });
    expectClose(found.get("probability flow distance to the exact score")!.value, 0, rounding(10, 4096));
    const agreements = [...found].filter(([name]) => name.startsWith("r²"));
    expect(agreements).toHaveLength(6);
    for (const [name, estimate] of agreements) expectClose(estimate!.value, 1, rounding(1, 256), name);
    // Samples of the exact score are the data but for the noise of the cutoff time.
    const discrepancy = found.get("squared maximum mean discrepancy to the data")!;
    expectClose(discrepancy.value, 0, monteCarlo(discrepancy.standardError));
    expect(found.get("sliced Wasserstein-2 distance to the data")!.value).toBeLessThan(0.5);
  });

  it("find what a known error of the score does", () => {
    // The score of the data moved by `shift`: all samples move by it, and so do denoisers.
    const shift = 5;
    const moved = pointMasses(
      points(
        corners.values.map((value, i) => (i % 2 === 0 ? value + shift : value)),
        2,
      ),
    );
    const field = noisedMarginal(moved, schedule).scoreField;
    const found = measured(process, new Array<ScoreField>(members).fill(field));
    const sliced = found.get("sliced Wasserstein-2 distance to the data")!;
    // Over all directions of the plane a shift is seen as its length over √2; the samples' own noise adds to it.
    expect(sliced.value).toBeGreaterThan(0.9 * (shift / Math.SQRT2));
    expect(sliced.value).toBeLessThan(1.2 * (shift / Math.SQRT2));
    expect(found.get("squared maximum mean discrepancy to the data")!.value).toBeGreaterThan(0.2);
    expect(found.get("probability flow distance to the exact score")!.value).toBeGreaterThan(0.9 * shift);
    expect(found.get("memorised fraction")!.value).toBeLessThan(1);
    const lowest = [...found]
      .filter(([name]) => name.startsWith("r² of members"))
      .map(([, estimate]) => estimate!.value);
    for (const value of lowest) expect(value).toBeLessThan(0.5);
  });

  it("say what they have not: lists of points, three members, samples", () => {
    const mixture = gaussianMixture({
      components: [
        { weight: 0.5, mean: [-1, 0], covariance: 0.1 },
        { weight: 0.5, mean: [1, 0], covariance: 0.1 },
      ],
    });
    const of = { ...process, data: mixture };
    const field = noisedMarginal(mixture, schedule).scoreField;
    const flow = flowOf(of, [field, field]);
    const find = (parts: object): Map<string, string> =>
      new Map(
        trainingMeasurements(rng, of, { fields: [field, field], onlyTime: null, flow, ...parts }).map(
          ({ quantity, estimate, note }) => [quantity, estimate === null ? note : "found"],
        ),
      );
    const two = find({});
    expect(two.get("memorised fraction")).toBe("the data is no list of points");
    expect(two.get("squared maximum mean discrepancy to the data")).toBe("needs three members or more");
    expect(two.get("sliced Wasserstein-2 distance to the data")).toBe("found");
    const still = find({ flow: null, onlyTime: 0.2 });
    expect(still.get("memorised fraction")).toContain("not sampled");
    expect([...still.keys()].filter((name) => name.startsWith("r²"))).toHaveLength(2);
    const ends = { ...flow.ends, values: flow.ends.values.map((value, i) => (i === 3 ? Number.NaN : value)) };
    expect(find({ flow: { ...flow, ends } }).get("memorised fraction")).toBe("a member's samples are not finite");
    expect(trainingMeasurements(rng, of, { fields: [], onlyTime: null, flow })).toEqual([]);
  });
});
