import { ArgumentError, ShapeError } from "../errors.ts";
import { latticeDirections } from "./lattice-directions.ts";
import type { PlaneCoefficients } from "./plane-coefficients.ts";
import { type SellingParts, sellingInto } from "./selling.ts";

/** Diffusion and drift of every cell along every lattice direction. */
export interface LatticeSplit {
  readonly weight: readonly Float64Array[];
  readonly drift: readonly Float64Array[];
  /** Whether any cell has weight or drift along a direction. */
  readonly used: Uint8Array;
}

/** Zeros for `cells` cells. */
export function latticeSplit(cells: number): LatticeSplit {
  const zeros = (): Float64Array[] => latticeDirections.map(() => new Float64Array(cells));
  return { weight: zeros(), drift: zeros(), used: new Uint8Array(latticeDirections.length) };
}

/**
 * Splits diffusion and drift of every cell over lattice directions. Drift goes along the two directions of the cell that have
 * the larger weights, which form a basis, so that diffusion is there to fit its flux to.
 *
 * @returns the largest share of diffusion that was added
 */
export function splitInto({ weight, drift, used }: LatticeSplit, coefficients: PlaneCoefficients): number {
  const { xx, xy, yy } = coefficients.diffusion;
  const columnDrift = coefficients.drift?.columns ?? null;
  const rowDrift = coefficients.drift?.rows ?? null;
  const cells = weight[0]!.length;
  const sizes = [xx, xy, yy, columnDrift ?? xx, rowDrift ?? xx].map(({ length }) => length);
  if (sizes.some((size) => size !== cells))
    throw new ShapeError("solvePlaneFokkerPlanck", { cells: [cells], coefficients: sizes }, "one value a cell");
  latticeDirections.forEach((_, d) => {
    if (used[d] === 0) return;
    weight[d]!.fill(0);
    drift[d]!.fill(0);
  });
  used.fill(0);
  const parts: SellingParts = { direction: new Int32Array(3), weight: new Float64Array(3) };
  let largest = 0;
  for (let c = 0; c < cells; c++) {
    const a = xx[c]!;
    const b = yy[c]!;
    const m = xy[c]!;
    const vx = columnDrift === null ? 0 : columnDrift[c]!;
    const vy = rowDrift === null ? 0 : rowDrift[c]!;
    if (a === 0 && b === 0 && m === 0 && vx === 0 && vy === 0) continue;
    if (!(a >= 0 && b >= 0 && a + b < Infinity && Math.abs(m) <= Math.sqrt(a * b) * (1 + 1e-9)))
      throw new ArgumentError(
        "solvePlaneFokkerPlanck",
        `diffusion at cell ${c}`,
        [a, m, b],
        "positive semi-definite and finite",
      );
    if (!Number.isFinite(vx + vy))
      throw new ArgumentError("solvePlaneFokkerPlanck", `drift at cell ${c}`, [vx, vy], "finite");
    const added = sellingInto(parts, a, m, b);
    if (added > largest * (a + b)) largest = added / (a + b);
    for (let k = 0; k < 3; k++) {
      const w = parts.weight[k]!;
      if (w === 0) continue;
      const d = parts.direction[k]!;
      weight[d]![c] = w;
      used[d] = 1;
    }
    if (vx !== 0 || vy !== 0) driftInto(drift, used, parts, c, vx, vy);
  }
  return largest;
}

/** v = c₁ e₁ + c₂ e₂ in the two directions other than the lightest; two of a superbase have determinant ±1. */
function driftInto(
  drift: readonly Float64Array[],
  used: Uint8Array,
  { direction, weight }: SellingParts,
  c: number,
  vx: number,
  vy: number,
): void {
  const w0 = weight[0]!;
  const w1 = weight[1]!;
  const w2 = weight[2]!;
  const lightest = w2 <= w0 && w2 <= w1 ? 2 : w1 <= w0 ? 1 : 0;
  const d1 = direction[lightest === 0 ? 1 : 0]!;
  const d2 = direction[lightest === 2 ? 1 : 2]!;
  const e1 = latticeDirections[d1]!;
  const e2 = latticeDirections[d2]!;
  const determinant = e1.columns * e2.rows - e1.rows * e2.columns;
  drift[d1]![c] = (vx * e2.rows - vy * e2.columns) / determinant;
  drift[d2]![c] = (e1.columns * vy - e1.rows * vx) / determinant;
  used[d1] = 1;
  used[d2] = 1;
}
