import type { AxisTable, FeatureAxis } from "./feature-axis.ts";

/** Mean number of neighbouring states with one time from which each time is looked up once. */
const runFrom = 4;

/** Time features of N states. */
export interface TimeTable {
  readonly table: AxisTable;
  /** Row of the table that belongs to each state; shape [N]. */
  readonly row: Uint32Array;
  /** First state of each run of states with one time, run r having row r; null where every state has a row of its own. */
  readonly starts: Uint32Array | null;
}

/** Features at each time, found once for neighbouring states that share it, as the nodes of a quadrature do. */
export function timeTable(time: FeatureAxis, t: Float64Array): TimeTable {
  const row = new Uint32Array(t.length);
  const first = new Uint32Array(t.length);
  let runs = 0;
  for (let n = 0; n < t.length; n++) {
    if (n === 0 || t[n] !== t[n - 1]) first[runs++] = n;
    row[n] = runs - 1;
  }
  if (runs * runFrom > t.length) return { table: time.table(t), row: row.map((_, n) => n), starts: null };
  const starts = first.slice(0, runs);
  return { table: time.table(Float64Array.from(starts, (n) => t[n]!)), row, starts };
}
