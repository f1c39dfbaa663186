import { afterAll, describe, expect, it } from "vitest";
import { type Density, geometricGrid, meanEstimate, type ReferenceRow, zScore } from "../../src/core/index.ts";
import { builtExperiment } from "../../src/experiments/built-experiment.ts";
import { type CellLaws, cellLaws } from "../../src/experiments/cell-laws.ts";
import { gapFillingCell } from "../../src/experiments/figures/gap-filling-setting.ts";
import { catalogueSpec, defaultExperiment, runFigure } from "../../src/experiments/index.ts";
import type { Law } from "../../src/experiments/law.ts";
import { populationResult } from "../../src/experiments/population-result.ts";
import { probeStates } from "../../src/experiments/probe-states.ts";
import { linearScoreField, memberScores, trainLinearModel } from "../../src/linear-models/index.ts";
import { algebra, matrix, type Rng, seededRng } from "../../src/numerics/index.ts";
import { cdfAverage, deterministicEnsemble } from "../../src/path-integral/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import {
  kolmogorovSmirnov,
  type Metric,
  memberScoreMatrix,
  resampled,
  type StepLaw,
  totalVariation,
  wasserstein1,
  wasserstein2,
} from "../../src/validate/index.ts";
import { diskLoader } from "../support/data-loader.ts";
import { workerThreads } from "../support/worker-threads.ts";

const seed = 50601;
const parallel = workerThreads();
afterAll(() => parallel.close());

const context = { parallel, loader: diskLoader, provenance: { version: "0", command: "test", node: "test" } };

/** Combined standard errors that a reference row may be off: of 190 rows one in 80 runs would be, by chance alone. */
const rowSigmas = 4;

function expectReferences(rows: readonly ReferenceRow[]): void {
  const outside = rows
    .filter(({ z }) => !(Math.abs(z) <= rowSigmas))
    .map(({ quantity, reference, found, z }) => {
      return `${quantity}: ${found.value} ± ${found.standardError}, not ${reference.value} ± ${reference.standardError}, z = ${z}`;
    });
  expect(outside).toEqual([]);
}

describe("the published tables of gap filling", () => {
  it("are met by the published scheme in all 15 panels and for the exact score", async () => {
    const { references, panels } = await runFigure("gtv-fig2", { scheme: "published", models: 2000 }, context);
    expect(panels).toHaveLength(15);
    expect(references).toHaveLength(18 * 9);
    expectReferences(references);
  });

  it("are met by the decomposition of the gap mass at ε = 0.01", async () => {
    const { references } = await runFigure("gtv-fig2", { scheme: "accurate", models: 1000 }, context);
    expect(references).toHaveLength(25);
    expectReferences(references);
  });

  it("are met by CDF averaging at F/P = 1/4, where 600 models had .3369(48) at the centre and .0112(17) in the gap", () => {
    const { process, model } = gapFillingCell(0.01, 1024, (schedule) => geometricGrid(schedule, 80));
    const marginal = noisedMarginal(process.data, process.schedule);
    const x = Float64Array.of(-0.75, -0.25, 0.25, 0.75);
    const ensemble = {
      ...deterministicEnsemble("trained anew", marginal.scoreField),
      draw: (rng: Rng) => linearScoreField(model, process.schedule, trainLinearModel(rng, model, process, marginal)),
    };
    const members = Array.from({ length: 600 }, (_, m) => {
      const propagator = cdfAverage({ method: "rk4", models: 1, x });
      const one = propagator.propagate(seededRng(seed).split(`${m}`), process, ensemble);
      return (one.distribution as Density).cdf;
    });
    const mass = (of: (cdf: Float64Array) => number) => meanEstimate(members.map(of));
    const center = mass((cdf) => cdf[2]! - cdf[1]!);
    const gap = mass((cdf) => cdf[3]! - cdf[2]! + cdf[1]! - cdf[0]!);
    expect(Math.abs(zScore(center, { value: 0.3369, standardError: 0.0048 }))).toBeLessThan(rowSigmas);
    expect(Math.abs(zScore(gap, { value: 0.0112, standardError: 0.0017 }))).toBeLessThan(rowSigmas);
  });
});

/** Random splits of the pooled models; a difference beyond all of them has a chance of 1/500 when there is none. */
const splits = 499;

/** Whether a difference between two halves is as large as none of random splits of the pool into such halves. */
function isBeyondChance(rng: Rng, half: number, difference: (inFirst: (index: number) => boolean) => number): boolean {
  const found = difference((index) => index < half);
  const order = Int32Array.from({ length: 2 * half }, (_, i) => i);
  for (let s = 0; s < splits; s++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = rng.integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const first = new Set(order.subarray(0, half));
    if (difference((index) => first.has(index)) >= found) return false;
  }
  return true;
}

describe("exact training predicts trained ensembles on three points, in the order of diagnosis", async () => {
  const spec = catalogueSpec(defaultExperiment)!;
  const built = await builtExperiment(spec, diskLoader);
  const { process, modelAt } = built;
  const population = populationResult(modelAt(1), process);
  const probes = probeStates(process);

  describe.each([...spec.sampleCounts])("at P = %i", async (sampleCount) => {
    const regions = spec.regions!;
    const cell: CellLaws = await cellLaws(built, population, sampleCount, regions, null, parallel, () => {});
    const law = (name: string): Law => cell.laws.find((candidate) => candidate.name === name)!;
    const model = modelAt(sampleCount);
    const { models } = spec.ensemble;
    const predicted = memberScores(model, process, cell.predicted, probes);
    const trained = memberScoreMatrix(model, process.schedule, cell.trained, probes);
    const pool = matrix(2 * models, predicted.cols);
    pool.values.set(predicted.values);
    pool.values.set(trained.values, predicted.values.length);

    /** Scores of one half, in units of the pool's spread at each probe and around its mean. */
    const standard = standardised(pool);

    it("1. the mean score", () => {
      const difference = (inFirst: (index: number) => boolean): number => {
        const sum = new Float64Array(standard.cols);
        for (let m = 0; m < standard.rows; m++) {
          const sign = inFirst(m) ? 1 : -1;
          for (let i = 0; i < standard.cols; i++) sum[i]! += sign * standard.values[m * standard.cols + i]!;
        }
        return Math.hypot(...sum);
      };
      expect(isBeyondChance(seededRng(seed).split("mean"), models, difference)).toBe(false);
    });

    it("2. its covariance, the V-kernel in units of the spread", () => {
      const difference = (inFirst: (index: number) => boolean): number => {
        const sign = Float64Array.from({ length: standard.rows }, (_, m) => (inFirst(m) ? 1 : -1));
        return Math.hypot(...algebra.syrk(standard, sign).values);
      };
      expect(isBeyondChance(seededRng(seed).split("kernel"), models, difference)).toBe(false);
    });

    it("3. the distribution: every distance is one that chance gives", () => {
      const [a, b] = [law("quenched").projections[0]!, law("trained-noisy").projections[0]!];
      const both = pooled(a, b);
      const edges = Float64Array.from({ length: 71 }, (_, k) => -1.75 + 0.05 * k);
      const metrics: Metric[] = [wasserstein1, wasserstein2, kolmogorovSmirnov, totalVariation(edges)];
      for (const metric of metrics) {
        const difference = (inFirst: (index: number) => boolean): number => {
          const one = Float64Array.from({ length: both.blocks }, (_, block) => Number(inFirst(block)));
          return metric.between(
            resampled(both, one),
            resampled(
              both,
              one.map((count) => 1 - count),
            ),
          );
        };
        const beyond = isBeyondChance(seededRng(seed).split(metric.name), a.blocks, difference);
        expect([metric.name, beyond]).toEqual([metric.name, false]);
      }
    });

    it("3. the distribution: the masses of all regions agree within four combined errors", () => {
      regions.forEach(({ name }, k) => {
        const z = zScore(meanEstimate(law("quenched").masses[k]!), meanEstimate(law("trained-noisy").masses[k]!));
        expect(Math.abs(z), `z of ${name}`).toBeLessThan(rowSigmas);
      });
    });

    it("and the same tests tell the mean flow, which has no model noise, from the trained ensemble", () => {
      const distance = wasserstein1.between(law("mean-flow").projections[0]!, law("trained-noisy").projections[0]!);
      const own = wasserstein1.between(law("quenched").projections[0]!, law("trained-noisy").projections[0]!);
      expect(distance).toBeGreaterThan(own);
    });
  });
});

/** Columns less their mean, over their standard deviation. */
function standardised(pool: ReturnType<typeof matrix>): ReturnType<typeof matrix> {
  const { rows, cols, values } = pool;
  const out = matrix(rows, cols);
  for (let i = 0; i < cols; i++) {
    const column = Float64Array.from({ length: rows }, (_, m) => values[m * cols + i]!);
    const mean = column.reduce((sum, value) => sum + value / rows, 0);
    const spread = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2 / rows, 0));
    for (let m = 0; m < rows; m++) out.values[m * cols + i] = (column[m]! - mean) / spread;
  }
  return out;
}

/** Two laws as one, blocks of the second numbered after those of the first. */
function pooled(a: StepLaw, b: StepLaw): StepLaw {
  const count = a.x.length + b.x.length;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const of = (pick: (law: StepLaw, index: number) => number, i: number): number =>
    i < a.x.length ? pick(a, i) : pick(b, i - a.x.length);
  const at = (i: number): number => of((own, index) => own.x[index]!, i);
  order.sort((i, j) => at(i) - at(j));
  return {
    x: Float64Array.from(order, at),
    weight: Float64Array.from(order, (i) => of((own, index) => own.weight[index]! / 2, i)),
    block: Int32Array.from(order, (i) => of((own, index) => own.block[index]! + (own === b ? a.blocks : 0), i)),
    blocks: a.blocks + b.blocks,
  };
}
