import { type Points, ShapeError } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import type { DualActivation } from "./dual-activation.ts";
import type { ReluKernels } from "./relu-kernels.ts";

/** What one affine layer adds to the kernels, per unit of h·h′ (its inputs) or of E[φφ′]. */
export interface LayerScales {
  /** Variance of the layer's output per unit of its input's: total weight variance. */
  readonly signal: number;
  readonly biasVariance: number;
  /** What the weights add to the tangent kernel, and the biases. */
  readonly weightRate: number;
  readonly biasRate: number;
}

/**
 * NNGP and NTK of a network in any scaling, layer by layer: 𝒦₁ = signal z·z′ + biasVariance, Θ₁ = weightRate z·z′ + biasRate, then
 * 𝒦 ← signal E[φ(u)φ(v)] + biasVariance, Θ ← weightRate E[φ(u)φ(v)] + biasRate + signal E[φ′(u)φ′(v)] Θ, where u, v have
 * covariance 𝒦 and E[φφ′] is an average over units. Variances are found once for each list of inputs that is given again.
 *
 * @param layers - for inputs of so many numbers, first to last
 * @returns kernels of inputs [N, n] against others [M, n]; shape [N, M]
 * @throws ShapeError when inputs are not equally long
 * @source JACOT2018; SOHLDICKSTEIN2020
 */
export function layerKernels(
  where: string,
  dual: DualActivation,
  layers: (inputs: number) => readonly [LayerScales, ...LayerScales[]],
): (inputs: Points, against: Points) => ReluKernels {
  const known = new WeakMap<Points, readonly Float64Array[]>();
  /** Var u of every input, layer by layer. */
  const variancesOf = (points: Points): readonly Float64Array[] => {
    const found = known.get(points);
    if (found !== undefined) return found;
    const [first, ...others] = layers(points.dim);
    const all = [inputVariances(points, first)];
    for (const { signal, biasVariance } of others.slice(0, -1))
      all.push(dual.diagonal(all.at(-1)!).value.map((square) => signal * square + biasVariance));
    known.set(points, all);
    return all;
  };
  return (inputs, against) => {
    if (inputs.dim !== against.dim) {
      const shapes = { inputs: [inputs.count, inputs.dim], against: [against.count, against.dim] };
      throw new ShapeError(where, shapes, "inputs must be equally long");
    }
    const [first, ...others] = layers(inputs.dim);
    const products = algebra.gemm(rows(inputs), rows(against), { transposeB: true });
    let nngp = affine(products, first.signal, first.biasVariance);
    let ntk = affine(products, first.weightRate, first.biasRate);
    const left = variancesOf(inputs);
    const right = variancesOf(against);
    others.forEach(({ signal, biasVariance, weightRate, biasRate }, layer) => {
      const { value, slope } = dual.pairs(left[layer]!, right[layer]!, nngp);
      const tangent = ntk;
      nngp = affine(value, signal, biasVariance);
      const next = value.values.map(
        (product, i) => weightRate * product + biasRate + signal * slope.values[i]! * tangent.values[i]!,
      );
      ntk = matrix(value.rows, value.cols, next);
    });
    return { nngp, ntk };
  };
}

function rows({ count, dim, values }: Points): Matrix {
  return matrix(count, dim, values);
}

function inputVariances({ count, dim, values }: Points, { signal, biasVariance }: LayerScales): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let square = 0;
    for (let d = i * dim; d < (i + 1) * dim; d++) square += values[d]! * values[d]!;
    return signal * square + biasVariance;
  });
}

function affine(a: Matrix, slope: number, shift: number): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.values.map((value) => slope * value + shift),
  );
}
