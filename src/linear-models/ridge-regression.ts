import { ArgumentError, type FeatureMap, type NoisyStates, ShapeError } from "../core/index.ts";
import { algebra, type Matrix, matrix } from "../numerics/index.ts";

/**
 * Minimiser of (1/2P) Σ w_n |y_n − Wᵀφ_n|² + (ρ/2)|W|², exactly: the normal equations in the F features when P ≥ F,
 * in the P samples when P < F.
 *
 * @param weights - w_n ≥ 0; shape [P]
 * @param targets - y_n; shape [P, D]
 * @param ridge - ρ ≥ 0; with ρ = 0 the features must be linearly independent on the draws, and P ≥ F
 * @returns W; shape [F, D]
 * @accuracy rounding times the condition number of Σ̂ + ρ
 * @throws ArgumentError when a weight is negative or not finite, or ρ = 0 with P < F
 * @throws NotPositiveDefiniteError when ρ = 0 and the Gram matrix is singular
 * @source GTV, section 5 (linear models); HOERL1970
 */
export function ridgeRegression(
  features: FeatureMap,
  at: NoisyStates,
  weights: Float64Array,
  targets: Matrix,
  ridge: number,
): Matrix {
  const count = at.x.count;
  if (count === 0) throw new ArgumentError("ridgeRegression", "P", count, "at least 1");
  if (!(ridge >= 0 && Number.isFinite(ridge)))
    throw new ArgumentError("ridgeRegression", "ridge", ridge, "finite and at least 0");
  if (targets.rows !== count || weights.length !== count) {
    throw new ShapeError(
      "ridgeRegression",
      { states: [count], weights: [weights.length], targets: [targets.rows, targets.cols] },
      "all must have one row per draw",
    );
  }
  const bad = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (bad >= 0) throw new ArgumentError("ridgeRegression", `weights[${bad}]`, weights[bad], "finite and at least 0");
  const dual = count < features.featureCount;
  if (dual && ridge === 0)
    throw new ArgumentError(
      "ridgeRegression",
      "ridge",
      ridge,
      `positive when P = ${count} is below F = ${features.featureCount}`,
    );
  return dual
    ? dualSolution(features, at, weights, targets, ridge)
    : primalSolution(features, at, weights, targets, ridge);
}

function primalSolution(
  features: FeatureMap,
  at: NoisyStates,
  weights: Float64Array,
  targets: Matrix,
  ridge: number,
): Matrix {
  const count = at.x.count;
  const share = weights.map((weight) => weight / count);
  const { gram, projection } = features.normalEquations?.(at, share, targets) ?? {
    gram: features.gram(at, share),
    projection: features.project(at, scaleRows(targets, share)),
  };
  for (let f = 0; f < gram.rows; f++) gram.values[f * gram.rows + f]! += ridge;
  return algebra.solvePositiveDefinite(gram, projection);
}

/** With B = diag(√(w/P)) Φ: W = Bᵀ (B Bᵀ + ρ)⁻¹ diag(√(w/P)) Y. */
function dualSolution(
  features: FeatureMap,
  at: NoisyStates,
  weights: Float64Array,
  targets: Matrix,
  ridge: number,
): Matrix {
  const count = at.x.count;
  const root = weights.map((weight) => Math.sqrt(weight / count));
  const kernel = features.kernel(at, at);
  for (let n = 0; n < count; n++) {
    const own = root[n]!;
    for (let m = 0, entry = n * count; m < count; m++, entry++) kernel.values[entry]! *= own * root[m]!;
    kernel.values[n * count + n]! += ridge;
  }
  const solution = algebra.solvePositiveDefinite(kernel, scaleRows(targets, root));
  return features.project(at, scaleRows(solution, root));
}

function scaleRows(a: Matrix, factors: Float64Array): Matrix {
  const out = matrix(a.rows, a.cols);
  for (let n = 0, i = 0; n < a.rows; n++)
    for (let c = 0; c < a.cols; c++, i++) out.values[i] = a.values[i]! * factors[n]!;
  return out;
}
