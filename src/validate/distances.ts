import { ArgumentError } from "../core/index.ts";
import type { StepLaw } from "./step-law.ts";

/** A distance between two one-dimensional laws. */
export interface Metric {
  readonly name: string;
  /** Laws of a metric: zero on equal inputs, symmetric where `symmetric`, unchanged when both inputs shift. */
  readonly symmetric: boolean;
  readonly between: (a: StepLaw, b: StepLaw) => number;
}

/** Visits the merged atoms of two laws: `visit(x, next, F_a, F_b)` with both CDFs on [x, next). */
function sweep(a: StepLaw, b: StepLaw, visit: (x: number, next: number, cdfA: number, cdfB: number) => void): void {
  let i = 0;
  let j = 0;
  let cdfA = 0;
  let cdfB = 0;
  while (i < a.x.length || j < b.x.length) {
    const x = Math.min(i < a.x.length ? a.x[i]! : Infinity, j < b.x.length ? b.x[j]! : Infinity);
    while (i < a.x.length && a.x[i]! === x) cdfA += a.weight[i++]!;
    while (j < b.x.length && b.x[j]! === x) cdfB += b.weight[j++]!;
    const next = Math.min(i < a.x.length ? a.x[i]! : Infinity, j < b.x.length ? b.x[j]! : Infinity);
    visit(x, next, cdfA, cdfB);
  }
}

/**
 * W₁ = ∫ |F_a − F_b| dx, exact for atoms; data units.
 *
 * @source VILLANI2009, remark 2.19
 */
export const wasserstein1: Metric = {
  name: "Wasserstein-1",
  symmetric: true,
  between(a, b) {
    let sum = 0;
    sweep(a, b, (x, next, cdfA, cdfB) => {
      if (next < Infinity) sum += Math.abs(cdfA - cdfB) * (next - x);
    });
    return sum;
  },
};

/** W₂ = (∫₀¹ (F_a⁻¹ − F_b⁻¹)² du)^½, exact for atoms; data units. */
export const wasserstein2: Metric = {
  name: "Wasserstein-2",
  symmetric: true,
  between(a, b) {
    let i = 0;
    let j = 0;
    let leftA = a.weight[0]!;
    let leftB = b.weight[0]!;
    let sum = 0;
    while (i < a.x.length && j < b.x.length) {
      const mass = Math.min(leftA, leftB);
      sum += mass * (a.x[i]! - b.x[j]!) ** 2;
      leftA -= mass;
      leftB -= mass;
      if (leftA <= 0) leftA = a.weight[++i] ?? 0;
      if (leftB <= 0) leftB = b.weight[++j] ?? 0;
    }
    return Math.sqrt(sum);
  },
};

/** sup |F_a − F_b|, exact for atoms. */
export const kolmogorovSmirnov: Metric = {
  name: "Kolmogorov–Smirnov",
  symmetric: true,
  between(a, b) {
    let most = 0;
    sweep(a, b, (_x, _next, cdfA, cdfB) => {
      most = Math.max(most, Math.abs(cdfA - cdfB));
    });
    return most;
  },
};

/** Masses of a law in the bins between consecutive edges, with the two outer bins; shape [edges + 1]. */
export function binMasses(law: StepLaw, edges: Float64Array): Float64Array {
  const masses = new Float64Array(edges.length + 1);
  let bin = 0;
  for (let i = 0; i < law.x.length; i++) {
    while (bin < edges.length && law.x[i]! >= edges[bin]!) bin++;
    masses[bin]! += law.weight[i]!;
  }
  return masses;
}

/**
 * ½ Σ |a_k − b_k| over bins: the total variation of the binned laws, a lower bound of the unbinned one.
 *
 * @param edges - strictly increasing bin edges; the outer bins are unbounded
 */
export function totalVariation(edges: Float64Array): Metric {
  requireEdges("totalVariation", edges);
  return {
    name: `total variation (${edges.length - 1} bins)`,
    symmetric: true,
    between(a, b) {
      const p = binMasses(a, edges);
      const q = binMasses(b, edges);
      return p.reduce((sum, mass, k) => sum + Math.abs(mass - q[k]!), 0) / 2;
    },
  };
}

/** Share of a law that is spread evenly over the bins before its logarithm is taken, so that empty bins stay finite. */
const smoothing = 1e-4;

/**
 * KL(a ‖ b) = Σ a_k log(a_k/b_k) of the binned laws in nats, each mixed with 1e-4 of the uniform law over bins.
 *
 * @param edges - strictly increasing bin edges; the outer bins are unbounded
 */
export function kullbackLeibler(edges: Float64Array): Metric {
  requireEdges("kullbackLeibler", edges);
  return {
    name: `KL(from ‖ to) (${edges.length - 1} bins)`,
    symmetric: false,
    between(a, b) {
      const bins = edges.length + 1;
      const p = binMasses(a, edges).map((mass) => (1 - smoothing) * mass + smoothing / bins);
      const q = binMasses(b, edges).map((mass) => (1 - smoothing) * mass + smoothing / bins);
      return p.reduce((sum, mass, k) => sum + mass * Math.log(mass / q[k]!), 0);
    },
  };
}

function requireEdges(where: string, edges: Float64Array): void {
  const turn = edges.findIndex((edge, i) => !Number.isFinite(edge) || (i > 0 && !(edge > edges[i - 1]!)));
  if (edges.length < 2 || turn >= 0)
    throw new ArgumentError(where, "edges", Array.from(edges), "at least two finite, strictly increasing numbers");
}
