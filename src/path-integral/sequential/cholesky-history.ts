import { ArgumentError, type NoisyStates, type Points, type ScoreEnsemble } from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import { type FieldHistory, firstStates, type HistoryOptions, notPositiveDefinite } from "./field-history.ts";

/** Relative difference of V(z, z′)ᵀ and V(z′, z) that is rounding. */
const asymmetryAllowed = 1e-8;

/**
 * Histories by Cholesky factors that grow by a row a value, from point values of the covariance alone. The jitter on the
 * diagonal keeps the weights of past values finite: fields that are smooth along the path extrapolate with weights that
 * would turn rounding into noise. A value that the earlier ones determine up to the jitter, as where the field is frozen, adds
 * no row; in general every value adds one.
 *
 * @throws NotPositiveDefiniteError naming path, state and pivot where a variance given the past is negative
 * @throws ArgumentError when the covariance is not symmetric
 * @source GTV, Proposition 3.1; HIGHAM2002, section 10.1
 */
export function choleskyHistory(
  covariance: ScoreEnsemble["scoreCovariance"],
  { streams, dim, values, relativeJitter }: HistoryOptions,
): FieldHistory {
  const normals = streams.map((stream) => stream.normals(values));
  const steps = Math.ceil(values / dim);
  const kept = streams.map(() => ({
    x: new Float64Array((steps + 1) * dim),
    t: new Float64Array(steps + 1),
    states: 0,
    /** Where each row's value stands among the kept values. */
    place: [] as number[],
    /** Rows of the factor, packed. */
    factor: [] as number[],
    whitened: [] as number[],
  }));
  const directions = new Int32Array(streams.length);
  const row = new Float64Array(values + 1);
  let asked = 0;
  let symmetryKnown = false;
  return {
    directions,
    next(x: Points, t: number) {
      const out = new Float64Array(streams.length * dim);
      kept.forEach((path, b) => {
        const state = x.values.subarray(b * dim, (b + 1) * dim);
        path.x.set(state, path.states * dim);
        path.t[path.states] = t;
        const here: NoisyStates = {
          x: { count: 1, dim, values: state },
          t: path.t.subarray(path.states, path.states + 1),
        };
        const { values: block, cols } = covariance(here, firstStates(path, path.states + 1, dim));
        if (!symmetryKnown && path.states > 0) {
          checkSymmetry(covariance(firstStates(path, 1, dim), here), block, cols, dim);
          symmetryKnown = true;
        }
        const own = path.states * dim;
        let scale = 0;
        for (let d = 0; d < dim; d++) scale += block[d * cols + own + d]! / dim;
        let keeps = false;
        for (let d = 0; d < dim; d++) {
          const count = path.place.length;
          let value = 0;
          let pivot = block[d * cols + own + d]!;
          for (let i = 0, at = 0; i < count; i++) {
            let entry = block[d * cols + path.place[i]!]!;
            for (let j = 0; j < i; j++, at++) entry -= path.factor[at]! * row[j]!;
            entry /= path.factor[at++]!;
            row[i] = entry;
            pivot -= entry * entry;
            value += entry * path.whitened[i]!;
          }
          // Squared weights sum to at most 1/(4 jitter), and multiply the rounding of V.
          const allowance = relativeJitter + ((count + 1) * Number.EPSILON) / (4 * relativeJitter);
          if (!(pivot >= -allowance * scale)) throw notPositiveDefinite(b, state, t, asked + d, pivot);
          if (pivot > relativeJitter * scale) {
            const root = Math.sqrt(pivot + relativeJitter * scale);
            const normal = normals[b]![asked + d]!;
            for (let i = 0; i < count; i++) path.factor.push(row[i]!);
            path.factor.push(root);
            path.whitened.push(normal);
            path.place.push(own + d);
            value += root * normal;
            keeps = true;
          }
          out[b * dim + d] = value;
        }
        if (keeps) path.states++;
        directions[b] = path.place.length;
      });
      asked += dim;
      return out;
    },
  };
}

/** Block (0, here) against the transpose of block (here, 0). */
function checkSymmetry({ values }: Matrix, block: Float64Array, cols: number, dim: number): void {
  let asymmetry = 0;
  let scale = 0;
  for (let d = 0; d < dim; d++) {
    for (let e = 0; e < dim; e++) {
      asymmetry = Math.max(asymmetry, Math.abs(values[e * dim + d]! - block[d * cols + e]!));
      scale = Math.max(scale, Math.abs(block[d * cols + e]!), Math.abs(values[e * dim + d]!));
    }
  }
  if (asymmetry > asymmetryAllowed * scale)
    throw new ArgumentError(
      "sequentialConditioning",
      "asymmetry of scoreCovariance",
      asymmetry,
      `at most ${asymmetryAllowed} of its entries, since Cov[ŝ(z), ŝ(z′)]ᵀ = Cov[ŝ(z′), ŝ(z)]`,
    );
}
