import {
  ArgumentError,
  type Estimate,
  type FlowOptions,
  type ForwardProcess,
  type LearnedDistribution,
  meanEstimate,
  type Propagator,
  probabilityFlow,
  type ScoreField,
} from "../core/index.ts";
import { fieldStream } from "./path-average.ts";

/** Relative distance between the flow of an affine field and the affine map through its images. */
const affineTolerance = 1e-6;

/**
 * The law of ensembles whose scores are affine in x. Each model's flow is then an affine map x_T ↦ M x_T + m, known from
 * D + 1 paths, and its law is N(m, σ(T)² M Mᵀ) with no sampling inside a model; the average over models is their equal
 * mixture. One model, or V = 0, gives one Gaussian law: the closed solution of the linear equations for mean and covariance.
 *
 * @param options - models: independent draws of the score
 * @accuracy each model's law to the integrator's step, on its own grid to rounding; the average by the variance over models
 * @throws ArgumentError when a model's flow is not affine
 * @source GTV, section 5 (linear models)
 */
export function affineLaw(options: FlowOptions & { readonly models: number }): Propagator {
  const { models } = options;
  if (!(Number.isInteger(models) && models >= 1))
    throw new ArgumentError("affineLaw", "models", models, "a positive integer");
  return {
    name: `affine law (${models} models, ${options.method})`,
    propagate(rng, process, ensemble) {
      const { dim } = process.data;
      const means = new Float64Array(models * dim);
      const covariances = new Float64Array(models * dim * dim);
      for (let m = 0; m < models; m++) {
        const law = memberLaw(process, ensemble.draw(fieldStream(rng, m)), options);
        means.set(law.mean, m * dim);
        covariances.set(law.covariance, m * dim * dim);
      }
      const distribution: LearnedDistribution =
        models === 1
          ? { kind: "gaussian", mean: means, covariance: covariances }
          : { kind: "gaussian-mixture", dim, models, means, covariances };
      return {
        distribution,
        route: "probability-flow, affine",
        diagnostics: { models, steps: process.grid.times.length - 1, ...averageMoments(means, covariances, dim) },
      };
    },
  };
}

/** N(m, σ(T)² M Mᵀ) of one field, from the images of 0 and of σ(T) times the unit vectors. */
function memberLaw(
  process: ForwardProcess,
  field: ScoreField,
  options: FlowOptions,
): { readonly mean: Float64Array; readonly covariance: Float64Array } {
  const { dim } = process.data;
  const sigma = process.schedule.sigma(process.schedule.terminalTime);
  // The last start lies well outside the others: only an affine map sends it to the same combination of their images.
  const far = Float64Array.from({ length: dim }, (_, d) => 3 * (d % 2 === 0 ? 1 : -1));
  const starts = new Float64Array((dim + 2) * dim);
  for (let d = 0; d < dim; d++) {
    starts[(d + 1) * dim + d] = sigma;
    starts[(dim + 1) * dim + d] = sigma * far[d]!;
  }
  const { values } = probabilityFlow(process, field, { count: dim + 2, dim, values: starts }, options);
  const mean = values.slice(0, dim);
  // Column e is σ(T) M e.
  const spread = (e: number, d: number): number => values[(e + 1) * dim + d]! - mean[d]!;
  for (let d = 0; d < dim; d++) {
    let expected = mean[d]!;
    let scale = Math.abs(mean[d]!);
    for (let e = 0; e < dim; e++) {
      expected += far[e]! * spread(e, d);
      scale += Math.abs(far[e]! * spread(e, d));
    }
    const found = values[(dim + 1) * dim + d]!;
    if (!(Math.abs(found - expected) <= affineTolerance * scale))
      throw new ArgumentError(
        "affineLaw",
        `departure of the flow from an affine map, coordinate ${d},`,
        found - expected,
        `at most ${affineTolerance} of ${scale}: every score of the ensemble must be affine in x`,
      );
  }
  const covariance = new Float64Array(dim * dim);
  for (let c = 0; c < dim; c++)
    for (let d = 0; d < dim; d++) for (let e = 0; e < dim; e++) covariance[c * dim + d]! += spread(e, c) * spread(e, d);
  return { mean, covariance };
}

/** Mean and covariance of the average law, E m and E Σ + Cov m, with their errors over models. */
function averageMoments(means: Float64Array, covariances: Float64Array, dim: number): Record<string, Estimate> {
  const models = means.length / dim;
  const across = (read: (m: number) => number): Estimate =>
    meanEstimate(Float64Array.from({ length: models }, (_, m) => read(m)));
  // Deviations from the mean over the same models are short by one of them.
  const lost = models > 1 ? models / (models - 1) : 1;
  const mean = Array.from({ length: dim }, (_, d) => across((m) => means[m * dim + d]!));
  const out: Record<string, Estimate> = {};
  mean.forEach((estimate, d) => {
    out[`mean[${d}]`] = estimate;
  });
  for (let c = 0; c < dim; c++) {
    for (let d = 0; d <= c; d++) {
      out[`covariance[${c}][${d}]`] = across((m) => {
        const product = (means[m * dim + c]! - mean[c]!.value) * (means[m * dim + d]! - mean[d]!.value);
        return covariances[(m * dim + c) * dim + d]! + lost * product;
      });
    }
  }
  return out;
}
