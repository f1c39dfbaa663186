import { ArgumentError } from "./errors.ts";

/** Σ weights[i] f(nodes[i]) approximates an integral of f; nodes ascending, weights positive; both of shape [n]. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss–Legendre rule: Σ w f(x) ≈ ∫ f from `low` to `high`; exact for polynomials of degree 2n − 1.
 * Newton on the Legendre polynomial from Tricomi's estimate of each node.
 *
 * @accuracy nodes and weights within a few ε of the interval length
 * @source NIST-DLMF, 18.16(ii) and 3.5(v)
 */
export function gaussLegendre(n: number, low: number = -1, high: number = 1): QuadratureRule {
  requireCount("gaussLegendre", "n", n);
  if (!Number.isFinite(low)) throw new ArgumentError("gaussLegendre", "low", low, "finite");
  if (!(Number.isFinite(high) && high > low))
    throw new ArgumentError("gaussLegendre", "high", high, `finite and greater than low = ${low}`);
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  const half = (high - low) / 2;
  for (let i = 0; i < n; i++) {
    const { node, weight } = legendreNode(n, i);
    nodes[i] = node < 0 ? low + half * (1 + node) : high - half * (1 - node);
    weights[i] = half * weight;
  }
  return { nodes, weights };
}

/**
 * Gauss–Legendre on every panel [edges[i], edges[i + 1]], in one rule; shape [(edges − 1) nodesPerPanel].
 *
 * @param edges - strictly increasing, at least two
 */
export function compositeGaussLegendre(edges: ArrayLike<number>, nodesPerPanel: number): QuadratureRule {
  requireCount("compositeGaussLegendre", "nodesPerPanel", nodesPerPanel);
  const panels = edges.length - 1;
  if (panels < 1) throw new ArgumentError("compositeGaussLegendre", "edges", edges.length, "at least two edges");
  const unit = gaussLegendre(nodesPerPanel);
  const nodes = new Float64Array(panels * nodesPerPanel);
  const weights = new Float64Array(panels * nodesPerPanel);
  for (let p = 0; p < panels; p++) {
    const low = edges[p]!;
    const high = edges[p + 1]!;
    const half = (high - low) / 2;
    if (!(Number.isFinite(half) && half > 0)) {
      throw new ArgumentError(
        "compositeGaussLegendre",
        `edges[${p + 1}]`,
        high,
        `finite and greater than the edge before it, ${low}`,
      );
    }
    for (let i = 0; i < nodesPerPanel; i++) {
      const node = unit.nodes[i]!;
      nodes[p * nodesPerPanel + i] = node < 0 ? low + half * (1 + node) : high - half * (1 - node);
      weights[p * nodesPerPanel + i] = half * unit.weights[i]!;
    }
  }
  return { nodes, weights };
}

/**
 * Gauss–Hermite rule against the standard normal density (probabilists'): Σ w f(x) ≈ E f(Z); weights sum to 1;
 * exact for polynomials of degree 2n − 1. Nodes are bracketed by Sturm counts and finished by Newton; the weight is
 * the Christoffel number 1 / Σ_k p_k(x)² over the orthonormal polynomials of degree below n.
 *
 * @accuracy nodes within a few ε of the largest, weights to about 1e-13 relative; above n ≈ 350 the outermost
 *   weights are below the smallest normal number
 * @source GOLUB-WELSCH1969, section 2
 */
export function gaussHermite(n: number): QuadratureRule {
  requireCount("gaussHermite", "n", n);
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = n >> 1; i < n; i++) {
    const node = 2 * i + 1 === n ? 0 : hermiteNode(n, i);
    const weight = hermiteWeight(n, node);
    nodes[i] = node;
    nodes[n - 1 - i] = node === 0 ? 0 : -node;
    weights[i] = weight;
    weights[n - 1 - i] = weight;
  }
  return { nodes, weights };
}

function requireCount(where: string, argument: string, n: number): void {
  if (!(Number.isInteger(n) && n >= 1 && n <= 10_000))
    throw new ArgumentError(where, argument, n, "an integer from 1 to 10000");
}

function legendreNode(n: number, i: number): { node: number; weight: number } {
  if (2 * i + 1 < n) {
    const mirror = legendreNode(n, n - 1 - i);
    return { node: -mirror.node, weight: mirror.weight };
  }
  const angle = (Math.PI * (4 * (n - i) - 1)) / (4 * n + 2);
  let x = 2 * i + 1 === n ? 0 : Math.cos(angle + (n - 1) / (8 * n ** 3 * Math.tan(angle)));
  let slope = 0;
  for (let round = 0; round < 10; round++) {
    let before = 1;
    let value = x;
    for (let k = 2; k <= n; k++) {
      const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
      before = value;
      value = next;
    }
    if (n === 1) value = x;
    slope = (n * (before - x * value)) / ((1 - x) * (1 + x));
    const step = value / slope;
    if (x !== 0) x -= step;
    if (Math.abs(step) <= 1e-15) break;
  }
  return { node: x, weight: 2 / ((1 - x) * (1 + x) * slope * slope) };
}

/** The i-th eigenvalue (ascending) of the Jacobi matrix with off-diagonal √k. */
function hermiteNode(n: number, i: number): number {
  let low = 0;
  let high = 2 * Math.sqrt(n);
  while (high - low > 1e-3 / Math.sqrt(n)) {
    const middle = (low + high) / 2;
    if (nodesBelow(n, middle) <= i) low = middle;
    else high = middle;
  }
  let x = (low + high) / 2;
  for (let round = 0; round < 20; round++) {
    const step = newtonStep(n, x);
    x -= step;
    if (Math.abs(step) <= 1e-15 * x) break;
  }
  return x;
}

/** Number of zeros of He_n below x: the positive ratios He_k / He_{k−1}. */
function nodesBelow(n: number, x: number): number {
  let ratio = x;
  let positive = ratio > 0 ? 1 : 0;
  for (let k = 1; k < n; k++) {
    ratio = nextRatio(ratio, k, x);
    if (ratio > 0) positive++;
  }
  return positive;
}

/** He_n(x) / He_n′(x) with He_n′ = n He_{n−1}. */
function newtonStep(n: number, x: number): number {
  let ratio = x;
  for (let k = 1; k < n; k++) ratio = nextRatio(ratio, k, x);
  return ratio / n;
}

/** He_{k+1} / He_k from He_k / He_{k−1}; an exact zero counts as a tiny positive number, so that the next one is negative. */
function nextRatio(ratio: number, k: number, x: number): number {
  return x - k / ratio || 1e-300;
}

/** 1 / Σ_{k<n} p_k(x)² with p_{k+1} √(k+1) = x p_k − √k p_{k−1}, rescaled before it overflows. */
function hermiteWeight(n: number, x: number): number {
  let before = 0;
  let value = 1;
  let sum = 1;
  let logScale = 0;
  for (let k = 0; k + 1 < n; k++) {
    const next = (x * value - Math.sqrt(k) * before) / Math.sqrt(k + 1);
    before = value;
    value = next;
    sum += value * value;
    if (sum > 1e200) {
      before *= 2 ** -300;
      value *= 2 ** -300;
      sum *= 2 ** -600;
      logScale += 600;
    }
  }
  return 2 ** -Math.min(logScale, 1200) / sum;
}
