import { describe, expect, it } from "vitest";
import { namedData } from "../../../src/core/index.ts";
import { builtExperiment } from "../../../src/experiments/built-experiment.ts";
import { joinArrays, stackRows } from "../../../src/experiments/join.ts";
import { fieldRanges, memberRanges } from "../../../src/experiments/member-ranges.ts";
import { factorAt, populationResult } from "../../../src/experiments/population-result.ts";
import { probeStates } from "../../../src/experiments/probe-states.ts";
import { type MeasuredMembers, type PredictedMembers, runTask } from "../../../src/experiments/tasks.ts";
import { populationMoments, sandwichFactor, trainCoefficients } from "../../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../../src/numerics/index.ts";
import { trainMembers } from "../../../src/validate/index.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { smallModel, smallProcess } from "../../support/small-models.ts";
import { tinySpec } from "../../support/tiny-spec.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const spec = tinySpec();
const sampleCount = 32;
const run = <Result>(task: string, input: object): Promise<Result> =>
  runTask({ task, input: { spec, sampleCount, ...input } }, diskLoader) as Promise<Result>;

describe("ranges of members", () => {
  it("cover all members once, in pieces that do not depend on who works", () => {
    expect(memberRanges(60)).toEqual([
      { from: 0, to: 25 },
      { from: 25, to: 50 },
      { from: 50, to: 60 },
    ]);
    expect(memberRanges(1)).toEqual([{ from: 0, to: 1 }]);
    expect(memberRanges(25)).toHaveLength(1);
    expect(fieldRanges(60, 100)).toEqual(memberRanges(60));
    expect(fieldRanges(5000, 1).map(({ from }) => from)).toEqual([0, 2048, 4096]);
  });
});

describe("tasks", () => {
  it("predict with the members that linear-models trains, cut anywhere", async () => {
    const whole = await run<PredictedMembers>("predicted-members", { from: 0, to: 5 });
    const part = await run<PredictedMembers>("predicted-members", { from: 3, to: 5 });
    const { process, modelAt } = await builtExperiment(spec, diskLoader);
    const rng = seededRng(spec.seed).split(`predict/quenched/P=${sampleCount}`);
    const expected = trainCoefficients(rng, modelAt(sampleCount), process, 0, 5);
    expect(whole.coefficients.values).toEqual(expected.values);
    expect(part.coefficients.values).toEqual(expected.values.slice(3 * 16));
    expect(part.paths).toEqual(whole.paths.slice(3 * spec.ensemble.pathsPerModel));
  });

  it("measure with the members that validate trains, on draws of its own", async () => {
    const { noisy, noiseFree } = await run<MeasuredMembers>("measured-members", { from: 0, to: 4 });
    const { process, modelAt } = await builtExperiment(spec, diskLoader);
    const rng = seededRng(spec.seed).split(`measure/P=${sampleCount}`).split("train");
    const expected = trainMembers(rng, modelAt(sampleCount), process, 0, 4);
    expect(noisy.coefficients.values).toEqual(expected.noisy.values);
    expect(noiseFree.coefficients.values).toEqual(expected.noiseFree.values);
    expect(noisy.paths).toHaveLength(4 * spec.ensemble.pathsPerModel);
    expect(noisy.paths).not.toEqual(noiseFree.paths);
    const predicted = await run<PredictedMembers>("predicted-members", { from: 0, to: 4 });
    expect(predicted.coefficients.values).not.toEqual(noisy.coefficients.values);
  });

  it("run Gaussian fields that collapse to their mean without a factor", async () => {
    const paths = (name: string) =>
      run<Float64Array>("field-paths", { name, mean: matrix(16, 1), factor: matrix(16, 1), from: 0, to: 2 });
    const [one, other] = [await paths("one"), await paths("other")];
    expect(one).toHaveLength(2 * spec.ensemble.pathsPerModel);
    expect(one.every(Number.isFinite)).toBe(true);
    // Another name is another stream, so other starts.
    expect(one).not.toEqual(other);
  });

  it("refuse names that nobody registered", async () => {
    await expect(run("make-coffee", {})).rejects.toThrow("make-coffee");
    await expect(runTask({ task: "figure/gap-coffee", input: {} }, diskLoader)).rejects.toThrow("gap-coffee");
  });
});

describe("population moments of an experiment", () => {
  const process = smallProcess();
  const model = smallModel(process, { sampleCount: 50 });
  const found = populationResult(model, process);

  it("scale to any sample count: R/√P is the sandwich's factor there", () => {
    const expected = sandwichFactor(model, populationMoments(model, process), "target-and-input-noise");
    const scaled = factorAt(found.factor, 50);
    expect([scaled.rows, scaled.cols]).toEqual([expected.rows, expected.cols]);
    scaled.values.forEach((value, i) => {
      expectClose(value, expected.values[i]!, rounding(Math.abs(value) + 1e-3, 4096));
    });
  });

  it("leave out the target's noise in the input factor", () => {
    const square = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0);
    expect(square(found.inputFactor.values)).toBeLessThan(square(found.factor.values));
    expect(square(found.inputFactor.values)).toBeGreaterThan(0);
  });
});

describe("joining parts", () => {
  it("keeps order and shape", () => {
    expect([...joinArrays([Float64Array.of(1, 2), Float64Array.of(), Float64Array.of(3)])]).toEqual([1, 2, 3]);
    const stacked = stackRows([matrix(1, 2, Float64Array.of(1, 2)), matrix(2, 2, Float64Array.of(3, 4, 5, 6))]);
    expect([stacked.rows, stacked.cols, ...stacked.values]).toEqual([3, 2, 1, 2, 3, 4, 5, 6]);
  });
});

describe("probe states", () => {
  it("are a lattice over the data's range, widened at both ends, and over all times", () => {
    const { x, t } = probeStates(smallProcess());
    expect([x.count, t.length]).toEqual([156, 156]);
    expectClose(Math.min(...x.values), -1.2, rounding(2));
    expectClose(Math.min(...x.values) + Math.max(...x.values), 0, rounding(2));
    expect(new Set(x.values).size).toBe(13);
    expect(new Set(t).size).toBe(12);
    expect(Math.min(...t)).toBeGreaterThan(0.05);
    expect(Math.max(...t)).toBeLessThan(1);
  });

  it("are fixed draws of the forward process above one dimension", () => {
    const process = smallProcess(namedData("four-points"));
    const { x, t } = probeStates(process);
    expect([x.count, x.dim, t.length]).toEqual([96, 2, 96]);
    expect(probeStates(process)).toEqual({ x, t });
  });
});
