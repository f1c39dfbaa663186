import {
  ArgumentError,
  type ForwardProcess,
  type NoisyStates,
  type Points,
  type ScoreEnsemble,
} from "../../core/index.ts";
import { algebra, type Matrix, matrix, type Rng } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import type { LazyScoreModel } from "./lazy-model.ts";
import { type LazyFit, lazyScoreField, trainLazyModel } from "./train-lazy.ts";

/** Fits of models `from` … `to` − 1; model m depends on its number alone, through the streams `model/m`, `field`. */
export function trainLazyMembers(
  rng: Rng,
  model: LazyScoreModel,
  process: ForwardProcess,
  from: number,
  to: number,
): LazyFit[] {
  const marginal = noisedMarginal(process.data, process.schedule);
  return Array.from(
    { length: to - from },
    (_, k) => trainLazyModel(rng.split(`model/${from + k}`).split("field"), model, process, marginal)[0]!,
  );
}

/**
 * The exact ensemble of lazy networks at finite P, known through E of them: mean and covariance are empirical, `draw`
 * initialises and trains a fresh model.
 *
 * @param fits - E ≥ 2 trained models, as from `trainLazyMembers`
 * @accuracy exact training; moments carry the sampling error of E models
 * @throws ArgumentError for fewer than two models
 */
export function lazyEnsemble(model: LazyScoreModel, process: ForwardProcess, fits: readonly LazyFit[]): ScoreEnsemble {
  if (fits.length < 2) throw new ArgumentError("lazyEnsemble", "models", fits.length, "at least 2");
  const { dim } = process.data;
  const marginal = noisedMarginal(process.data, process.schedule);
  const fields = fits.map((fit) => lazyScoreField(model, process.schedule, fit));
  const meanOf = (scores: Matrix): Float64Array => {
    const mean = new Float64Array(scores.cols);
    scores.values.forEach((value, i) => {
      mean[i % scores.cols]! += value / fields.length;
    });
    return mean;
  };
  const scoresAt = (x: Points, t: number): Matrix => {
    const out = matrix(fields.length, x.count * dim);
    fields.forEach((field, m) => {
      out.values.set(field.score(x, t), m * out.cols);
    });
    return out;
  };
  /** Scores of every model, time by time; shape [E, N·D]. */
  const memberScores = (at: NoisyStates): Matrix => {
    const out = matrix(fields.length, at.x.count * dim);
    for (let n = 0; n < at.x.count; ) {
      let end = n + 1;
      while (end < at.x.count && at.t[end] === at.t[n]) end++;
      const x = { count: end - n, dim, values: at.x.values.subarray(n * dim, end * dim) };
      const part = scoresAt(x, at.t[n]!);
      for (let m = 0; m < fields.length; m++)
        out.values.set(part.values.subarray(m * part.cols, (m + 1) * part.cols), m * out.cols + n * dim);
      n = end;
    }
    return out;
  };
  const centred = (at: NoisyStates): Matrix => {
    const scores = memberScores(at);
    const mean = meanOf(scores);
    const root = Math.sqrt(fields.length - 1);
    return matrix(
      scores.rows,
      scores.cols,
      scores.values.map((value, i) => (value - mean[i % scores.cols]!) / root),
    );
  };
  return {
    name: "lazy ensemble",
    dim,
    meanField: { dim, score: (x, t) => meanOf(scoresAt(x, t)) },
    meanScore: (at) => ({ count: at.x.count, dim, values: meanOf(memberScores(at)) }),
    scoreCovariance: (at, against) => {
      const left = centred(at);
      return algebra.gemm(left, at === against ? left : centred(against), { transposeA: true });
    },
    draw: (rng) => lazyScoreField(model, process.schedule, trainLazyModel(rng, model, process, marginal)[0]!),
  };
}
