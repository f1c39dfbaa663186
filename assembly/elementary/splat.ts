/** Number `index` of a table in memory, on both lanes: engines load a constant faster than they build it. */
export function splat(table: usize, index: usize): v128 {
  return v128.load64_splat(table + (index << 3));
}
