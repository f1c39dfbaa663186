import { ArgumentError } from "../../core/index.ts";
import { gaussHermite, type Matrix, matrix } from "../../numerics/index.ts";

/** An activation φ(u) with its slope φ′(u). */
export interface Activation {
  readonly name: string;
  value(u: number): number;
  slope(u: number): number;
}

/** Averages over pairs of a Gaussian layer: E[φ(u)φ(v)] and E[φ′(u)φ′(v)], u and v of mean zero. */
export interface DualActivation {
  readonly name: string;
  /**
   * @param left - Var u; shape [N]
   * @param right - Var v; shape [M]
   * @param covariance - Cov[u, v]; shape [N, M]
   */
  pairs(
    left: Float64Array,
    right: Float64Array,
    covariance: Matrix,
  ): { readonly value: Matrix; readonly slope: Matrix };
  /** The averages with u = v. */
  diagonal(variance: Float64Array): { readonly value: Float64Array; readonly slope: Float64Array };
}

/** Nodes by default: 1e-12 for functions as smooth as tanh and erf at variances up to one. */
const defaultNodes = 160;
/** Terms below this share of the largest are rounding. */
const negligible = 1e-18;

/**
 * Averages of any activation: coefficients h_k(a) = E[φ(√a Z) p_k(Z)] on orthonormal Hermite polynomials by Gauss–Hermite
 * quadrature, then E[φ(u)φ(v)] = Σ_k h_k(Var u) h_k(Var v) ρ^k with ρ the correlation (Mehler's expansion), and the same
 * for φ′. The matrix over any states is positive semi-definite term by term, and ρ → ±1 needs no care.
 *
 * @param nodes - of the quadrature, and terms of the sum; 2 to 300
 * @accuracy smooth activations: that of one-dimensional Gauss–Hermite for φ², see `dualError`; activations with a kink, such
 * as ReLU: below 0.3/nodes of E φ² and 0.2/√nodes of E φ′² over all correlations
 * @throws ArgumentError where φ or φ′ is not finite at a node
 */
export function hermiteDual(activation: Activation, nodes: number = defaultNodes): DualActivation {
  const where = "hermiteDual";
  if (!(Number.isInteger(nodes) && nodes >= 2 && nodes <= 300))
    throw new ArgumentError(where, "nodes", nodes, "an integer from 2 to 300");
  const rule = gaussHermite(nodes);
  const table = weightedPolynomials(rule.nodes, rule.weights);

  const known = { value: new WeakMap<Float64Array, Matrix>(), slope: new WeakMap<Float64Array, Matrix>() };
  /** h_k at each variance, found once for each list of variances; shape [N, nodes]. */
  function coefficients(of: "value" | "slope", variances: Float64Array): Matrix {
    const found = known[of].get(variances) ?? newCoefficients(of, variances);
    known[of].set(variances, found);
    return found;
  }

  function newCoefficients(of: "value" | "slope", variances: Float64Array): Matrix {
    const out = matrix(variances.length, nodes);
    let last = Number.NaN;
    for (let i = 0; i < variances.length; i++) {
      // Inputs of one norm share their coefficients.
      if (variances[i] === last) {
        out.values.copyWithin(i * nodes, (i - 1) * nodes, i * nodes);
        continue;
      }
      last = variances[i]!;
      const scale = Math.sqrt(last);
      for (let m = 0; m < nodes; m++) {
        const u = scale * rule.nodes[m]!;
        const value = activation[of](u);
        if (!Number.isFinite(value))
          throw new ArgumentError(where, `${activation.name} ${of}(${u})`, value, "a finite number");
        for (let k = 0; k < nodes; k++) out.values[i * nodes + k]! += value * table[m * nodes + k]!;
      }
    }
    return out;
  }

  return {
    name: `${activation.name} (${nodes} Gauss–Hermite nodes)`,
    pairs(left, right, covariance) {
      const average = (of: "value" | "slope"): Matrix =>
        mehlerSum(coefficients(of, left), left === right ? null : coefficients(of, right), left, right, covariance);
      return { value: average("value"), slope: average("slope") };
    },
    diagonal(variances) {
      const average = (of: "value" | "slope"): Float64Array => {
        const h = coefficients(of, variances).values;
        return Float64Array.from(variances, (_, i) => {
          let sum = 0;
          for (let k = i * nodes; k < (i + 1) * nodes; k++) sum += h[k]! * h[k]!;
          return sum;
        });
      };
      return { value: average("value"), slope: average("slope") };
    },
  };
}

/**
 * What the quadrature of `hermiteDual` misses: the largest change of E φ² and E φ′², relative to it, when 2 · nodes are
 * taken, over the given variances.
 */
export function dualError(activation: Activation, variances: Float64Array, nodes: number = 150): number {
  const [coarse, fine] = [nodes, 2 * nodes].map((count) => hermiteDual(activation, count).diagonal(variances));
  let largest = 0;
  for (const of of ["value", "slope"] as const)
    for (let i = 0; i < variances.length; i++) {
      const size = Math.abs(fine![of][i]!);
      if (size > 0) largest = Math.max(largest, Math.abs(coarse![of][i]! - fine![of][i]!) / size);
    }
  return largest;
}

/** w_m p_k(x_m), orthonormal polynomials times weights; shape [nodes, nodes]. */
function weightedPolynomials(nodes: Float64Array, weights: Float64Array): Float64Array {
  const count = nodes.length;
  const table = new Float64Array(count * count);
  for (let m = 0; m < count; m++) {
    // Started from √w, so that nothing overflows at the outer nodes.
    const root = Math.sqrt(weights[m]!);
    let before = 0;
    let value = root;
    for (let k = 0; k < count; k++) {
      table[m * count + k] = value * root;
      const next = (nodes[m]! * value - Math.sqrt(k) * before) / Math.sqrt(k + 1);
      before = value;
      value = next;
    }
  }
  return table;
}

function mehlerSum(
  left: Matrix,
  other: Matrix | null,
  leftVariance: Float64Array,
  rightVariance: Float64Array,
  covariance: Matrix,
): Matrix {
  const right = other ?? left;
  const nodes = left.cols;
  const terms = termsThatCount(left, right);
  const out = matrix(left.rows, right.rows);
  for (let i = 0; i < left.rows; i++) {
    for (let j = 0; j < right.rows; j++) {
      const scale = Math.sqrt(leftVariance[i]! * rightVariance[j]!);
      const share = scale === 0 ? 0 : covariance.values[i * right.rows + j]! / scale;
      const correlation = Math.max(-1, Math.min(1, share));
      let sum = 0;
      for (let k = terms - 1; k >= 0; k--)
        sum = sum * correlation + left.values[i * nodes + k]! * right.values[j * nodes + k]!;
      out.values[i * right.rows + j] = sum;
    }
  }
  return out;
}

/** Number of leading terms whose products can be above rounding. */
function termsThatCount(left: Matrix, right: Matrix): number {
  const nodes = left.cols;
  const sizes = new Float64Array(nodes);
  for (let k = 0; k < nodes; k++) sizes[k] = largestOf(left, k) * largestOf(right, k);
  const threshold = negligible * Math.max(...sizes);
  let terms = nodes;
  while (terms > 1 && sizes[terms - 1]! <= threshold) terms--;
  return terms;
}

function largestOf({ rows, cols, values }: Matrix, column: number): number {
  let largest = 0;
  for (let i = 0; i < rows; i++) largest = Math.max(largest, Math.abs(values[i * cols + column]!));
  return largest;
}
