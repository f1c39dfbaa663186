/**
 * A forward process x_t = α(t) x₀ + σ(t) ε with isotropic noise: the solution of dx = −β(t) x dt + √(2 D(t)) dB.
 * Time is the noise level: it grows from `cutoffTime` to `terminalTime`, and sampling runs it down.
 *
 * Laws: α > 0 non-increasing, σ increasing, β = −d log α/dt, dσ²/dt = 2D − 2βσ².
 */
export interface NoiseSchedule {
  /** Stable name for reports, with its constants. */
  readonly name: string;
  readonly cutoffTime: number;
  readonly terminalTime: number;
  /** Signal scale α(t); dimensionless. */
  alpha(t: number): number;
  /** Noise scale σ(t); data. */
  sigma(t: number): number;
  /** σ(t)²; data²; free of cancellation at small t. */
  variance(t: number): number;
  /** Drift rate β(t) = −d log α/dt; per unit time. */
  beta(t: number): number;
  /** Diffusivity D(t) = g²/2; data² per unit time. */
  diffusivity(t: number): number;
}
