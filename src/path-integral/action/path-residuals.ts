import {
  ArgumentError,
  type ForwardProcess,
  type NoisyStates,
  type Points,
  type ScoreEnsemble,
  ShapeError,
} from "../../core/index.ts";

/** A path with what the mean dynamics leaves unexplained in each of its steps. */
export interface PathResiduals {
  /** States x_0 … x_{K−1} with the times at which their steps begin. */
  readonly states: NoisyStates;
  /** δ_k = t_k − t_{k+1} > 0; shape [K]; time. */
  readonly steps: Float64Array;
  /** ε_k = (x_{k+1} − x_k)/δ_k − b_k(x_k), b = βx + D s̄ in the generation clock; shape [K, D]; data/time. */
  readonly residuals: Points;
  /** Size of the rounding of each residual; shape [K·D]. */
  readonly rounding: Float64Array;
}

/**
 * Residuals of a path against the Euler step of the mean learned score.
 *
 * @param path - x_0 … x_K at the times of the grid, from the terminal time down; shape [K + 1, D]
 * @accuracy rounding, which the difference quotient makes ε (|x_k| + |x_{k+1}|)/δ_k
 * @throws ShapeError when the path does not fit the grid; ArgumentError for a state that is not finite
 * @source GTV, Proposition 3.1
 */
export function pathResiduals(process: ForwardProcess, ensemble: ScoreEnsemble, path: Points): PathResiduals {
  const { schedule, grid } = process;
  const { times } = grid;
  const { dim } = ensemble;
  const count = times.length - 1;
  if (path.count !== times.length || path.dim !== dim || process.data.dim !== dim)
    throw new ShapeError(
      "pathAction",
      { path: [path.count, path.dim], grid: [times.length], ensemble: [dim], data: [process.data.dim] },
      "a path has one state a time of the grid, and one dimension",
    );
  const odd = path.values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0)
    throw new ArgumentError("pathAction", `path[${Math.floor(odd / dim)}][${odd % dim}]`, path.values[odd], "finite");
  const x = { count, dim, values: path.values.slice(0, count * dim) };
  const states = { x, t: times.slice(0, count) };
  const mean_KD = ensemble.meanScore(states).values;
  const steps = Float64Array.from({ length: count }, (_, k) => times[k]! - times[k + 1]!);
  const values = new Float64Array(count * dim);
  const rounding = new Float64Array(count * dim);
  for (let k = 0; k < count; k++) {
    const beta = schedule.beta(times[k]!);
    const diffusivity = schedule.diffusivity(times[k]!);
    for (let i = k * dim; i < (k + 1) * dim; i++) {
      const [from, to] = [path.values[i]!, path.values[i + dim]!];
      const drift = beta * from + diffusivity * mean_KD[i]!;
      values[i] = (to - from) / steps[k]! - drift;
      rounding[i] = Number.EPSILON * ((Math.abs(from) + Math.abs(to)) / steps[k]! + Math.abs(drift));
    }
  }
  return { states, steps, residuals: { count, dim, values }, rounding };
}
