import { ArgumentError } from "../../core/index.ts";
import { expOf } from "../../numerics/index.ts";
import { type AxisTable, contractTable, type FeatureAxis } from "./feature-axis.ts";

/** exp(−37) is below the rounding of 1: bumps further away than √(2·37) widths are dropped. */
const cutoffExponent = 37;
/** Above this Δ²/(2s²) the geometric recurrence could overflow; neighbours are then evaluated one by one. */
const recurrenceLimit = 300;

/**
 * Gaussian bumps at equispaced centres: φ_j(ξ) = h exp(−(ξ − c_j)²/(2 s²)), with height h = 1 or, as a density,
 * 1/(√(2π) s). Far bumps (below 1e-16 of the height) are zero.
 *
 * @param count - number of centres, from `low` to `high` inclusive; ≥ 1
 * @param width - s; by default half the spacing of the centres
 * @accuracy 1e-14 relative for bumps within reach: neighbours come from one exponential by a geometric recurrence
 * @throws ArgumentError when count < 1, high ≤ low, or width ≤ 0
 * @source GTV, Figure 2 (density heights, width half the spacing)
 */
export function gaussianBumps(options: {
  readonly count: number;
  readonly low: number;
  readonly high: number;
  readonly width?: number;
  readonly height?: "one" | "density";
}): FeatureAxis {
  const { count, low, high, height = "one" } = options;
  const where = "gaussianBumps";
  if (!(Number.isInteger(count) && count >= 1)) throw new ArgumentError(where, "count", count, "a positive integer");
  if (!Number.isFinite(low)) throw new ArgumentError(where, "low", low, "finite");
  if (!(Number.isFinite(high) && high > low))
    throw new ArgumentError(where, "high", high, `finite and above low = ${low}`);
  const spacing = count > 1 ? (high - low) / (count - 1) : high - low;
  const width = options.width ?? spacing / 2;
  if (!(width > 0 && Number.isFinite(width))) throw new ArgumentError(where, "width", width, "positive");
  const peak = height === "density" ? 1 / (Math.sqrt(2 * Math.PI) * width) : 1;
  const reach = width * Math.sqrt(2 * cutoffExponent);
  const half = 1 / (2 * width * width);
  const span = Math.floor(reach / spacing) + 1;
  const useRecurrence = spacing * spacing * half < recurrenceLimit;
  const decay = Float64Array.from({ length: span + 2 }, (_, k) => Math.exp(-k * k * spacing * spacing * half));

  /** Of each coordinate the bump at the nearest centre, of height one, and the factor from one bump to the next. */
  function recurrences(coordinates: Float64Array): Float64Array {
    const exponents = new Float64Array(2 * coordinates.length);
    for (let i = 0; i < coordinates.length; i++) {
      const xi = coordinates[i]!;
      const offset = xi - (low + Math.round((xi - low) / spacing) * spacing);
      exponents[2 * i] = -offset * offset * half;
      exponents[2 * i + 1] = 2 * offset * spacing * half;
    }
    return expOf(exponents);
  }

  function table(coordinates: Float64Array): AxisTable {
    const n = coordinates.length;
    const values = new Float64Array(n * count);
    const first = new Int32Array(n);
    const last = new Int32Array(n);
    const exponentials = useRecurrence ? recurrences(coordinates) : coordinates;
    for (let i = 0; i < n; i++) {
      const xi = coordinates[i]!;
      let from = Math.ceil((xi - reach - low) / spacing);
      let to = Math.floor((xi + reach - low) / spacing) + 1;
      if (from < 0) from = 0;
      if (to > count) to = count;
      if (to <= from) continue; // no bump within reach: first = last = 0
      first[i] = from;
      last[i] = to;
      const row = i * count;
      const nearest = Math.round((xi - low) / spacing);
      if (useRecurrence && nearest >= from && nearest < to) {
        const center = peak * exponentials[2 * i]!;
        const ratio = exponentials[2 * i + 1]!;
        values[row + nearest] = center;
        let power = center;
        for (let j = nearest + 1; j < to; j++) values[row + j] = (power *= ratio) * decay[j - nearest]!;
        const inverse = 1 / ratio;
        power = center;
        for (let j = nearest - 1; j >= from; j--) values[row + j] = (power *= inverse) * decay[nearest - j]!;
      } else {
        for (let j = from; j < to; j++) {
          const offset = xi - (low + j * spacing);
          values[row + j] = peak * Math.exp(-offset * offset * half);
        }
      }
    }
    return { count, values, first, last };
  }

  /** As `table`, summed on the fly: the inner loop of every sampler. */
  function contract(coordinates: Float64Array, coefficients: Float64Array): Float64Array {
    const n = coordinates.length;
    const out = new Float64Array(n);
    if (!useRecurrence) return contractTable(table(coordinates), coefficients);
    for (let i = 0; i < n; i++) {
      const xi = coordinates[i]!;
      const from = Math.max(0, Math.ceil((xi - reach - low) / spacing));
      const to = Math.min(count, Math.floor((xi + reach - low) / spacing) + 1);
      const nearest = Math.round((xi - low) / spacing);
      let sum = 0;
      if (nearest >= from && nearest < to) {
        const offset = xi - (low + nearest * spacing);
        const ratio = Math.exp(2 * offset * spacing * half);
        const inverse = 1 / ratio;
        sum = coefficients[nearest]!;
        let power = 1;
        for (let j = nearest + 1; j < to; j++) sum += (power *= ratio) * decay[j - nearest]! * coefficients[j]!;
        power = 1;
        for (let j = nearest - 1; j >= from; j--) sum += (power *= inverse) * decay[nearest - j]! * coefficients[j]!;
        sum *= peak * Math.exp(-offset * offset * half);
      } else {
        for (let j = from; j < to; j++) {
          const offset = xi - (low + j * spacing);
          sum += peak * Math.exp(-offset * offset * half) * coefficients[j]!;
        }
      }
      out[i] = sum;
    }
    return out;
  }

  return {
    name: `gaussian-bumps(${count} on [${low}, ${high}], width ${width}, height ${height})`,
    count,
    scale: width,
    breaks: [],
    table,
    contract,
  };
}
