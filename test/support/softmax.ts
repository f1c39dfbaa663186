import { matrix, type Rng, type SoftmaxProblem } from "../../src/numerics/index.ts";

/** Normal points; states in turn as the noised points have them and anywhere. */
export function randomSoftmax(rng: Rng, n: number, m: number, dim: number, variance: number): SoftmaxProblem {
  const points = matrix(m, dim, rng.normals(m * dim));
  const scale = 0.2 + 0.8 * rng.uniform();
  const states = matrix(n, dim, rng.normals(n * dim));
  for (let k = 0; k < n; k += 2)
    for (let d = 0; d < dim; d++) {
      const point = points.values[((7 * k) % m) * dim + d]!;
      states.values[k * dim + d] = scale * point + Math.sqrt(variance) * states.values[k * dim + d]!;
    }
  return { states, points, logWeights: rng.uniforms(m).map(Math.log), scale, variance };
}

/** State k alone. */
export function singleState(problem: SoftmaxProblem, k: number): SoftmaxProblem {
  const { cols, values } = problem.states;
  return { ...problem, states: matrix(1, cols, values.slice(k * cols, (k + 1) * cols)) };
}
