import { type Points, ShapeError } from "../../core/index.ts";
import { ArgumentError, algebra, ConvergenceError, matrix } from "../../numerics/index.ts";
import { type Diffusion, type PathHamiltonian, pathHamiltonian } from "./diffusion.ts";
import { multipleShooting } from "./multiple-shooting.ts";
import { logNormalTail } from "./normal-tail.ts";
import { type PathGuess, pathGuess } from "./path-guess.ts";

export interface DiffusionPathOptions {
  /** Fixed ends of the path; shape [D]. */
  readonly start: Float64Array;
  readonly end: Float64Array;
  /** Times of start and end; the second is later. */
  readonly times: readonly [number, number];
  /** Segments of the shooting method; long times need more; 16 by default. */
  readonly segments?: number;
  /** Bound on the jumps between segments, relative to 1 + |z|; 1e-10 by default. */
  readonly tolerance?: number;
  /** Step of difference quotients in x, small against the lengths over which drift and noise vary; 0.01 by default. */
  readonly differenceStep?: number;
}

/** A least-action path of a diffusion between two states. */
export interface DiffusionPath {
  /** ½∫|σ⁻¹(ẋ − b_S)|² dt. */
  readonly action: number;
  /** log of the transition density at the end: action and prefactor. */
  readonly logDensity: number;
  /** `logDensity` + `action`. */
  readonly logPrefactor: number;
  /** In one dimension, log of the probability to be farther out at the end than `end`, as seen from the noise-free path; else null. */
  readonly logTail: number | null;
  /** Node times [M + 1], states [M + 1, D] and momenta p = (σσᵀ)⁻¹(ẋ − b_S) [M + 1, D]. */
  readonly times: Float64Array;
  readonly path: Points;
  readonly momenta: Points;
  readonly convergence: { readonly iterations: number; readonly residual: number };
}

/**
 * Least-action path of dx = b dt + σ dW between two states, with its prefactor:
 *
 * q(x, T) ≈ (2π)^{−D/2} |det ∂x(T)/∂p(0)|^{−½} exp(−S − ½∫ tr H_xp dt + ∫ ½Σ_k (σ_k·∇)σ_k·p dt)
 *
 * from Hamilton's equations of H = b_S·p + ½|σᵀp|², b_S the drift in Stratonovich form. The determinant is that of
 * Gelfand and Yaglom, its Jacobi fields those of the Riccati equation. Density and tail are exact for linear drift with noise that
 * does not depend on the state, and for what a change of coordinates makes of it. In one dimension the tail is
 * Φ(−β) · β q(x)/(φ(β) |p(T)|) with β = √(2S).
 *
 * @accuracy action 1e-9 (segments are integrated to 1e-12); prefactor leading order for small noise
 * @throws ConvergenceError when shooting does not converge or the path has a conjugate point; ShapeError, ArgumentError for its arguments
 * @source FREIDLIN2012, chapter 4 (action); GELFAND1960 (determinant)
 */
export function diffusionPath(diffusion: Diffusion, options: DiffusionPathOptions): DiffusionPath {
  const where = "diffusionPath";
  const { start, end, times, segments = 16, tolerance = 1e-10, differenceStep = 0.01 } = options;
  const { dim } = diffusion;
  if (start.length !== dim || end.length !== dim)
    throw new ShapeError(
      where,
      { start: [start.length], end: [end.length], diffusion: [dim] },
      "all need one dimension",
    );
  if (!(times[1] > times[0] && Number.isFinite(times[1] - times[0])))
    throw new ArgumentError(where, "times", times, "finite, the second after the first");
  if (!(Number.isInteger(segments) && segments >= 1))
    throw new ArgumentError(where, "segments", segments, "a positive integer");
  if (!(differenceStep > 0)) throw new ArgumentError(where, "differenceStep", differenceStep, "positive");
  if (![...start, ...end].every(Number.isFinite))
    throw new ArgumentError(where, "start, end", [...start, ...end], "finite");
  const hamiltonian = pathHamiltonian(diffusion, differenceStep);
  const nodes = Float64Array.from(
    { length: segments + 1 },
    (_, k) => times[0] + (k / segments) * (times[1] - times[0]),
  );
  const guess = guessAtNodes(hamiltonian, start, end, nodes);
  const found = multipleShooting(hamiltonian, start, end, nodes, guess, differenceStep, tolerance);
  const [square, trace, induced] = found.integrals;
  const action = square / 2;
  const logSpread = logAbsoluteDeterminant(found.spread.values, dim);
  const logPrefactor = -(dim / 2) * Math.log(2 * Math.PI) - logSpread / 2 - trace / 2 + induced;
  const column = (offset: number): Points => ({
    count: segments + 1,
    dim,
    values: Float64Array.from(
      { length: (segments + 1) * dim },
      (_, i) => found.nodes[Math.floor(i / dim) * 2 * dim + offset + (i % dim)]!,
    ),
  });
  const momenta = column(dim);
  return {
    action,
    logDensity: logPrefactor - action,
    logPrefactor,
    logTail: dim === 1 ? tailOf(action, logPrefactor, Math.abs(momenta.values[segments]!)) : null,
    times: nodes,
    path: column(0),
    momenta,
    convergence: { iterations: found.iterations, residual: found.residual },
  };
}

/** Steps of the first guess between nodes: enough for the midpoint rule to follow a path that waits at a fixed point. */
const refinement = 5;

/** The first guess on a grid finer than the nodes, read at the nodes. */
function guessAtNodes(
  hamiltonian: PathHamiltonian,
  start: Float64Array,
  end: Float64Array,
  nodes: Float64Array,
): PathGuess {
  const { dim } = hamiltonian;
  const segments = nodes.length - 1;
  const fine = Float64Array.from({ length: segments * refinement + 1 }, (_, i) => {
    const k = Math.min(segments - 1, Math.floor(i / refinement));
    return nodes[k]! + ((i - k * refinement) / refinement) * (nodes[k + 1]! - nodes[k]!);
  });
  const { states, momenta } = pathGuess(hamiltonian, start, end, fine);
  const kept = (values: Float64Array): Float64Array =>
    Float64Array.from(
      { length: nodes.length * dim },
      (_, i) => values[Math.floor(i / dim) * refinement * dim + (i % dim)]!,
    );
  return { states: kept(states), momenta: kept(momenta) };
}

/** log [Φ(−β) β K √(2π)/|p|]; ½ on the noise-free path, where β and p vanish together. */
function tailOf(action: number, logPrefactor: number, momentum: number): number {
  const beta = Math.sqrt(2 * action);
  const { logTail } = logNormalTail(beta);
  // On the noise-free path β/p is its limit 1/(K√(2π)).
  if (!(momentum > 1e-9)) return logTail;
  return logTail + Math.log(beta / momentum) + logPrefactor + 0.5 * Math.log(2 * Math.PI);
}

function logAbsoluteDeterminant(values: Float64Array, dim: number): number {
  const { r } = algebra.qr(matrix(dim, dim, values.slice()));
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += Math.log(Math.abs(r.values[d * dim + d]!));
  if (!Number.isFinite(sum))
    throw new ConvergenceError(
      "diffusionPath",
      0,
      sum,
      0,
      "the end is a conjugate point: noise does not reach it in every direction",
    );
  return sum;
}
