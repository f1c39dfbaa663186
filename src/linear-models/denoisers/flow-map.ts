import { type NoiseSchedule, ShapeError } from "../../core/index.ts";
import { type AffineMap, composed, scaledMap } from "./affine-map.ts";

/**
 * The probability flow of linear denoisers by Heun's method, as one affine map: with the score (α(W x + b) − x)/σ² the slope
 * at each time is affine in x, and so is every step. Denoisers are read at the times of the grid and nowhere else.
 *
 * @param times - strictly decreasing sampling times; shape [K]
 * @param denoisers - one for each time; shape [K]
 * @param end - "denoised" applies the last denoiser to the end of the flow, which removes its noise; "noisy" does not
 * @returns the map from states at times[0] to samples
 * @accuracy rounding; as a solution of the flow O(h²)
 * @throws ShapeError when there are not as many denoisers as times
 * @source KARRAS2022, algorithm 1 (without added noise)
 */
export function flowMap(
  schedule: NoiseSchedule,
  times: Float64Array,
  denoisers: readonly AffineMap[],
  end: "denoised" | "noisy",
): AffineMap {
  if (denoisers.length !== times.length || times.length === 0)
    throw new ShapeError("flowMap", { times: [times.length], denoisers: [denoisers.length] }, "one denoiser a time");
  /** dx/dt = −βx − D (α(W x + b) − x)/σ². */
  const slope = (k: number): AffineMap => {
    const t = times[k]!;
    const pull = schedule.diffusivity(t) / schedule.variance(t);
    return scaledMap(pull - schedule.beta(t), -pull * schedule.alpha(t), denoisers[k]!);
  };
  const identity = scaledMap(1, 0, denoisers[0]!);
  let whole = identity;
  for (let k = 0; k + 1 < times.length; k++) {
    const step = times[k + 1]! - times[k]!;
    const first = slope(k);
    const second = composed(slope(k + 1), scaledMap(1, step, first));
    const mean: AffineMap = {
      matrix: {
        ...first.matrix,
        values: first.matrix.values.map((value, i) => (value + second.matrix.values[i]!) / 2),
      },
      offset: first.offset.map((value, i) => (value + second.offset[i]!) / 2),
    };
    whole = composed(scaledMap(1, step, mean), whole);
  }
  return end === "denoised" ? composed(denoisers[denoisers.length - 1]!, whole) : whole;
}
