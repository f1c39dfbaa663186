import { type Density, drawTogether, type ScoreEnsemble, type Task } from "../../core/index.ts";
import {
  type CavityMoments,
  cavityEnsemble,
  cavityMoments,
  linearScoreFields,
  populationMoments,
  sandwichEnsemble,
  sandwichFactor,
  trainCoefficients,
} from "../../linear-models/index.ts";
import { algebra, type Matrix, seededRng } from "../../numerics/index.ts";
import { averageCdf, type CdfBlock, edgeworthAverage, groupCdfs } from "../../path-integral/index.ts";
import { type ValiditySetting, validityCell, validityEdges } from "./validity-setting.ts";

/** States a unit of length and time finer than features is enough for the moments here; errors stay below 1e-4. */
const refinement = 0.45;
const tolerance = 1e-5;

interface TruthInput {
  readonly setting: ValiditySetting;
  readonly sampleCount: number;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

interface TheoryInput {
  readonly setting: ValiditySetting;
  readonly sampleCount: number;
  readonly seed: number;
  /** Gaussian fields per law. */
  readonly fields: number;
}

/** The predicted laws of one cell, and what is known of them before any training. */
export interface ValidityTheory {
  readonly sandwich: Density;
  readonly cavity: Density;
  readonly edgeworth: Density;
  readonly diagnostics: ClosureDiagnostics;
}

/** Numbers that say in advance how far the learned score is from leading order and from Gaussian. */
export interface ClosureDiagnostics {
  /** tr Σ(Σ + ρ)⁻¹ over P (E w)²/E w². */
  readonly effectiveFeaturesPerSample: number;
  /** Weighted variance of the learned score by the cavity over leading order, less one. */
  readonly varianceExcess: number;
  /** Standard deviation of the Edgeworth weights over paths. */
  readonly weightSpread: number;
}

/** Runs a task of the validity figure. */
export function runValidityTask(task: Task): unknown {
  if (task.task === "figure/validity-truth") return truth(task.input as TruthInput);
  if (task.task === "figure/validity-theory") return theory(task.input as TheoryInput);
  throw new Error(`runValidityTask: unknown task ${task.task}`);
}

/** CDF sums of exactly trained members. */
function truth({ setting, sampleCount, seed, from, to }: TruthInput): CdfBlock {
  const { process, model } = validityCell(setting, sampleCount);
  const rng = seededRng(seed).split(`truth/${setting.name}/${sampleCount}`);
  const coefficients = trainCoefficients(rng, model, process, from, to);
  const { cols } = coefficients;
  return groupCdfs(
    rng,
    process,
    (streams, first) =>
      linearScoreFields(model, process.schedule, {
        rows: streams.length,
        cols,
        values: coefficients.values.subarray((first - from) * cols, (first - from + streams.length) * cols),
      }),
    { method: "rk4", models: to, x: validityEdges },
    from,
    to,
  );
}

function theory({ setting, sampleCount, seed, fields }: TheoryInput): ValidityTheory {
  const { process, model } = validityCell(setting, sampleCount);
  const moments = populationMoments(model, process, { refinement });
  const cavity = cavityMoments(model, process, { refinement, tolerance });
  const sandwich = sandwichEnsemble(model, process, moments);
  const resummed = cavityEnsemble(model, process, cavity, { refinement });
  const rng = seededRng(seed).split(`theory/${setting.name}/${sampleCount}`);
  const average = (name: string, ensemble: ScoreEnsemble): Density => {
    const options = { method: "rk4", models: fields, x: validityEdges } as const;
    const blocks = Array.from({ length: Math.ceil(fields / 100) }, (_, b) =>
      groupCdfs(
        rng.split(name),
        process,
        (streams) => drawTogether(ensemble, streams),
        options,
        b * 100,
        Math.min(fields, (b + 1) * 100),
      ),
    );
    return averageCdf(validityEdges, blocks);
  };
  const corrected = edgeworthAverage({ method: "rk4", models: fields, pathsPerModel: 8, x: validityEdges }).propagate(
    rng.split("edgeworth"),
    process,
    resummed,
  );
  if (corrected.distribution.kind !== "density") throw new Error("edgeworthAverage: a density was expected");
  const root = sandwichFactor(model, moments, "target-and-input-noise");
  return {
    sandwich: average("sandwich", sandwich),
    cavity: average("cavity", resummed),
    edgeworth: corrected.distribution,
    diagnostics: {
      effectiveFeaturesPerSample: moments.effectiveFeatures / (moments.effectiveSampleFraction * sampleCount),
      varianceExcess: weightedTrace(moments.sigma, cavity) / tracedRoot(moments.sigma, root) - 1,
      weightSpread: corrected.diagnostics.weightSpread as number,
    },
  };
}

/** tr Σ Cov(W): the variance of the denoiser under the training weights. */
function weightedTrace(sigma: Matrix, { covariance }: CavityMoments): number {
  return sigma.values.reduce((sum, value, i) => sum + value * covariance.values[i]!, 0);
}

/** tr Σ R Rᵀ. */
function tracedRoot(sigma: Matrix, root: Matrix): number {
  const image = algebra.gemm(sigma, root).values;
  return image.reduce((sum, value, i) => sum + value * root.values[i]!, 0);
}
