import type { Density } from "../core/index.ts";
import { normalCdf } from "../numerics/index.ts";

/** Masses of N(0, σ²) in the cells between `faces`, the first and last reaching to ±∞; differences are taken in the nearer tail. */
export function lineMasses(faces: Float64Array, sigma: number): Float64Array {
  const last = faces.length - 2;
  return Float64Array.from({ length: last + 1 }, (_, i) => {
    const low = i === 0 ? -Infinity : faces[i]! / sigma;
    const high = i === last ? Infinity : faces[i + 1]! / sigma;
    return low > 0 ? normalCdf(-low) - normalCdf(-high) : normalCdf(high) - normalCdf(low);
  });
}

/** A law by its distribution function at the faces of cells. */
export function densityOfMasses(faces: Float64Array, mass: Float64Array): Density {
  const cdf = new Float64Array(faces.length);
  mass.forEach((value, i) => {
    cdf[i + 1] = cdf[i]! + value;
  });
  const cdfStandardError = new Float64Array(faces.length);
  return { kind: "density", x: faces.slice(), cdf, cdfStandardError, cellMass: mass, models: 1, blocks: [cdf] };
}
