import { ArgumentError } from "../../core/index.ts";
import { type AxisTable, contractTable, denseTable, type FeatureAxis } from "./feature-axis.ts";

/**
 * Fourier features in the order constant, cosines, sines: 1, cos(2πnξ/L) for n = 1…⌈(F−1)/2⌉, sin(2πnξ/L) for n = 1…⌊(F−1)/2⌋.
 *
 * @param count - F; an even count has one cosine more than sines
 * @param period - L > 0
 * @accuracy a rounding of ξ/L times 2πn, and n roundings: harmonics come from the first by turning
 * @source GTV, Figure 3
 */
export function fourierAxis(options: { readonly count: number; readonly period: number }): FeatureAxis {
  const { count, period } = options;
  if (!(Number.isInteger(count) && count >= 1))
    throw new ArgumentError("fourierAxis", "count", count, "a positive integer");
  if (!(period > 0 && Number.isFinite(period))) throw new ArgumentError("fourierAxis", "period", period, "positive");
  const cosines = Math.ceil((count - 1) / 2);
  const sines = count - 1 - cosines;
  const angular = (2 * Math.PI) / period;
  const table = (coordinates: Float64Array): AxisTable =>
    denseTable(coordinates, count, (out, offset, xi) => {
      out[offset] = 1;
      if (cosines === 0) return;
      // The angle is reduced to one period first, and turned by itself: n turns carry n roundings.
      const turns = xi / period;
      const angle = 2 * Math.PI * (turns - Math.round(turns));
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      let cosine = c;
      let sine = s;
      for (let n = 1; ; n++) {
        out[offset + n] = cosine;
        if (n <= sines) out[offset + cosines + n] = sine;
        if (n === cosines) break;
        const next = cosine * c - sine * s;
        sine = sine * c + cosine * s;
        cosine = next;
      }
    });
  return {
    name: `fourier(${count}, period ${period})`,
    count,
    scale: cosines > 0 ? 1 / (angular * cosines) : Infinity,
    breaks: [],
    table,
    contract: (coordinates, coefficients) => contractTable(table(coordinates), coefficients),
  };
}
