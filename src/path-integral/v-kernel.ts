import type { ForwardProcess, NoisyStates, ScoreEnsemble } from "../core/index.ts";
import { type Matrix, matrix } from "../numerics/index.ts";

/**
 * The V-kernel V(z; z′) = D(t) Cov[ŝ(z), ŝ(z′)] D(t′): covariance of the frozen force in the effective dynamics.
 *
 * @returns shape [N·D, M·D]; data² per time²
 * @source GTV, Proposition 3.1
 */
export function vKernel(
  process: ForwardProcess,
  ensemble: ScoreEnsemble,
  at: NoisyStates,
  against: NoisyStates,
): Matrix {
  const covariance = ensemble.scoreCovariance(at, against);
  const { dim } = ensemble;
  const left = at.t.map((t) => process.schedule.diffusivity(t));
  const right = against.t.map((t) => process.schedule.diffusivity(t));
  const { rows, cols, values } = covariance;
  return matrix(
    rows,
    cols,
    values.map(
      (value, i) => value * left[Math.floor(Math.floor(i / cols) / dim)]! * right[Math.floor((i % cols) / dim)]!,
    ),
  );
}
