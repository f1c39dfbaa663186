import { ArgumentError, type FeatureMap, type NoisyStates, ShapeError } from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";
import type { Activation } from "../kernels/dual-activation.ts";
import type { NetworkInput } from "../kernels/network-input.ts";
import { denseFeatureMap } from "./dense-feature-map.ts";

/** A frozen hidden layer as it acts: u ↦ φ(u W + b). */
export interface FrozenLayer {
  /** W; shape [n, m]. */
  readonly weights: Matrix;
  /** b; shape [m]; null for none. */
  readonly bias: Float64Array | null;
}

/** A network of which only the last layer is trained, without that layer. */
export interface FrozenNetwork {
  readonly input: NetworkInput;
  /** Hidden layers, first to last; at least one. */
  readonly layers: readonly FrozenLayer[];
  readonly activation: Pick<Activation, "name" | "value">;
  /** Effective over nominal weight of the last layer: what each unit is multiplied by; 1 where weights act as they are. */
  readonly scale: number;
  /** Effective over nominal bias of the last layer, a feature that is the same everywhere; null for a layer without biases. */
  readonly constant: number | null;
}

/**
 * Random features: the units of the last hidden layer of a frozen network times `scale`, and the constant where the last layer has
 * biases. Training that layer alone is regression on them, with the nominal weights as coefficients.
 *
 * @returns features in the order of the units, the constant last
 * @accuracy rounding; a quadrature over states sees them as smooth, which leaves O(h²) at the kinks of ReLU
 * @throws ArgumentError for no layer, or a number that is not finite; ShapeError where layers do not fit
 * @source RAHIMI2007
 */
export function randomFeatures(network: FrozenNetwork): FeatureMap {
  checkNetwork(network);
  const { input, layers, activation, scale, constant } = network;
  const width = layers.at(-1)!.weights.cols;
  const featureCount = width + (constant === null ? 0 : 1);
  const evaluate = (at: NoisyStates): Matrix => {
    const { count, dim, values } = input.inputs(at);
    let units = matrix(count, dim, values);
    for (const { weights, bias } of layers) {
      if (units.cols !== weights.rows) refuse(units.cols, weights.rows);
      units = layerSums(units, weights, bias);
      for (let i = 0; i < units.values.length; i++) units.values[i] = activation.value(units.values[i]!);
    }
    const out = matrix(count, featureCount);
    for (let n = 0; n < count; n++) {
      for (let f = 0; f < width; f++) out.values[n * featureCount + f] = scale * units.values[n * width + f]!;
      if (constant !== null) out.values[n * featureCount + width] = constant;
    }
    return out;
  };
  const shape = layers.map(({ weights }) => weights.cols).join(" × ");
  return denseFeatureMap(`random features (${activation.name}, ${shape})`, input.dim, featureCount, evaluate);
}

/** Units times weights plus biases, state by state: products of engines round by the size of a batch, and features must not depend on it. */
function layerSums({ rows, cols, values }: Matrix, weights: Matrix, bias: Float64Array | null): Matrix {
  const out = matrix(rows, weights.cols);
  for (let n = 0; n < rows; n++) {
    const own = out.values.subarray(n * weights.cols, (n + 1) * weights.cols);
    if (bias !== null) own.set(bias);
    for (let i = 0; i < cols; i++) {
      const unit = values[n * cols + i]!;
      for (let j = 0; j < own.length; j++) own[j]! += unit * weights.values[i * weights.cols + j]!;
    }
  }
  return out;
}

function checkNetwork({ layers, scale, constant }: FrozenNetwork): void {
  const where = "randomFeatures";
  if (layers.length === 0) throw new ArgumentError(where, "layers", layers, "at least one");
  layers.forEach(({ weights, bias }, k) => {
    if (bias !== null && bias.length !== weights.cols) {
      const shapes = { weights: [weights.rows, weights.cols], bias: [bias.length] };
      throw new ShapeError(where, shapes, `layer ${k} must have one bias per unit`);
    }
    if (k > 0 && layers[k - 1]!.weights.cols !== weights.rows) refuse(layers[k - 1]!.weights.cols, weights.rows);
    for (const value of [...weights.values, ...(bias ?? [])])
      if (!Number.isFinite(value)) throw new ArgumentError(where, `layers[${k}]`, value, "finite");
  });
  if (!Number.isFinite(scale)) throw new ArgumentError(where, "scale", scale, "finite");
  if (constant !== null && !Number.isFinite(constant)) throw new ArgumentError(where, "constant", constant, "finite");
}

function refuse(given: number, wanted: number): never {
  throw new ShapeError(
    "randomFeatures",
    { units: [given], weights: [wanted] },
    "a layer must take what comes before it",
  );
}
