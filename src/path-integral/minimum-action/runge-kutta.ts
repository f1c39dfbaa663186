import type { FixedStepMethod } from "../../numerics/index.ts";

/** An explicit Runge–Kutta method: stages `a`, weights `b`, nodes `c`. */
export interface Tableau {
  readonly a: readonly (readonly number[])[];
  readonly b: readonly number[];
  readonly c: readonly number[];
}

/** Methods by their coefficients. @source HAIRER1993, II.1 */
export const tableaus: Readonly<Record<FixedStepMethod, Tableau>> = {
  euler: { a: [[]], b: [1], c: [0] },
  heun: { a: [[], [1]], b: [1 / 2, 1 / 2], c: [0, 1] },
  rk4: { a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1]], b: [1 / 6, 1 / 3, 1 / 3, 1 / 6], c: [0, 1 / 2, 1 / 2, 1] },
};

/**
 * The adjoint of a Runge–Kutta integration: the weights μ of every stage slope in λ·x at the end, and the weight of the start.
 *
 * @param times - decreasing; shape [K + 1]
 * @param slopes - ∂f/∂x at every stage in the order of evaluation; shape [K · stages] of [D, D]
 * @param end - λ; shape [D]
 */
export function adjointWeights(
  { a, b }: Tableau,
  times: Float64Array,
  slopes: readonly Float64Array[],
  end: Float64Array,
): { readonly mu: Float64Array[]; readonly start: Float64Array } {
  const dim = end.length;
  const stageCount = b.length;
  const mu: Float64Array[] = Array.from({ length: slopes.length });
  const lambda = end.slice();
  for (let k = times.length - 2; k >= 0; k--) {
    const h = times[k]! - times[k + 1]!;
    const carried = new Float64Array(dim);
    for (let s = stageCount - 1; s >= 0; s--) {
      const weight = lambda.map((value) => h * b[s]! * value);
      for (let j = s + 1; j < stageCount; j++) {
        const share = a[j]![s] ?? 0;
        if (share === 0) continue;
        const later = k * stageCount + j;
        addTransposedInto(weight, slopes[later]!, mu[later]!, h * share);
      }
      const own = k * stageCount + s;
      mu[own] = weight;
      addTransposedInto(carried, slopes[own]!, weight, 1);
    }
    addInto(lambda, carried, 1);
  }
  return { mu, start: lambda };
}

/** out += factor · other. */
export function addInto(out: Float64Array, other: Float64Array, factor: number): void {
  for (let i = 0; i < out.length; i++) out[i]! += factor * other[i]!;
}

/** out += factor · Aᵀ v for A [D, D]. */
function addTransposedInto(out: Float64Array, a: Float64Array, v: Float64Array, factor: number): void {
  const dim = v.length;
  for (let i = 0; i < dim; i++) for (let d = 0; d < dim; d++) out[d]! += factor * a[i * dim + d]! * v[i]!;
}
