/**
 * max |v_i|; zero for no values, infinite where one of them is no number.
 *
 * @accuracy exact
 */
export function largestMagnitude(values: Float64Array): number {
  return values.reduce((found, value) => (Number.isNaN(value) ? Infinity : Math.max(found, Math.abs(value))), 0);
}
