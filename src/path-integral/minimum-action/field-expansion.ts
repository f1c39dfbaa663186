import type { ScoreField } from "../../core/index.ts";
import { directionalDerivatives } from "../field-derivatives.ts";

/** Derivatives of a field at one state: ∂f_i/∂x_d [D, D] and ∂²f_i/∂x_d∂x_e [D, D, D]. */
export interface FieldExpansion {
  readonly jacobian: Float64Array;
  readonly curvature: Float64Array;
}

/**
 * First and second derivatives of a score field at one state and time.
 *
 * @param step - h of the difference quotients, in data units
 * @accuracy central differences of order eight
 */
export function fieldExpansion(field: ScoreField, x: Float64Array, t: number, step: number): FieldExpansion {
  const dim = x.length;
  const at = { count: 1, dim, values: x };
  const score = (states: typeof at): Float64Array => field.score(states, t);
  const jacobian = new Float64Array(dim * dim);
  const curvature = new Float64Array(dim ** 3);
  const along = (direction: Float64Array) => directionalDerivatives(score, at, direction, step);
  for (let d = 0; d < dim; d++) {
    const { first, second } = along(unit(dim, d));
    for (let i = 0; i < dim; i++) {
      jacobian[i * dim + d] = first[i]!;
      curvature[(i * dim + d) * dim + d] = second[i]!;
    }
  }
  for (let d = 0; d < dim; d++) {
    for (let e = 0; e < d; e++) {
      const diagonal = unit(dim, d);
      diagonal[e] = 1;
      const { second } = along(diagonal);
      for (let i = 0; i < dim; i++) {
        const pure = curvature[(i * dim + d) * dim + d]! + curvature[(i * dim + e) * dim + e]!;
        const mixed = (second[i]! - pure) / 2;
        curvature[(i * dim + d) * dim + e] = mixed;
        curvature[(i * dim + e) * dim + d] = mixed;
      }
    }
  }
  return { jacobian, curvature };
}

function unit(dim: number, axis: number): Float64Array {
  const out = new Float64Array(dim);
  out[axis] = 1;
  return out;
}
