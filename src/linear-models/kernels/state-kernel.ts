import type { FeatureMap, NoisyStates } from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";

/** A positive semi-definite kernel K(z, z′) of noisy states z = (x, t): of a wide network, or of features. */
export interface StateKernel {
  readonly name: string;
  /** Data dimension D. */
  readonly dim: number;
  /** K(z_n, z′_m); shape [N, M]; exactly symmetric when both lists are the same object. */
  between(at: NoisyStates, against: NoisyStates): Matrix;
  /** z ↦ K(z, Z′) with everything that depends on Z′ alone done once; shape [N, M]. */
  toward(against: NoisyStates): (at: NoisyStates) => Matrix;
  /** K(z_n, z_n); shape [N]. */
  diagonal(at: NoisyStates): Float64Array;
}

/** States handled at once, so that dense features stay small. */
const blockSize = 1024;

/**
 * The kernel of features: K(z, z′) = φ(z)·φ(z′). A lazy model with it is the linear model with those features.
 *
 * @accuracy rounding
 */
export function featureKernel(features: FeatureMap): StateKernel {
  const { dim, featureCount } = features;
  return {
    name: `kernel of ${features.name}`,
    dim,
    between: (at, against) => features.kernel(at, against),
    toward: (against) => (at) => features.kernel(at, against),
    diagonal(at) {
      const out = new Float64Array(at.x.count);
      for (let from = 0; from < out.length; from += blockSize) {
        const to = Math.min(from + blockSize, out.length);
        const phi = features.evaluate(statesBetween(at, from, to)).values;
        for (let i = 0; i < phi.length; i++) out[from + Math.floor(i / featureCount)]! += phi[i]! * phi[i]!;
      }
      return out;
    },
  };
}

/**
 * g(t) K(z, z′) g(t′): the kernel of g f where K is that of f. So the tangent kernel of a network that predicts the noise becomes
 * that of its score, with g = −1/σ.
 *
 * @param gain - g; not 0
 */
export function scaledKernel(kernel: StateKernel, gain: (t: number) => number): StateKernel {
  const toward = (against: NoisyStates): ((at: NoisyStates) => Matrix) => {
    const kernelAt = kernel.toward(against);
    const right = against.t.map(gain);
    return (at) => {
      const { rows, cols, values } = kernelAt(at);
      const left = at === against ? right : at.t.map(gain);
      return {
        rows,
        cols,
        values: values.map((value, i) => value * (left[Math.floor(i / cols)]! * right[i % cols]!)),
      };
    };
  };
  return {
    name: `${kernel.name}, times a function of time`,
    dim: kernel.dim,
    between: (at, against) => toward(against)(at),
    toward,
    diagonal(at) {
      return kernel.diagonal(at).map((value, n) => value * gain(at.t[n]!) ** 2);
    },
  };
}

/** States `from` … `to` − 1; a view. */
export function statesBetween({ x, t }: NoisyStates, from: number, to: number): NoisyStates {
  const values = x.values.subarray(from * x.dim, to * x.dim);
  return { x: { count: to - from, dim: x.dim, values }, t: t.subarray(from, to) };
}
