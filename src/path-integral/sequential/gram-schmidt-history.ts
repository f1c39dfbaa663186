import type { Points } from "../../core/index.ts";
import { type Matrix, ShapeError } from "../../numerics/index.ts";
import { projectOutInto, squareOf } from "./basis-projection.ts";
import type { FieldHistory, HistoryOptions } from "./field-history.ts";

/** Room for directions at the start; it doubles as paths meet more. */
const firstRoom = 16;

/** Share of the square below which a remainder is made orthogonal once more: it has lost a digit or more. */
const cancelled = 0.01;

/**
 * Histories by Gram–Schmidt on explicit loadings, ŝ − s̄ = L g: every path keeps an orthonormal basis of the
 * rows of L that it has met and the coordinates of its own g in that basis. Remainders are explicit, so nothing cancels, and
 * no jitter is added: directions below it are left out.
 *
 * @param loadings - L at one state a path; shape [B·D, rank]
 * @source GTV, Proposition 3.1; HIGHAM2002, section 19.8
 */
export function gramSchmidtHistory(
  loadings: (x: Points, t: number) => Matrix,
  { streams, dim, values, relativeJitter }: HistoryOptions,
): FieldHistory {
  const paths = streams.length;
  const normals = streams.map((stream) => stream.normals(values));
  const bases: Float64Array[] = streams.map(() => new Float64Array(0));
  const coordinates = streams.map(() => new Float64Array(values));
  const directions = new Int32Array(paths);
  let asked = 0;
  return {
    directions,
    next(x, t) {
      const { rows, cols: rank, values: loading } = loadings(x, t);
      if (rows !== paths * dim)
        throw new ShapeError("gramSchmidtHistory", { loadings: [rows, rank], states: [paths, dim] }, "one row a value");
      const out = new Float64Array(paths * dim);
      for (let b = 0; b < paths; b++) {
        const scale = squareOf(loading, b * dim * rank, dim * rank) / dim;
        for (let d = 0; d < dim; d++) {
          const row = loading.subarray((b * dim + d) * rank, (b * dim + d + 1) * rank);
          const found = directions[b]!;
          const own = coordinates[b]!;
          let value = projectOutInto(row, bases[b]!, found, own);
          let rest = squareOf(row, 0, rank);
          if (rest > relativeJitter * scale) {
            if (rest < cancelled * scale) {
              value += projectOutInto(row, bases[b]!, found, own);
              rest = squareOf(row, 0, rank);
            }
            const basis = roomFor(bases[b]!, found + 1, rank, values);
            bases[b] = basis;
            const root = Math.sqrt(rest);
            for (let k = 0; k < rank; k++) basis[found * rank + k] = row[k]! / root;
            own[found] = normals[b]![asked + d]!;
            value += root * own[found]!;
            directions[b] = found + 1;
          }
          out[b * dim + d] = value;
        }
      }
      asked += dim;
      return out;
    },
  };
}

function roomFor(basis: Float64Array, count: number, rank: number, most: number): Float64Array {
  if (count * rank <= basis.length) return basis;
  const grown = new Float64Array(Math.min(most, Math.max(firstRoom, 2 * (count - 1))) * rank);
  grown.set(basis);
  return grown;
}
