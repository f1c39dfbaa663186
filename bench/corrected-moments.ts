/**
 * Variance and higher cumulants of trained models over their predictions, on the model of Figure 2 (three points, 16 × 16 bumps, ε = 0.01),
 * as tables in Markdown: the section "Measured: moments of trained models beyond leading order" of docs/accuracy.md.
 * Run: npx tsx bench/corrected-moments.ts
 */
import { uniformGrid } from "../src/core/index.ts";
import { gapFillingCell } from "../src/experiments/figures/gap-filling-setting.ts";
import {
  cavityMoments,
  memberScores,
  populationMoments,
  predictedScoreCumulants,
  sandwichFactor,
  scoreCumulants,
  secondOrderMoments,
  trainCoefficients,
} from "../src/linear-models/index.ts";
import { algebra, type Matrix, matrix, seededRng } from "../src/numerics/index.ts";
import { jackknife } from "../src/validate/index.ts";

const cutoffTime = 0.01;
/** Wider spacing of the population's states than by default: moments change by less than 1e-3. */
const refinement = 0.6;
const modelCounts: readonly (readonly [number, number])[] = [
  [4096, 1000],
  [1024, 2000],
  [256, 2000],
];
const { process: forward, model: base } = gapFillingCell(cutoffTime, 1, (schedule) => uniformGrid(schedule, 10));
const size = base.features.featureCount;
const states = (rows: readonly (readonly [number, number])[]) => ({
  x: { count: rows.length, dim: 1, values: Float64Array.from(rows, ([x]) => x) },
  t: Float64Array.from(rows, ([, t]) => t),
});
/** |x| ≤ 1.2 and t from 0.01 to 1. */
const grid = states(
  Array.from({ length: 25 * 100 }, (_, i) => [-1.2 + 0.1 * (i % 25), 0.01 + 0.01 * Math.floor(i / 25)] as const),
);
/** Σ φφᵀ over the grid: variances summed over it are traces with this. */
const gram = base.features.gram(grid, new Float64Array(grid.t.length).fill(1));
const trace = (covariance: Matrix): number =>
  gram.values.reduce((sum, value, k) => sum + value * covariance.values[k]!, 0);

/** Σ over the grid of the variance over the members kept, by their covariance. */
function summedVariance({ values, rows, cols }: Matrix, keep: (m: number) => boolean): number {
  const kept = Array.from({ length: rows }, (_, m) => m).filter(keep);
  const mean = new Float64Array(cols);
  for (const m of kept) for (let f = 0; f < cols; f++) mean[f]! += values[m * cols + f]! / kept.length;
  const centred = matrix(kept.length, cols);
  kept.forEach((m, row) => {
    for (let f = 0; f < cols; f++) centred.values[row * cols + f] = values[m * cols + f]! - mean[f]!;
  });
  const image = algebra.gemm(centred, gram).values;
  return image.reduce((sum, value, k) => sum + value * centred.values[k]!, 0) / (kept.length - 1);
}

const bracketed = (value: number, error: number, digits: number): string =>
  `${value.toFixed(digits)}(${Math.max(1, Math.round(error * 10 ** digits))})`;
const ratios: string[] = [];
const cumulants: string[] = [];
const probes = states([
  [-1, 0.05],
  [-0.5, 0.05],
  [0, 0.05],
  [0.5, 0.2],
  [1, 0.2],
]);
/** P² (Cov W − Ω/P), the same for every P. */
const { covarianceShift } = secondOrderMoments(base, forward, { refinement: 0.4 });
process.stderr.write("second order done\n");
for (const [sampleCount, models] of modelCounts) {
  const model = { ...base, sampleCount };
  const moments = populationMoments(model, forward, { refinement });
  const root = sandwichFactor(model, moments, "target-and-input-noise");
  const leading = algebra.gemm(root, root, { transposeB: true });
  const second = leading.values.map((value, k) => value + covarianceShift.values[k]! / sampleCount ** 2);
  const cavity = cavityMoments(model, forward, { refinement, tolerance: 1e-5 });
  const members = trainCoefficients(seededRng(`corrected-moments/${sampleCount}`), model, forward, 0, models);
  const found = jackknife(models, (keep) => summedVariance(members, keep));
  const over = (covariance: Matrix): string =>
    bracketed(found.value / trace(covariance), found.standardError / trace(covariance), 3);
  const features = moments.effectiveFeatures / (moments.effectiveSampleFraction * sampleCount);
  ratios.push(
    `| ${sampleCount} | ${features.toFixed(2)} | ${models} | ${over(leading)} | ${over(matrix(size, size, second))} | ${over(cavity.covariance)} |`,
  );
  process.stderr.write(`${ratios.at(-1)}\n`);
  const measured = scoreCumulants(memberScores(model, forward, members, probes));
  const predicted = predictedScoreCumulants(model, forward, cavity, probes, { refinement });
  measured.forEach(({ skewness, excessKurtosis, variance }, n) => {
    cumulants.push(
      `| ${sampleCount} | (${probes.x.values[n]}, ${probes.t[n]}) | ${(variance / predicted.variance[n]!).toFixed(2)} | ${bracketed(skewness.value, skewness.standardError, 2)} | ${predicted.skewness[n]!.toFixed(2)} | ${bracketed(excessKurtosis.value, excessKurtosis.standardError, 2)} | ${predicted.excessKurtosis[n]!.toFixed(2)} |`,
    );
  });
}
process.stdout.write(
  `${[
    "| P | effective features per effective sample | models | over leading order | over second order in 1/P | over the cavity |",
    "| - | - | - | - | - | - |",
    ...ratios,
    "",
    "| P | (x, t) | variance over its direct part | skewness | predicted | excess kurtosis | predicted |",
    "| - | - | - | - | - | - | - |",
    ...cumulants,
  ].join("\n")}\n`,
);
