import { ArgumentError, type NoiseSchedule, type NoisyStates, type Points } from "../../core/index.ts";

/** How a network sees a noisy state: z(x, t) ∈ R^n. */
export interface NetworkInput {
  readonly name: string;
  /** Data dimension D. */
  readonly dim: number;
  /** z of each state; shape [N, n]. */
  inputs(at: NoisyStates): Points;
}

export interface NetworkInputOptions {
  /** Factor of x; 1 by default. */
  readonly spaceScale?: number;
  /** Half the range of the clock; 1 by default, 0 hides the time. */
  readonly timeScale?: number;
  /** What the clock is linear in: t itself, or log σ(t), which spreads small times; `log-noise` by default. */
  readonly clock?: "time" | "log-noise";
}

/**
 * z = (spaceScale · x, timeScale · c(t)), where the clock c runs from −1 at the cutoff time to 1 at the terminal time,
 * linear in t or in log σ(t). A choice of ours: the paper does not say how its networks see x and t.
 *
 * @returns inputs of n = D + 1 numbers
 */
export function networkInput(schedule: NoiseSchedule, dim: number, options: NetworkInputOptions = {}): NetworkInput {
  const { spaceScale = 1, timeScale = 1, clock = "log-noise" } = options;
  const where = "networkInput";
  if (!(spaceScale > 0 && Number.isFinite(spaceScale)))
    throw new ArgumentError(where, "spaceScale", spaceScale, "finite and positive");
  if (!(timeScale >= 0 && Number.isFinite(timeScale)))
    throw new ArgumentError(where, "timeScale", timeScale, "finite and at least 0");
  const reading = (t: number): number => (clock === "time" ? t : Math.log(schedule.sigma(t)));
  const low = reading(schedule.cutoffTime);
  const middle = (reading(schedule.terminalTime) + low) / 2;
  const half = middle - low;
  return {
    name: `(${spaceScale} x, ${timeScale} c(t)), c linear in ${clock === "time" ? "t" : "log σ"}`,
    dim,
    inputs({ x, t }) {
      const width = dim + 1;
      const values = new Float64Array(x.count * width);
      for (let n = 0; n < x.count; n++) {
        for (let d = 0; d < dim; d++) values[n * width + d] = spaceScale * x.values[n * dim + d]!;
        // A batch at one time asks the schedule once.
        values[n * width + dim] =
          n > 0 && t[n] === t[n - 1] ? values[(n - 1) * width + dim]! : (timeScale * (reading(t[n]!) - middle)) / half;
      }
      return { count: x.count, dim: width, values };
    },
  };
}
