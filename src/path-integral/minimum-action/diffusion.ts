import { ArgumentError } from "../../numerics/index.ts";
import { firstDerivative } from "../field-derivatives.ts";

/** A diffusion dx = b(x, t) dt + σ(x, t) dW on R^D, driven by m Brownian motions. */
export interface Diffusion {
  /** D. */
  readonly dim: number;
  /** m. */
  readonly noiseDim: number;
  /** How σ dW is read: "additive", where σ does not depend on x; evaluated before the step; or the limit of smooth noise. */
  readonly calculus: "additive" | "ito" | "stratonovich";
  /** b(x, t); shape [D]. */
  drift(x: Float64Array, t: number): Float64Array;
  /** σ(x, t); shape [D, m]. */
  noise(x: Float64Array, t: number): Float64Array;
}

/**
 * Hamilton's equations of the least-action paths, H(x, p, t) = b_S·p + ½|σᵀp|², with the drift b_S in Stratonovich form.
 * That choice makes paths and actions independent of coordinates, and exact wherever a change of coordinates makes σ constant.
 */
export interface PathHamiltonian {
  readonly dim: number;
  /** (ẋ, ṗ) at (x, p); shape [2D]. */
  flow(z: Float64Array, t: number): Float64Array;
  /** |σᵀp|², tr ∂²H/∂x∂p, and ½ Σ_k (σ_k·∇)σ_k·p: the integrands of action and prefactor. */
  integrands(z: Float64Array, t: number): readonly [number, number, number];
  /** σσᵀ; shape [D, D]. */
  covariance(x: Float64Array, t: number): Float64Array;
  /** b_S; shape [D]. */
  drift(x: Float64Array, t: number): Float64Array;
}

/**
 * @param step - step of difference quotients in x, small against the lengths over which b and σ vary
 * @accuracy differences of order eight
 * @throws ArgumentError when drift or noise are not finite at a state that is asked for
 */
export function pathHamiltonian(diffusion: Diffusion, step: number): PathHamiltonian {
  const { dim, noiseDim, calculus } = diffusion;
  const noise = (x: Float64Array, t: number): Float64Array => finite("noise", diffusion.noise(x, t), x, dim * noiseDim);
  const given = (x: Float64Array, t: number): Float64Array => finite("drift", diffusion.drift(x, t), x, dim);

  /** ½ Σ_k (σ_k·∇)σ_k: Stratonovich drift + this = Itô drift. */
  function noiseInducedDrift(x: Float64Array, t: number): Float64Array {
    const out = new Float64Array(dim);
    if (calculus === "additive") return out;
    const sigma = noise(x, t);
    for (let k = 0; k < noiseDim; k++) {
      const direction = Float64Array.from({ length: dim }, (_, d) => sigma[d * noiseDim + k]!);
      const size = direction.reduce((found, value) => Math.max(found, Math.abs(value)), 0);
      if (size === 0) continue;
      const change = firstDerivative((at) => noise(at, t), x, direction, step / size);
      for (let d = 0; d < dim; d++) out[d]! += change[d * noiseDim + k]! / 2;
    }
    return out;
  }

  function drift(x: Float64Array, t: number): Float64Array {
    const b = given(x, t);
    if (calculus !== "ito") return b;
    const induced = noiseInducedDrift(x, t);
    return b.map((value, d) => value - induced[d]!);
  }

  function velocity(x: Float64Array, p: Float64Array, t: number): Float64Array {
    const sigma = noise(x, t);
    const out = drift(x, t).slice();
    for (let k = 0; k < noiseDim; k++) {
      let force = 0;
      for (let d = 0; d < dim; d++) force += sigma[d * noiseDim + k]! * p[d]!;
      for (let d = 0; d < dim; d++) out[d]! += sigma[d * noiseDim + k]! * force;
    }
    return out;
  }

  function forceSquare(x: Float64Array, p: Float64Array, t: number): number {
    const sigma = noise(x, t);
    let square = 0;
    for (let k = 0; k < noiseDim; k++) {
      let force = 0;
      for (let d = 0; d < dim; d++) force += sigma[d * noiseDim + k]! * p[d]!;
      square += force * force;
    }
    return square;
  }

  return {
    dim,
    drift,
    flow(z, t) {
      const x = z.slice(0, dim);
      const p = z.slice(dim, 2 * dim);
      const out = new Float64Array(2 * dim);
      out.set(velocity(x, p, t));
      const energy = (at: Float64Array): Float64Array =>
        Float64Array.of(drift(at, t).reduce((sum, b, d) => sum + b * p[d]!, forceSquare(at, p, t) / 2));
      for (let d = 0; d < dim; d++) out[dim + d] = -firstDerivative(energy, x, axis(dim, d), step)[0]!;
      return out;
    },
    integrands(z, t) {
      const x = z.slice(0, dim);
      const p = z.slice(dim, 2 * dim);
      let trace = 0;
      for (let d = 0; d < dim; d++) trace += firstDerivative((at) => velocity(at, p, t), x, axis(dim, d), step)[d]!;
      const induced = noiseInducedDrift(x, t).reduce((sum, value, d) => sum + value * p[d]!, 0);
      return [forceSquare(x, p, t), trace, induced];
    },
    covariance(x, t) {
      const sigma = noise(x, t);
      const out = new Float64Array(dim * dim);
      for (let i = 0; i < dim; i++)
        for (let j = 0; j < dim; j++)
          for (let k = 0; k < noiseDim; k++) out[i * dim + j]! += sigma[i * noiseDim + k]! * sigma[j * noiseDim + k]!;
      return out;
    },
  };
}

function axis(dim: number, d: number): Float64Array {
  const out = new Float64Array(dim);
  out[d] = 1;
  return out;
}

function finite(name: string, values: Float64Array, x: Float64Array, length: number): Float64Array {
  if (values.length !== length || !values.every(Number.isFinite))
    throw new ArgumentError(
      "pathHamiltonian",
      `${name}([${x.join(", ")}])`,
      Array.from(values),
      `${length} finite numbers`,
    );
  return values;
}
