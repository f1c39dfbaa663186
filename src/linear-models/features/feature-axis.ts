/**
 * Values of one axis' features at N coordinates. Row n is non-zero only from `first[n]` to `last[n]` (exclusive),
 * so that sums may skip bumps that vanish.
 */
export interface AxisTable {
  readonly count: number;
  /** shape [N, count] row-major. */
  readonly values: Float64Array;
  readonly first: Int32Array;
  readonly last: Int32Array;
}

/** Features of one coordinate: a factor of a tensor product. */
export interface FeatureAxis {
  readonly name: string;
  readonly count: number;
  /** Length over which the fastest feature varies; Infinity for constants. Quadratures resolve it. */
  readonly scale: number;
  /** Coordinates where a feature jumps; quadratures break there. */
  readonly breaks: readonly number[];
  /** Features at each coordinate; shape [N, count]. */
  table(coordinates: Float64Array): AxisTable;
  /** Σ_j c_j φ_j at each coordinate, without the table; shape [N]. */
  contract(coordinates: Float64Array, coefficients: Float64Array): Float64Array;
}

/** `contract` by way of the table. */
export function contractTable(table: AxisTable, coefficients: Float64Array): Float64Array {
  const { values, first, last, count } = table;
  const out = new Float64Array(first.length);
  for (let n = 0; n < out.length; n++) {
    let sum = 0;
    for (let j = first[n]!; j < last[n]!; j++) sum += values[n * count + j]! * coefficients[j]!;
    out[n] = sum;
  }
  return out;
}

/** A table whose rows are all active, filled one coordinate at a time. */
export function denseTable(
  coordinates: Float64Array,
  count: number,
  fill: (out: Float64Array, offset: number, coordinate: number) => void,
): AxisTable {
  const n = coordinates.length;
  const values = new Float64Array(n * count);
  for (let i = 0; i < n; i++) fill(values, i * count, coordinates[i]!);
  return { count, values, first: new Int32Array(n), last: new Int32Array(n).fill(count) };
}
