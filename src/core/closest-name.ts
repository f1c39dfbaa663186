/** The name nearest to what was written (edit distance), or null when nothing is near. */
export function closestName(written: string, names: readonly string[]): string | null {
  const allowed = Math.max(1, Math.floor(written.length / 3));
  let best: string | null = null;
  let distance = allowed + 1;
  for (const name of names) {
    const found = editDistance(written.toLowerCase(), name.toLowerCase());
    if (found < distance) [best, distance] = [name, found];
  }
  return best;
}

/** Insertions, deletions and replacements that lead from a to b. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])));
    }
    row = next;
  }
  return row[b.length]!;
}
