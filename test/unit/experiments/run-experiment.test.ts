import { describe, expect, it } from "vitest";
import type { ExperimentResult, ParallelMap, Task } from "../../../src/core/index.ts";
import { type ExperimentSpec, inThread, resultDefect, runExperiment, runTask } from "../../../src/experiments/index.ts";
import { resultJson } from "../../../src/report/index.ts";
import { diskLoader } from "../../support/data-loader.ts";
import { tinySpec } from "../../support/tiny-spec.ts";
import { expectClose, rounding } from "../../support/tolerance.ts";

const run = (spec: ExperimentSpec, parallel: ParallelMap = inThread((task) => runTask(task, diskLoader))) =>
  runExperiment(spec, { parallel, loader: diskLoader, provenance: { version: "0", command: "test", node: "test" } });

/** Runs the last task first and says that it is seven threads. */
const reversed: ParallelMap = {
  threads: 7,
  async map<Result>(tasks: readonly Task[], onProgress?: (done: number, total: number) => void): Promise<Result[]> {
    const results = new Array<Result>(tasks.length);
    for (let k = tasks.length - 1; k >= 0; k--) {
      results[k] = (await runTask(structuredClone(tasks[k]!), diskLoader)) as Result;
      onProgress?.(tasks.length - k, tasks.length);
    }
    return results;
  },
};

const curveOrder = [
  "data-blurred",
  "exact-score",
  "infinite-data",
  "mean-flow",
  "quenched",
  "sandwich-misfit",
  "sandwich",
  "moment-matched",
  "trained-noisy",
  "trained-noise-free",
];

/** What every result must be, whatever the experiment. */
function expectWhole(result: ExperimentResult, spec: ExperimentSpec): void {
  // Throws at the path of the first number that is not finite.
  const text = resultJson(result);
  expect(resultDefect(JSON.parse(text))).toBeNull();
  expect(result.cells.map(({ sampleCount }) => sampleCount)).toEqual(spec.sampleCounts);
  for (const cell of result.cells) {
    expect(cell.curves.map(({ name }) => name)).toEqual(curveOrder);
    for (const curve of cell.curves) {
      expect(curve.masses).toHaveLength(result.regions.length);
      for (const { value, standardError } of curve.masses) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1 + rounding(1, 1024).bound);
        expect(standardError).toBeGreaterThanOrEqual(0);
      }
      expect(curve.density === null).toBe(result.dim > 1);
      expect(curve.wasserstein1ToData.value).toBeGreaterThanOrEqual(0);
    }
    for (const name of ["quenched", "trained-noisy", "trained-noise-free"]) {
      const curve = cell.curves.find((candidate) => candidate.name === name)!;
      expect([curve.models, curve.pathsPerModel]).toEqual([spec.ensemble.models, spec.ensemble.pathsPerModel]);
    }
    for (const { distance } of cell.comparisons) expect(distance.value).toBeGreaterThan(-1e-9);
    expect(cell.budgets.map(({ attribution }) => attribution)).toEqual(["theory", "measured"]);
    for (const { parts, total } of cell.budgets) {
      total.masses.forEach(({ value }, region) => {
        const sum = parts.reduce((all, { masses }) => all + masses[region]!.value, 0);
        expectClose(sum, value, rounding(6, 256), `budget of region ${region}`);
      });
      const sum = parts.reduce((all, { wasserstein1 }) => all + wasserstein1.value, 0);
      expectClose(sum, total.wasserstein1.value, rounding(10, 1e6), "budget of W₁");
    }
  }
}

describe("an experiment", () => {
  const spec = tinySpec({
    sampleCounts: [32, 8],
    claims: [
      {
        kind: "distance",
        metric: "total-variation",
        curve: "quenched",
        against: "trained-noisy",
        atMost: 0.9,
        sampleCount: 32,
      },
      { kind: "trend", quantity: { kind: "variance", curve: "trained-noisy" }, direction: "rising" },
    ],
  });

  const once = run(spec);

  it("has every curve, comparison, budget and verdict, for more and for fewer samples than features", async () => {
    const result = await once;
    expectWhole(result, spec);
    expect(result.cells.map(({ validity }) => validity.featureRatio)).toEqual([0.5, 2]);
    expect(result.cells.map(({ verdicts }) => verdicts.length)).toEqual([1, 0]);
    expect(result.verdicts).toHaveLength(1);
    const [eight, thirtyTwo] = result.cells
      .toSorted((a, b) => a.sampleCount - b.sampleCount)
      .map(({ curves }) => curves.find(({ name }) => name === "trained-noisy")!.variance.value);
    expectClose(result.verdicts![0]!.found.value, thirtyTwo! - eight!, rounding(4, 64), "trend of the variance");
    for (const verdict of [result.cells[0]!.verdicts[0]!, result.verdicts![0]!])
      expect(verdict.test).toMatchObject({ family: 2, correction: "Holm" });
    for (const { curves } of result.cells) {
      // Default regions cover the line, so masses of each law sum to one.
      for (const { masses, name } of curves)
        expectClose(
          masses.reduce((sum, { value }) => sum + value, 0),
          1,
          rounding(1, 1e5),
          name,
        );
    }
  });

  it("is the same to the last bit whatever the order and number of workers", async () => {
    const [one, other] = [await once, await run(spec, reversed)];
    expect(other.provenance.threads).toBe(7);
    const bare = (result: ExperimentResult) =>
      resultJson({ ...result, provenance: { ...result.provenance, threads: 0 } });
    expect(bare(other)).toBe(bare(one));
  });

  it("depends on the seed", async () => {
    const [one, other] = [await once, await run({ ...spec, seed: 2 })];
    expect(one.cells[0]!.curves[8]).not.toEqual(other.cells[0]!.curves[8]);
    expect(one.cells[0]!.curves[0]).toEqual(other.cells[0]!.curves[0]);
  });

  it("gives a sample count the same cell whether it comes alone or with others", async () => {
    const [both, alone] = [await once, await run({ ...spec, sampleCounts: [8], claims: [] })];
    expect(alone.cells[0]).toEqual(both.cells[1]);
  });

  it("reports progress from 1 to its total, each task once", async () => {
    const seen: number[] = [];
    const totals = new Set<number>();
    await runExperiment(tinySpec(), {
      parallel: inThread((task) => runTask(task, diskLoader)),
      loader: diskLoader,
      provenance: { version: "0", command: "", node: "" },
      onProgress(done, total) {
        seen.push(done);
        totals.add(total);
      },
    });
    expect(totals.size).toBe(1);
    expect(seen).toEqual(Array.from({ length: [...totals][0]! }, (_, k) => k + 1));
  });
});

const axis = (kind: object) => ({ kind: "tensor-product", space: [kind], time: { kind: "polynomial", degree: 2 } });
const variants: readonly (readonly [string, Record<string, unknown>])[] = [
  [
    "a mixture with covariance in the plane",
    {
      data: {
        kind: "gaussian-mixture",
        components: [
          {
            weight: 2,
            mean: [-0.5, 0],
            covariance: [
              [0.2, 0.1],
              [0.1, 0.1],
            ],
          },
          { weight: 1, mean: [0.5, 0.3], covariance: 0.05 },
        ],
      },
      model: {
        kind: "linear",
        features: { kind: "formulas", formulas: ["1", "x1", "x2", "x1*t", "x2*t"] },
        ridge: 0.1,
      },
      sampling: { method: "heun", grid: { kind: "geometric", steps: 4 }, extrapolate: "free" },
    },
  ],
  [
    "four points in the plane",
    {
      data: { kind: "named", name: "four-points" },
      sampling: { method: "euler", grid: { kind: "uniform", steps: 4 }, extrapolate: "clamp" },
      model: {
        ...tinySpec().model,
        features: {
          kind: "tensor-product",
          space: [0, 1].map(() => ({ kind: "gaussian-bumps", count: 4, low: -1.5, high: 1.5, height: "one" })),
          time: { kind: "constant" },
        },
      },
    },
  ],
  [
    "a mixture with covariance on the line",
    {
      data: {
        kind: "gaussian-mixture",
        components: [
          { weight: 1, mean: [-1], covariance: 0.1 },
          { weight: 1, mean: [1], covariance: 0 },
        ],
      },
    },
  ],
  [
    "a score model above noise",
    { model: { ...tinySpec().model, parameterization: "score", baseScore: "noise", weight: "sigma^2" } },
  ],
  [
    "Fourier features without a box",
    {
      model: { ...tinySpec().model, features: axis({ kind: "fourier", count: 5, period: 3 }) },
      sampling: { method: "rk4", grid: { kind: "karras", steps: 8 }, extrapolate: "free" },
    },
  ],
];

describe("experiments of every kind run whole", () => {
  it.each(variants)("%s", async (_, change) => {
    const spec = tinySpec({ display: undefined, ...change });
    const result = await run(spec);
    expectWhole(result, spec);
    if (result.dim > 1) for (const { metric } of result.cells[0]!.comparisons) expect(metric).toMatch(/^sliced /);
  });
});
