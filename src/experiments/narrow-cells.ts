import { type PlaneDensity, type Points, SpecError } from "../core/index.ts";

/** A mesh in the plane with a narrow cell around each of some states. */
export interface NarrowCells {
  readonly axes: { readonly x: Float64Array; readonly y: Float64Array };
  /** Number of the cell around each state, in a `PlaneDensity` on these axes. */
  readonly cell: readonly number[];
}

/** Width of a narrow cell as a share of the width of the modes: a mean over it differs from its middle by 1e-4. */
const narrow = 0.05;
/** States are moved to a lattice this fine, again as a share: neighbours then are the same or apart. */
const grain = 1e-4;
/** Most corners of the mesh. */
const mostCorners = 1_000_000;

/**
 * Cells of width 0.05 σ or less around states of the plane, by which a law of cells answers for single states.
 *
 * @param sigma - width of the narrowest mode
 * @throws SpecError when states have too many different coordinates
 */
export function narrowCells(x: Points, sigma: number): NarrowCells {
  const lattice = x.values.map((value) => Math.round(value / (grain * sigma)) * grain * sigma);
  const coordinates = [0, 1].map((d) => Float64Array.from(new Set(lattice.filter((_, i) => i % 2 === d))).sort()) as [
    Float64Array,
    Float64Array,
  ];
  const corners = 4 * coordinates[0].length * coordinates[1].length;
  if (corners > mostCorners)
    throw new SpecError(
      "$.x",
      x.count,
      `states with fewer different coordinates: their product is at most ${mostCorners / 4}`,
    );
  const faces = coordinates.map((own) => {
    const half = Float64Array.from(own, (value, i) => {
      const gap = Math.min(value - (own[i - 1] ?? -Infinity), (own[i + 1] ?? Infinity) - value);
      return Math.min(narrow * sigma, gap / 2) / 2;
    });
    const between = Float64Array.from({ length: 2 * own.length }, (_, k) => {
      const i = k >> 1;
      return k % 2 === 0 ? own[i]! - half[i]! : own[i]! + half[i]!;
    });
    // A law needs at least two cells: one more above.
    return Float64Array.of(...between, between.at(-1)! + sigma);
  }) as [Float64Array, Float64Array];
  const columns = faces[0].length - 1;
  const cell = Array.from({ length: x.count }, (_, n) => {
    const [i, j] = [0, 1].map((d) => coordinates[d]!.indexOf(lattice[2 * n + d]!)) as [number, number];
    return 2 * j * columns + 2 * i;
  });
  return { axes: { x: faces[0], y: faces[1] }, cell };
}

/**
 * The density at the states of a mesh of narrow cells.
 *
 * @param boxMass - mass of all cells of the mesh, to which those of the law were normalised
 */
export function narrowDensity({ cell }: NarrowCells, law: PlaneDensity, boxMass: number): Float64Array {
  const columns = law.x.length - 1;
  return Float64Array.from(cell, (c) => {
    const [i, j] = [c % columns, Math.floor(c / columns)];
    return (law.mass[c]! * boxMass) / ((law.x[i + 1]! - law.x[i]!) * (law.y[j + 1]! - law.y[j]!));
  });
}
