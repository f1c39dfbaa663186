import { type ConstraintExpansion, matrix } from "../../numerics/index.ts";
import type { NoiseDrivenFlow } from "./noise-driven-flow.ts";

/** What a rare path has to reach: one end state, or the half-space direction·x ≥ threshold. */
export type RareEnd =
  | { readonly kind: "point"; readonly x: Float64Array }
  | { readonly kind: "beyond"; readonly direction: Float64Array; readonly threshold: number };

/** Number of equations that an end puts on a path. */
export function constraintCount(end: RareEnd): number {
  return end.kind === "point" ? end.x.length : 1;
}

/** c(u): x(u) − x*, or direction·x(u) − threshold. */
export function constraintOf(flow: NoiseDrivenFlow, u: Float64Array, end: RareEnd): ConstraintExpansion {
  const found = flow.expand(u);
  if (end.kind === "point") {
    return {
      value: found.end.map((value, d) => value - end.x[d]!),
      get jacobian() {
        return found.jacobian;
      },
      hessian: (multipliers) => found.hessian(multipliers),
    };
  }
  const { direction, threshold } = end;
  return {
    value: Float64Array.of(dotted(direction, found.end) - threshold),
    get jacobian() {
      const { cols, values } = found.jacobian;
      const row = matrix(1, cols);
      direction.forEach((weight, d) => {
        for (let i = 0; i < cols; i++) row.values[i]! += weight * values[d * cols + i]!;
      });
      return row;
    },
    hessian: (multipliers) => found.hessian(direction.map((weight) => weight * multipliers[0]!)),
  };
}

/** The end of the same kind that a state lies on. */
export function endAt(end: RareEnd, x: Float64Array): RareEnd {
  return end.kind === "point" ? { ...end, x } : { ...end, threshold: dotted(end.direction, x) };
}

/** A state on the end: the point itself, or the point of the hyperplane next to `from`. */
export function stateOn(end: RareEnd, from: Float64Array): Float64Array {
  if (end.kind === "point") return end.x.slice();
  const { direction, threshold } = end;
  const share = (threshold - dotted(direction, from)) / dotted(direction, direction);
  return from.map((value, d) => value + share * direction[d]!);
}

function dotted(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, d) => sum + value * b[d]!, 0);
}
