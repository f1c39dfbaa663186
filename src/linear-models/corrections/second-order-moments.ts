import { ArgumentError, type ForwardProcess, type LinearScoreModel, type NoisyStates } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { identity, minus, outer, scaled, sum } from "../matrix-sums.ts";
import { setOutputBlock } from "../output-blocks.ts";
import { withRidge } from "../population.ts";
import { type PopulationOptions, populationStates } from "../population-states.ts";
import { regressionTarget, targetGain } from "../regression-target.ts";
import { checkLinearModel, lossWeights } from "../train-linear-model.ts";
import { outputCovariance } from "./output-covariance.ts";

/** The terms of the expansion in 1/P after the leading ones, each without its power of P; unknowns ordered (f, d). */
export interface SecondOrderMoments {
  /** P (E W − W*) to leading order; shape [F, D]. */
  readonly meanShift: Matrix;
  /** P² (Cov W − Ω/P) to leading order; shape [F·D, F·D]; symmetric, of no definite sign. */
  readonly covarianceShift: Matrix;
}

/** Largest F for which the third-order tensor of features is formed. */
export const tensorFeatureLimit = 320;

/**
 * Order 1/P of the mean and order 1/P² of the covariance of ridge-trained coefficients, exactly. With
 * G = (Σ + ρ)⁻¹, c = ρW*, R̂ = mean of r = w(target − W*φ)φ − c and δ = Σ̂ − Σ, W − W* = G R̂ − G δ G R̂ + G δ G δ G R̂ − …,
 * averaged over independent draws: the third moments of (r, r, wφφᵀ) and every pairing of the fourth.
 *
 * The series is asymptotic: it helps where effective features per effective sample are well below one, and diverges above.
 * `cavityMoments` resums its largest terms.
 *
 * @accuracy the states of the population; next order in 1/P
 * @throws ArgumentError when F is above `tensorFeatureLimit`
 * @throws NotPositiveDefiniteError when ρ = 0 and the features are linearly dependent
 * @source WHITE1982, the estimating function; expansion in powers of 1/P as in the docstring
 */
export function secondOrderMoments(
  model: LinearScoreModel,
  process: ForwardProcess,
  options: PopulationOptions = {},
): SecondOrderMoments {
  checkLinearModel(model, process);
  const { features, ridge } = model;
  const { dim } = process.data;
  const size = features.featureCount;
  if (size > tensorFeatureLimit)
    throw new ArgumentError("secondOrderMoments", "F", size, `at most ${tensorFeatureLimit}`);
  const marginal = noisedMarginal(process.data, process.schedule);
  const { states, probability } = populationStates(process, model, marginal, options);
  const count = states.x.count;
  const weight = lossWeights(model, states.t);
  const gram = (value: (n: number) => number): Matrix =>
    features.gram(
      states,
      Float64Array.from({ length: count }, (_, n) => probability[n]! * value(n)),
    );
  const project = (value: (n: number) => number): Matrix =>
    features.project(
      states,
      matrix(
        count,
        1,
        Float64Array.from({ length: count }, (_, n) => probability[n]! * value(n)),
      ),
    );
  const sigma = gram((n) => weight[n]!);
  const ridged = withRidge(sigma, ridge);
  const resolvent = algebra.solvePositiveDefinite(ridged, identity(size));
  const target = regressionTarget(model, process.schedule, states, marginal.posteriorMean(states)).values;
  const outputs = Array.from({ length: dim }, (_, d) => d);
  const first = outputs.map((d) => project((n) => weight[n]! * target[n * dim + d]!));
  const solution = first.map((vector) => algebra.gemm(resolvent, vector));
  const pull = solution.map((vector) => scaled(vector, ridge));
  const misfit = solution.map((vector, d) => {
    const fitted = features.combine(states, vector).values;
    return fitted.map((value, n) => target[n * dim + d]! - value);
  });
  const posterior = model.target === "noisy" ? marginal.posteriorCovariance(states) : null;
  const residual = (n: number, i: number, j: number): number =>
    (posterior?.[(n * dim + i) * dim + j] ?? 0) * targetGain(model, process.schedule, states.t[n]!) ** 2 +
    misfit[i]![n]! * misfit[j]![n]!;
  const leverage = outputCovariance(features, states, resolvent, 1);
  const along = (vector: Matrix): Float64Array => features.combine(states, vector).values;
  const gs = algebra.gemm(resolvent, sigma);
  const sg = algebra.gemm(sigma, resolvent);
  const sgs = algebra.gemm(sigma, gs);

  // E[r G D] as a column, per output: what both the mean shift and one pairing need.
  const joint = outputs.map((d) =>
    minus(
      project((n) => weight[n]! ** 2 * misfit[d]![n]! * leverage[n]!),
      algebra.gemm(sg, pull[d]!),
    ),
  );
  const meanShift = matrix(size, dim);
  joint.forEach((vector, d) => {
    const shift = algebra.gemm(resolvent, vector).values;
    for (let f = 0; f < size; f++) meanShift.values[f * dim + d] = -shift[f]!;
  });

  const pulled = pull.map((vector) => along(algebra.gemm(resolvent, vector)));
  const tensors = outputs.map((d) =>
    featureTensor(model, states, probability, (n) => weight[n]! ** 2 * misfit[d]![n]!),
  );
  const images = tensors.map((tensor) => sandwiched(tensor, resolvent));
  const spreadForm = algebra.gemm(gs, resolvent);
  const spreadLeverage = outputCovariance(features, states, spreadForm, 1);
  const dgd = minus(
    gram((n) => weight[n]! ** 2 * leverage[n]!),
    sgs,
  );
  const pairs = (i: number, j: number): Matrix => {
    const meat = minus(
      gram((n) => weight[n]! ** 2 * residual(n, i, j)),
      outer(pull[i]!, pull[j]!),
    );
    // E[r_iᵀ r_j G D]
    const third = sum([
      gram((n) => weight[n]! ** 3 * residual(n, i, j) * leverage[n]!),
      scaled(
        outer(
          pull[i]!,
          project((n) => weight[n]! ** 2 * misfit[j]![n]! * leverage[n]!),
        ),
        -1,
      ),
      scaled(
        gram((n) => weight[n]! ** 2 * misfit[i]![n]! * pulled[j]![n]!),
        -1,
      ),
      outer(pull[i]!, algebra.gemm(sg, pull[j]!)),
      scaled(algebra.gemm(meat, gs), -1),
    ]);
    const middle = algebra.gemm(algebra.gemm(resolvent, meat), resolvent);
    const seen = outputCovariance(features, states, middle, 1);
    // E[D G M G D], and the crossed pairing E[D_m G r_nᵀ r_m G D_n].
    const straight = minus(
      gram((n) => weight[n]! ** 2 * seen[n]!),
      algebra.gemm(algebra.gemm(sg, meat), gs),
    );
    const crossed = sum([
      algebra.gemm(images[j]!, tensors[i]!, { transposeB: true }),
      scaled(
        algebra.gemm(
          gram((n) => weight[n]! ** 2 * misfit[j]![n]! * pulled[i]![n]!),
          gs,
        ),
        -1,
      ),
      scaled(
        algebra.gemm(
          sg,
          gram((n) => weight[n]! ** 2 * misfit[i]![n]! * pulled[j]![n]!),
        ),
        -1,
      ),
      outer(algebra.gemm(sg, pull[i]!), algebra.gemm(sg, pull[j]!)),
    ]);
    return sum([scaled(third, -1), scaled(straight, 0.5), scaled(crossed, 0.5), last(i, j, meat)]);
  };
  /** E[r_iᵀ (r G D G D)_j]: the three pairings of the leading term with the third. */
  const last = (i: number, j: number, meat: Matrix): Matrix => {
    const seenJoint = along(algebra.gemm(resolvent, joint[j]!));
    return sum([
      algebra.gemm(algebra.gemm(meat, resolvent), dgd),
      algebra.gemm(images[i]!, tensors[j]!, { transposeB: true }),
      scaled(
        algebra.gemm(
          gram((n) => weight[n]! ** 2 * misfit[i]![n]! * pulled[j]![n]!),
          gs,
        ),
        -1,
      ),
      scaled(
        outer(
          pull[i]!,
          project((n) => weight[n]! ** 2 * misfit[j]![n]! * spreadLeverage[n]!),
        ),
        -1,
      ),
      outer(pull[i]!, algebra.gemm(algebra.gemm(sgs, resolvent), pull[j]!)),
      gram((n) => weight[n]! ** 2 * misfit[i]![n]! * seenJoint[n]!),
      scaled(outer(pull[i]!, algebra.gemm(sg, joint[j]!)), -1),
    ]);
  };
  const covarianceShift = matrix(size * dim, size * dim);
  for (const i of outputs) {
    for (const j of outputs.slice(0, i + 1)) {
      const half = pairs(i, j);
      const other = i === j ? half : pairs(j, i);
      const block = algebra.gemm(algebra.gemm(resolvent, plusTransposed(half, other)), resolvent);
      setOutputBlock(covarianceShift, block, dim, i, j);
      if (i !== j) setOutputBlock(covarianceShift, plusTransposed(matrix(size, size), block), dim, j, i);
    }
  }
  return { meanShift, covarianceShift };
}

/** Σ_n p_n s_n φ φ φ as a matrix [F, F²]: row f is the Gram matrix with weights p s φ_f. */
function featureTensor(
  model: LinearScoreModel,
  states: NoisyStates,
  probability: Float64Array,
  scale: (n: number) => number,
): Matrix {
  const size = model.features.featureCount;
  const phi = model.features.evaluate(states);
  const base = probability.map((p, n) => p * scale(n));
  const out = matrix(size, size * size);
  for (let f = 0; f < size; f++) {
    const { values } = model.features.gram(
      states,
      base.map((value, n) => value * phi.values[n * size + f]!),
    );
    out.values.set(values, f * size * size);
  }
  return out;
}

/** Row f ↦ G Q_f G for each slice Q_f of a tensor; shape [F, F²]. */
function sandwiched(tensor: Matrix, g: Matrix): Matrix {
  const size = tensor.rows;
  const out = matrix(size, size * size);
  for (let f = 0; f < size; f++) {
    const slice = matrix(size, size, tensor.values.subarray(f * size * size, (f + 1) * size * size));
    out.values.set(algebra.gemm(algebra.gemm(g, slice), g).values, f * size * size);
  }
  return out;
}

/** A + Bᵀ. */
function plusTransposed(a: Matrix, b: Matrix): Matrix {
  const out = matrix(a.rows, a.cols, a.values.slice());
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < a.cols; j++) out.values[i * a.cols + j]! += b.values[j * b.cols + i]!;
  return out;
}
