import type { Density } from "../core/index.ts";

/**
 * The density at a state of a law that is known by masses of cells: e to the parabola through the logarithms of three
 * neighbouring cells, so that Gaussian modes and tails keep their shape; linear where a mass is zero.
 *
 * @param x - inside the mesh
 * @accuracy second order in the cells
 */
export function densityOnCells(law: Density, x: number): number {
  const { x: faces } = law;
  const last = faces.length - 2;
  const own = cellOf(faces, x);
  const first = Math.min(Math.max(own - 1, 0), last - 2);
  const at = [first, first + 1, first + 2].map((i) => (faces[i]! + faces[i + 1]!) / 2);
  const height = [first, first + 1, first + 2].map((i) => massOf(law, i) / (faces[i + 1]! - faces[i]!));
  const share = at.map((center, i) =>
    at.reduce((product, other, j) => (j === i ? product : (product * (x - other)) / (center - other)), 1),
  );
  if (height.every((value) => value > 0))
    return Math.exp(share.reduce((sum, value, i) => sum + value * Math.log(height[i]!), 0));
  return massOf(law, own) / (faces[own + 1]! - faces[own]!);
}

/**
 * The distribution function at a state inside the mesh: linear density in each cell, with the slope of its neighbours, as far as it
 * stays non-negative.
 *
 * @accuracy second order in the cells
 */
export function massBelow(law: Density, x: number): number {
  const { x: faces, cdf } = law;
  const own = cellOf(faces, x);
  const width = faces[own + 1]! - faces[own]!;
  const mass = massOf(law, own);
  const u = (x - faces[own]!) / width;
  const height = (i: number): number => massOf(law, i) / (faces[i + 1]! - faces[i]!);
  const center = (i: number): number => (faces[i]! + faces[i + 1]!) / 2;
  const inner = own > 0 && own + 2 < faces.length;
  const slope = inner ? (height(own + 1) - height(own - 1)) / (center(own + 1) - center(own - 1)) : 0;
  const most = (2 * mass) / width ** 2;
  return cdf[own]! + mass * u + (Math.min(Math.max(slope, -most), most) * width ** 2 * u * (u - 1)) / 2;
}

function massOf({ cellMass, cdf }: Density, i: number): number {
  return cellMass?.[i] ?? cdf[i + 1]! - cdf[i]!;
}

/** Number of the cell that holds a state inside the mesh. */
function cellOf(faces: Float64Array, x: number): number {
  let [low, high] = [0, faces.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (faces[middle]! <= x) low = middle;
    else high = middle;
  }
  return low;
}
