import {
  type DataDistribution,
  type Density,
  type ForwardProcess,
  type LinearScoreModel,
  ShapeError,
} from "../../core/index.ts";
import {
  cavityEnsemble,
  cavityMoments,
  linearScoreFields,
  populationMoments,
  sandwichFactor,
} from "../../linear-models/index.ts";
import { algebra, type Matrix, matrix, type Rng } from "../../numerics/index.ts";
import { averageCdf, edgeworthCdfs, type GroupField, groupCdfs } from "../../path-integral/index.ts";

/** What theory alone says of the average learned law, to three degrees of care, and how far apart these are. */
export interface ClosureLaws {
  /** Gaussian field of leading order in 1/P. */
  readonly sandwich: Density;
  /** Gaussian field with the moments of the cavity. */
  readonly cavity: Density;
  /** The same, reweighted by predicted third and fourth cumulants. */
  readonly edgeworth: Density;
  readonly diagnostics: ClosureDiagnostics;
}

/** Numbers that say in advance how far the learned score is from leading order and from Gaussian. */
export interface ClosureDiagnostics {
  /** tr Σ(Σ + ρ)⁻¹ over P (E w)²/E w². */
  readonly effectiveFeaturesPerSample: number;
  /** Weighted variance of the learned output by the cavity over leading order, less one. */
  readonly varianceExcess: number;
  /** Standard deviation of the Edgeworth weights. */
  readonly weightSpread: number;
  /** Share of Edgeworth weights that were negative and cut. */
  readonly negativeShare: number;
  /** Largest share of itself that a draw explains. */
  readonly largestLeverage: number;
}

export interface ClosureLawsOptions {
  /** Gaussian fields a law; 2000 by default. */
  readonly fields?: number;
  /** End states, the edges of the bins of total variations; strictly increasing; shape [G]; `closureBins` of the data by default. */
  readonly x?: Float64Array;
  /** Refinement of the population's quadrature; 0.5 by default, where moments are good to 1e-3. */
  readonly refinement?: number;
}

/** Bins of a total variation. */
const bins = 30;
/** Margin on both sides of the data, as a share of their span. */
const margin = 0.25;

/**
 * Edges of the bins on which the rule is calibrated: 30 over the components of the data, two standard deviations and a quarter of the
 * span on both sides included; what lies outside are two more bins.
 *
 * @returns strictly increasing; shape [31]; data
 */
export function closureBins({ components }: DataDistribution): Float64Array {
  const reach = components.map(({ mean, covariance }) => {
    const spread = 2 * Math.sqrt(covariance?.[0] ?? 0);
    return [mean[0]! - spread, mean[0]! + spread] as const;
  });
  const low = Math.min(...reach.map(([left]) => left));
  const high = Math.max(...reach.map(([, right]) => right));
  // One point has no span; its bins are of the order of its distance from the origin.
  const span = high > low ? high - low : Math.max(1, Math.abs(low));
  const from = low - margin * span;
  const width = (high - low + 2 * margin * span) / bins;
  return Float64Array.from({ length: bins + 1 }, (_, i) => from + i * width);
}

/** Relative change at which the fixed points of the cavity stop: far below what the laws can show. */
const tolerance = 1e-5;

/** Fields to a block: whole pairs. */
const blockFields = 20;

/**
 * The laws of leading order, of the cavity and of the Edgeworth series for one model, before any training. All three are made from the same
 * normals through symmetric roots of their covariances, in pairs of opposite sign, so that most of their noise drops out, and more of it from
 * differences.
 *
 * @accuracy Monte Carlo over fields; that of `cavityMoments` and `edgeworthCdfAverage`
 * @throws ConvergenceError when the cavity has no fixed point: fewer effective draws than features
 * @throws ShapeError when the data are not one-dimensional
 */
export function closureLaws(
  rng: Rng,
  model: LinearScoreModel,
  process: ForwardProcess,
  { fields = 2000, x = closureBins(process.data), refinement = 0.5 }: ClosureLawsOptions = {},
): ClosureLaws {
  if (process.data.dim !== 1) throw new ShapeError("closureLaws", { data: [process.data.dim] }, "needs one dimension");
  const moments = populationMoments(model, process, { refinement });
  const cavity = cavityMoments(model, process, { refinement, tolerance });
  const parts = model.target === "noisy" ? "target-and-input-noise" : "input-noise";
  const root = sandwichFactor(model, moments, parts);
  const leading = algebra.gemm(root, root, { transposeB: true });
  const ensemble = cavityEnsemble(model, process, cavity, { refinement });
  const options = { method: "rk4", models: fields, x } as const;
  const sandwichFields = pairedFields(rng, model, process, moments.solution, leading);
  const cavityFields = pairedFields(rng, model, process, cavity.solution, cavity.covariance);
  const average = (fieldsOf: GroupField): Density =>
    averageCdf(
      x,
      Array.from({ length: Math.ceil(fields / blockFields) }, (_, b) =>
        groupCdfs(rng, process, fieldsOf, options, b * blockFields, Math.min(fields, (b + 1) * blockFields)),
      ),
    );
  const corrected = edgeworthCdfs(rng, process, ensemble, cavityFields, options);
  return {
    sandwich: average(sandwichFields),
    cavity: average(cavityFields),
    edgeworth: corrected.distribution as Density,
    diagnostics: {
      effectiveFeaturesPerSample: moments.effectiveFeatures / (moments.effectiveSampleFraction * model.sampleCount),
      varianceExcess: weightedTrace(moments.sigma, cavity.covariance) / weightedTrace(moments.sigma, leading) - 1,
      weightSpread: corrected.diagnostics.weightSpread as number,
      negativeShare: corrected.diagnostics.negativeShare as number,
      largestLeverage: cavity.largestLeverage,
    },
  };
}

/** Gaussian fields mean ± S g, S S = covariance; fields 2j and 2j + 1 share g with opposite signs. */
function pairedFields(
  rng: Rng,
  model: LinearScoreModel,
  process: ForwardProcess,
  mean: Matrix,
  covariance: Matrix,
): GroupField {
  const root = symmetricRoot(covariance);
  const size = root.rows;
  return (streams, first) => {
    const normals = matrix(streams.length, size);
    for (let m = 0; m < streams.length; m++) {
      const pair = rng.split(`pair/${Math.floor((first + m) / 2)}`).normals(size);
      const sign = (first + m) % 2 === 0 ? 1 : -1;
      for (let f = 0; f < size; f++) normals.values[m * size + f] = sign * pair[f]!;
    }
    const drawn = algebra.gemm(normals, root);
    for (let i = 0; i < drawn.values.length; i++) drawn.values[i]! += mean.values[i % size]!;
    return linearScoreFields(model, process.schedule, drawn);
  };
}

/** S with S S = A, S symmetric; rounding below zero counts as zero. */
function symmetricRoot(a: Matrix): Matrix {
  const { values, vectors } = algebra.symmetricEigen(a);
  const n = a.rows;
  const scaled = matrix(n, n, vectors.values.slice());
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) scaled.values[i * n + k]! *= Math.sqrt(Math.max(0, values[k]!));
  return algebra.gemm(scaled, vectors, { transposeB: true });
}

/** tr Σ Cov(W) for one output: the variance of the learned output under the training weights. */
function weightedTrace(sigma: Matrix, covariance: Matrix): number {
  return sigma.values.reduce((sum, value, i) => sum + value * covariance.values[i]!, 0);
}
