/**
 * Takes the span of `count` orthonormal rows out of `row`, four rows a pass over memory, and returns what the known
 * coordinates make of the part taken out: Σ_i ⟨q_i, row⟩ z_i.
 */
export function projectOutInto(
  row: Float64Array,
  basis: Float64Array,
  count: number,
  coordinates: Float64Array,
): number {
  const rank = row.length;
  let value = 0;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const p = i * rank;
    const q = p + rank;
    const r = q + rank;
    const s = r + rank;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let k = 0; k < rank; k++) {
      const entry = row[k]!;
      a += basis[p + k]! * entry;
      b += basis[q + k]! * entry;
      c += basis[r + k]! * entry;
      d += basis[s + k]! * entry;
    }
    for (let k = 0; k < rank; k++)
      row[k]! -= a * basis[p + k]! + b * basis[q + k]! + (c * basis[r + k]! + d * basis[s + k]!);
    value += a * coordinates[i]! + b * coordinates[i + 1]! + c * coordinates[i + 2]! + d * coordinates[i + 3]!;
  }
  for (; i < count; i++) {
    const p = i * rank;
    let a = 0;
    for (let k = 0; k < rank; k++) a += basis[p + k]! * row[k]!;
    for (let k = 0; k < rank; k++) row[k]! -= a * basis[p + k]!;
    value += a * coordinates[i]!;
  }
  return value;
}

/** Σ_k v_k² over `count` entries. */
export function squareOf(values: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let k = from; k < from + count; k++) sum += values[k]! * values[k]!;
  return sum;
}
