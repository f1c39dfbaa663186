import { describe, expect, it } from "vitest";
import {
  ArgumentError,
  type ForwardProcess,
  namedData,
  probabilityFlow,
  type ScoreField,
  uniformGrid,
} from "../../../src/core/index.ts";
import { noisedMarginal } from "../../../src/theory/index.ts";
import { lookupNodes, lookupSample, lookupSamples } from "../../../src/validate/index.ts";
import { publishedSchedule } from "../../support/mixtures.ts";
import { discretisation, expectClose, rounding } from "../../support/tolerance.ts";

const schedule = publishedSchedule(0.01);
const grid = { low: -1, high: 1, points: 5 };
const times = Float64Array.of(0.6, 0.5);

/** A denoiser table whose entry names its node: ŝ = (α m̂ − x)/σ² with m̂(x) = label(x)/α. */
const labelled = (label: (x: number) => number): ScoreField => ({
  dim: 1,
  score: (x, t) => x.values.map((value) => (label(value) - value) / schedule.variance(t)),
});

/** The label of the node that a state was rounded to, read back from one Euler step. */
function nodeOf(state: number): number {
  const after = lookupSample(
    schedule,
    labelled((x) => x),
    times,
    grid,
    Float64Array.of(state),
  )[0]!;
  const [t, step] = [0.6, times[0]! - times[1]!];
  const drift = (after - state) / step - schedule.beta(t) * state;
  return (drift * schedule.variance(t)) / schedule.diffusivity(t) + state;
}

describe("the published lookup sampler", () => {
  it.each([
    [-0.5, -0.5],
    [-0.499, 0],
    [-0.01, 0],
    [0.01, 0.5],
    [0.51, 1],
  ])("rounds the state %f up to the node %f", (state, node) => {
    expectClose(nodeOf(state), node, rounding(4, 64));
  });

  it.each([
    [-3, -1],
    [-1, -1],
    [1, 1],
    [1.7, 1],
  ])("clips the state %f to the end of the table, %f", (state, node) => {
    expectClose(nodeOf(state), node, rounding(8, 64));
  });

  it("keeps the true state in the drift and in −x/σ²", () => {
    const start = 0.2;
    const after = lookupSample(
      schedule,
      labelled(() => 0),
      times,
      grid,
      Float64Array.of(start),
    )[0]!;
    const [t, step] = [0.6, times[0]! - times[1]!];
    const expected =
      start + step * (schedule.beta(t) * start - (schedule.diffusivity(t) * start) / schedule.variance(t));
    expectClose(after, expected, rounding(4, 64));
  });

  it("does not write to its starts", () => {
    const starts = Float64Array.of(0.3);
    lookupSample(schedule, labelled(Math.abs), times, grid, starts);
    expect(starts[0]).toBe(0.3);
  });

  it("becomes the Euler flow as the table gets fine", () => {
    const data = namedData("three-points");
    const process: ForwardProcess = { data, schedule, grid: uniformGrid(schedule, 30) };
    const { scoreField } = noisedMarginal(data, schedule);
    const starts = Float64Array.from({ length: 21 }, (_, i) => -2 + 0.2 * i + 0.01);
    const euler = probabilityFlow(process, scoreField, { count: 21, dim: 1, values: starts }, { method: "euler" });
    const wide = { low: -3, high: 3, points: 600_001 };
    const found = lookupSample(schedule, scoreField, process.grid.times, wide, starts);
    // States are off by up to a spacing at each of 30 steps; the flow spreads such errors by less than 100.
    found.forEach((x, i) => {
      expectClose(x, euler.values[i]!, discretisation(1, 1e-5, 30 * 100), `path ${i}`);
    });
  });

  it("refuses tables that are none", () => {
    const run = (bad: typeof grid): Float64Array =>
      lookupSample(schedule, labelled(Math.abs), times, bad, Float64Array.of(0));
    expect(() => run({ ...grid, points: 1 })).toThrow(ArgumentError);
    expect(() => run({ ...grid, points: 2.5 })).toThrow(ArgumentError);
    expect(() => run({ ...grid, high: -1 })).toThrow(ArgumentError);
    expect(() => run({ ...grid, low: Number.NaN })).toThrow(ArgumentError);
  });

  it("follows several models at once as it follows each", () => {
    const fields = [labelled((x) => x), labelled((x) => x * x - 0.3), labelled(Math.sin)];
    const long = Float64Array.of(0.6, 0.55, 0.5, 0.4);
    const starts = Float64Array.from({ length: 12 }, (_, i) => Math.sin(1 + 2.3 * i));
    const nodes = lookupNodes(grid);
    const scores = Float64Array.from(
      [...long.subarray(0, -1)].flatMap((t) => fields.flatMap((field) => [...field.score(nodes, t)])),
    );
    const together = lookupSamples(schedule, scores, 3, long, grid, starts);
    fields.forEach((field, m) => {
      const alone = lookupSample(schedule, field, long, grid, starts.slice(4 * m, 4 * m + 4));
      expect(together.slice(4 * m, 4 * m + 4)).toEqual(alone);
    });
    expect(() => lookupSamples(schedule, scores, 5, long, grid, starts)).toThrow("equally many");
  });
});
