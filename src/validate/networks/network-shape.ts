import { ArgumentError } from "../../core/index.ts";

/** Activations that networks are trained with. */
export type NetworkActivation = "relu" | "tanh" | "silu";

/** A fully connected network, or a whole ensemble of them. */
export interface NetworkShape {
  readonly inputs: number;
  readonly outputs: number;
  /** Units of each hidden layer; none for a linear model. */
  readonly hidden: readonly number[];
  readonly activation: NetworkActivation;
  /**
   * `ntk`: weights start as standard normals and act times 1/√n in the first layer, √(g/n) after it, biases times `bias`;
   * wide networks then train lazily. `standard`: weights start with variance g/n in hidden layers and 1/n in the last, and
   * act as they are. `zero`: all weights start at 0, for linear models.
   */
  readonly scaling: "ntk" | "standard" | "zero";
  /** g: variance of a weight times the width before it, behind an activation; 2 for ReLU and 1 otherwise by default. */
  readonly weightVariance?: number;
  /** Scale of the biases under `ntk`; otherwise biases start at 0 and any positive value keeps them. 0 leaves them out. */
  readonly bias: number;
  /** `output` freezes all but the last layer: random features. */
  readonly trained: "all" | "output";
  /** How the last layer starts: as `scaling` says, or at 0, so that the function starts at 0; "random" by default. */
  readonly outputStart?: "random" | "zero";
}

/** One array of parameters of a network, [rows, cols], as it acts in the network. */
export interface LayerArray {
  readonly rows: number;
  readonly cols: number;
  /** Standard deviation at the start. */
  readonly start: number;
  /** Effective array over nominal parameter: gradients with respect to the parameter carry it, and so do its steps. */
  readonly scale: number;
  readonly trained: boolean;
}

/** A layer: weights [n, m], and biases [1, m] where the network has any. */
export interface LayerPlan {
  readonly weights: LayerArray;
  readonly bias: LayerArray | null;
}

/**
 * The layers of a network, first to last. In the lazy limit its tangent kernel is that of `reluNetwork` or
 * `activationNetwork` of the same depth, bias and weight variance.
 *
 * @throws ArgumentError when a size, the bias or the variance is out of range, or a network to start at zero has hidden layers
 * @source JACOT2018 (ntk); HE2015 (standard)
 */
export function layerPlans(shape: NetworkShape): LayerPlan[] {
  const where = "network";
  const { inputs, outputs, hidden, scaling } = shape;
  const sizes = [inputs, ...hidden, outputs];
  sizes.forEach((size, k) => {
    const name = k === 0 ? "inputs" : k === sizes.length - 1 ? "outputs" : `hidden[${k - 1}]`;
    if (!(Number.isInteger(size) && size >= 1)) throw new ArgumentError(where, name, size, "a positive integer");
  });
  if (scaling === "zero" && hidden.length > 0)
    throw new ArgumentError(where, "hidden", hidden, "empty for a network that starts at zero, which could not train");
  return scaledLayers(
    where,
    sizes.slice(1).map((cols, layer) => [sizes[layer]!, cols] as const),
    shape,
  );
}

/**
 * Layers of given sizes under a scaling.
 *
 * @param sizes - numbers that act on a unit, and units, of each layer
 * @throws ArgumentError when the bias or the variance is out of range
 */
export function scaledLayers(
  where: string,
  sizes: readonly (readonly [rows: number, cols: number])[],
  {
    activation,
    scaling,
    weightVariance,
    bias,
    trained,
    outputStart = "random",
  }: Pick<NetworkShape, "activation" | "scaling" | "weightVariance" | "bias" | "trained" | "outputStart">,
): LayerPlan[] {
  const gain = weightVariance ?? (activation === "relu" ? 2 : 1);
  if (!(gain > 0 && Number.isFinite(gain)))
    throw new ArgumentError(where, "weightVariance", gain, "finite and positive");
  if (!(bias >= 0 && Number.isFinite(bias))) throw new ArgumentError(where, "bias", bias, "finite and at least 0");
  if (outputStart !== "random" && outputStart !== "zero")
    throw new ArgumentError(where, "outputStart", outputStart, "random or zero");
  return sizes.map(([rows, cols], layer) => {
    const last = layer === sizes.length - 1;
    const moves = trained === "all" || last;
    const still = last && outputStart === "zero";
    if (scaling === "ntk") {
      const scale = Math.sqrt((layer === 0 ? 1 : gain) / rows);
      return {
        weights: { rows, cols, start: still ? 0 : scale, scale, trained: moves },
        bias: bias === 0 ? null : { rows: 1, cols, start: still ? 0 : bias, scale: bias, trained: moves },
      };
    }
    const start = scaling === "zero" || still ? 0 : Math.sqrt((last ? 1 : gain) / rows);
    return {
      weights: { rows, cols, start, scale: 1, trained: moves },
      bias: bias === 0 ? null : { rows: 1, cols, start: 0, scale: 1, trained: moves },
    };
  });
}
