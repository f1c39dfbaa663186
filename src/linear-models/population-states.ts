import type { FeatureMap, ForwardProcess, LinearScoreModel, NoisyStates } from "../core/index.ts";
import { compositeGaussLegendre, seededRng } from "../numerics/index.ts";
import type { NoisedMarginal } from "../theory/index.ts";
import { noisyStates } from "./training-draws.ts";

/** Weighted states that stand for the law of training inputs (x, t): E f ≈ Σ_n p_n f(x_n, t_n), weights summing to one. */
export interface PopulationStates {
  readonly states: NoisyStates;
  readonly probability: Float64Array;
  readonly method: "quadrature" | "stratified Monte Carlo";
}

export interface PopulationOptions {
  /** Refinement of the quadrature, 1 by default; 2 halves every step. */
  readonly refinement?: number;
  /** Draws when D > 1; default 200 000. */
  readonly draws?: number;
  readonly seed?: number;
}

/** σ-distances beyond which a Gaussian component is left out: mass 1e-18. */
const reach = 9;
/** Gauss–Legendre nodes a panel. */
const panelNodes = 6;

/**
 * The law of training inputs as weighted states: in one dimension by quadrature (Gauss–Legendre in t, trapezoid in x,
 * which converges geometrically for analytic integrands, or Gauss–Legendre panels where features jump), in higher
 * dimension by Monte Carlo, stratified in time.
 *
 * @accuracy quadrature: 1e-8 of the largest moment for features no narrower than they say; Monte Carlo: O(draws^(−1/2))
 */
export function populationStates(
  process: ForwardProcess,
  model: Pick<LinearScoreModel, "trainingTimes"> & { readonly features: Pick<FeatureMap, "scale" | "breaks"> },
  marginal: NoisedMarginal,
  options: PopulationOptions = {},
): PopulationStates {
  return process.data.dim === 1
    ? quadratureStates(process, model.features, model.trainingTimes, marginal, options.refinement ?? 1)
    : sampledStates(process, model.trainingTimes, options.draws ?? 200_000, options.seed ?? 1);
}

/** Edges from low to high whose steps are at most `share` of the left edge and at most `longest`, broken at `breaks`. */
function panelEdges(low: number, high: number, share: number, longest: number, breaks: readonly number[]): number[] {
  const edges = [low];
  const stops = [...breaks.filter((edge) => edge > low && edge < high), high].sort((a, b) => a - b);
  for (const stop of stops) {
    for (let at = edges.at(-1)!; at < stop; ) {
      const step = Math.min(longest, at > 0 ? share * at : longest);
      at = at + 1.2 * step >= stop ? stop : at + step;
      edges.push(at);
    }
  }
  return edges;
}

function quadratureStates(
  process: ForwardProcess,
  features: Pick<FeatureMap, "scale" | "breaks">,
  law: "uniform" | "log-uniform",
  marginal: NoisedMarginal,
  refinement: number,
): PopulationStates {
  const { schedule, data } = process;
  const { cutoffTime: low, terminalTime: high } = schedule;
  const longest = Math.min((high - low) / 12, 1.2 * features.scale.time) / refinement;
  const clock = compositeGaussLegendre(
    panelEdges(low, high, 0.3 / refinement, longest, features.breaks.time),
    panelNodes,
  );
  const xs: number[] = [];
  const ts: number[] = [];
  const ps: number[] = [];
  const density = (t: number): number => (law === "uniform" ? 1 / (high - low) : 1 / (t * Math.log(high / low)));
  for (let k = 0; k < clock.nodes.length; k++) {
    const t = clock.nodes[k]!;
    const share = clock.weights[k]! * density(t);
    const spans = data.components.map((component) => {
      const center = schedule.alpha(t) * component.mean[0]!;
      const spread = Math.sqrt(schedule.variance(t) + schedule.alpha(t) ** 2 * (component.covariance?.[0] ?? 0));
      return [center - reach * spread, center + reach * spread] as const;
    });
    const step = Math.min(schedule.sigma(t) / 8, features.scale.space / 2) / refinement;
    const from = xs.length;
    for (const [left, right] of union(spans)) spatialNodes(left, right, step, features.breaks.space[0] ?? [], xs, ps);
    const x = Float64Array.from(xs.slice(from));
    const logDensity = marginal.logDensity({
      x: { count: x.length, dim: 1, values: x },
      t: new Float64Array(x.length).fill(t),
    });
    let mass = 0;
    for (let i = 0; i < x.length; i++) mass += ps[from + i]! *= Math.exp(logDensity[i]!);
    for (let i = 0; i < x.length; i++) {
      ps[from + i]! *= share / mass;
      ts.push(t);
    }
  }
  const x = Float64Array.from(xs);
  return {
    states: { x: { count: x.length, dim: 1, values: x }, t: Float64Array.from(ts) },
    probability: normalised(Float64Array.from(ps)),
    method: "quadrature",
  };
}

/** Appends nodes and weights for [left, right]: a trapezoid lattice, or Gauss–Legendre panels that end at the breaks inside. */
function spatialNodes(
  left: number,
  right: number,
  step: number,
  breaks: readonly number[],
  nodes: number[],
  weights: number[],
): void {
  const inside = breaks.filter((edge) => edge > left && edge < right);
  if (inside.length === 0) {
    for (let j = Math.ceil(left / step); j * step <= right; j++) {
      nodes.push(j * step);
      weights.push(step);
    }
    return;
  }
  const shifted = panelEdges(
    0,
    right - left,
    Infinity,
    4 * step,
    inside.map((edge) => edge - left),
  );
  const rule = compositeGaussLegendre(
    shifted.map((edge) => edge + left),
    panelNodes,
  );
  for (let i = 0; i < rule.nodes.length; i++) {
    nodes.push(rule.nodes[i]!);
    weights.push(rule.weights[i]!);
  }
}

function union(spans: readonly (readonly [number, number])[]): [number, number][] {
  const out: [number, number][] = [];
  for (const [low, high] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last !== undefined && low <= last[1]) last[1] = Math.max(last[1], high);
    else out.push([low, high]);
  }
  return out;
}

function normalised(weights: Float64Array): Float64Array {
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

/** Times log-uniform and stratified, re-weighted to the training law, so that small times with large weights are seen often. */
function sampledStates(
  process: ForwardProcess,
  law: "uniform" | "log-uniform",
  draws: number,
  seed: number,
): PopulationStates {
  const rng = seededRng(seed).split("population");
  const { cutoffTime: low, terminalTime: high } = process.schedule;
  const jitter = rng.split("time").uniforms(draws);
  const t = Float64Array.from(jitter, (u, n) => low * (high / low) ** ((n + u) / draws));
  const probability = t.map((time) => (law === "uniform" ? time : 1));
  const clean = process.data.sample(rng.split("clean"), draws);
  const noise = rng.split("noise").normals(draws * process.data.dim);
  return {
    states: noisyStates(process, clean, t, noise),
    probability: normalised(probability),
    method: "stratified Monte Carlo",
  };
}
