import { ArgumentError } from "../../numerics/index.ts";
import type { Points } from "../points.ts";

/**
 * Side of the square images that points are.
 *
 * @throws ArgumentError when D is no square number
 */
export function imageSide(where: string, dim: number): number {
  const side = Math.round(Math.sqrt(dim));
  if (side * side !== dim)
    throw new ArgumentError(where, "dim", dim, "a square number: images are square, row by row, without labels");
  return side;
}

/**
 * Square images shrunk by the mean over blocks of factor × factor pixels.
 *
 * @param x - images row by row; shape [N, S²]
 * @param factor - a divisor of S; 1 leaves images as they are
 * @returns shape [N, (S/factor)²]
 * @throws ArgumentError when images are not square, or the factor does not divide their side
 */
export function averagePooled(x: Points, factor: number): Points {
  const where = "averagePooled";
  const side = imageSide(where, x.dim);
  if (!(Number.isInteger(factor) && factor >= 1 && side % factor === 0))
    throw new ArgumentError(where, "factor", factor, `a divisor of the side ${side}`);
  const small = side / factor;
  const values = new Float64Array(x.count * small * small);
  for (let n = 0; n < x.count; n++)
    for (let i = 0; i < side; i++)
      for (let j = 0; j < side; j++) {
        const at = (n * small + Math.floor(i / factor)) * small + Math.floor(j / factor);
        values[at]! += x.values[(n * side + i) * side + j]! / (factor * factor);
      }
  return { count: x.count, dim: small * small, values };
}
