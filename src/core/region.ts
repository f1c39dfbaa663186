/** A named set of states, as plain data: a union of intervals (1D), or of balls or boxes (any dimension). */
export type Region =
  | {
      readonly name: string;
      readonly kind: "intervals";
      readonly intervals: readonly (readonly [number | null, number | null])[];
    }
  | {
      readonly name: string;
      readonly kind: "balls";
      readonly centers: readonly (readonly number[])[];
      readonly radius: number;
    }
  | {
      readonly name: string;
      readonly kind: "cell";
      readonly centers: readonly (readonly number[])[];
      readonly index: number;
    };

/** Whether the state in `values[offset …]` lies in the region; interval ends null are ±∞; a cell is the Voronoi cell of a centre. */
export function regionContains(region: Region, values: Float64Array, offset: number, dim: number): boolean {
  if (region.kind === "intervals") {
    const x = values[offset]!;
    for (let k = 0; k < region.intervals.length; k++) {
      const interval = region.intervals[k]!;
      if (x >= (interval[0] ?? -Infinity) && x < (interval[1] ?? Infinity)) return true;
    }
    return false;
  }
  const squared = (center: readonly number[]): number => squaredDistance(center, values, offset, dim);
  switch (region.kind) {
    case "balls":
      return region.centers.some((center) => squared(center) < region.radius ** 2);
    case "cell": {
      const own = squared(region.centers[region.index]!);
      return region.centers.every((center, k) => k === region.index || own <= squared(center));
    }
  }
}

function squaredDistance(center: readonly number[], values: Float64Array, offset: number, dim: number): number {
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += (values[offset + d]! - center[d]!) ** 2;
  return sum;
}
