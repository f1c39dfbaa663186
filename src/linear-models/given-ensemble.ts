import {
  ArgumentError,
  arraysFromFile,
  closestName,
  type ForwardProcess,
  type LinearScoreModel,
  type ScoreEnsemble,
  ShapeError,
} from "../core/index.ts";
import { matrix, type Rng } from "../numerics/index.ts";
import { linearEnsemble } from "./linear-ensemble.ts";
import { linearScoreField, linearScoreFields } from "./linear-score-field.ts";
import { checkLinearModel } from "./train-linear-model.ts";
import type { TrainedCoefficients } from "./trained-coefficients.ts";

/** How the weights of many models lie in an array: E models, F features, D outputs. */
export type WeightLayout = "EFD" | "EDF";

export interface WeightsFileOptions {
  /** Name of the array in the file; by default the only one, or "weights". */
  readonly entry?: string;
  /** Order of the axes; "EFD" by default. With one output an array [E, F] will do. */
  readonly layout?: WeightLayout;
  readonly featureCount: number;
  readonly dim: number;
}

/**
 * Weights of many trained linear models from a file: .npz or .npy of float32 or float64, or JSON of nested lists.
 *
 * @param bytes - the file
 * @param name - what errors call it
 * @returns one model a row, unknowns ordered (f, d); shape [E, F·D]
 * @accuracy exact
 * @throws ArgumentError when the file is damaged or has no such array; ShapeError when the array does not fit the model
 */
export async function weightsFromFile(
  bytes: Uint8Array,
  name: string,
  options: WeightsFileOptions,
): Promise<TrainedCoefficients> {
  const { featureCount, dim, layout = "EFD" } = options;
  const arrays = await arraysFromFile(bytes, name);
  const entry = entryOf([...arrays.keys()], name, options.entry);
  const { shape, values } = arrays.get(entry)!;
  const shown = entry === "" ? name : `${name}, entry ${JSON.stringify(entry)}`;
  const expected = (order: WeightLayout): readonly number[] =>
    order === "EFD" ? [featureCount, dim] : [dim, featureCount];
  const fits = (order: WeightLayout): boolean =>
    (shape.length === 3 && expected(order).every((size, k) => shape[k + 1] === size)) ||
    (shape.length === 2 && dim === 1 && shape[1] === featureCount);
  if (!fits(layout)) {
    const other = layout === "EFD" ? "EDF" : "EFD";
    const hint = fits(other) ? `; it fits the layout "${other}"` : "";
    throw new ShapeError(
      "weightsFromFile",
      {
        [shown]: [...shape],
        model: [shape[0] ?? 0, ...expected(layout)],
      },
      `layout "${layout}" is [E, ${layout === "EFD" ? "F, D" : "D, F"}] with F = ${featureCount}, D = ${dim}${hint}`,
    );
  }
  const models = shape[0]!;
  if (models < 2) throw new ArgumentError("weightsFromFile", `${shown}: models`, models, "at least 2");
  const size = featureCount * dim;
  if (layout === "EFD") return matrix(models, size, values);
  const out = matrix(models, size);
  for (let m = 0; m < models; m++)
    for (let f = 0; f < featureCount; f++)
      for (let d = 0; d < dim; d++) out.values[m * size + f * dim + d] = values[m * size + d * featureCount + f]!;
  return out;
}

function entryOf(names: readonly string[], file: string, wanted: string | undefined): string {
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted;
    const near = closestName(wanted, names);
    const hint = near === null ? "" : `; did you mean ${JSON.stringify(near)}?`;
    throw new ArgumentError("weightsFromFile", `${file}: entry`, wanted, `one of ${names.join(", ")}${hint}`);
  }
  if (names.length === 1) return names[0]!;
  if (names.includes("weights")) return "weights";
  const rule =
    names.length === 0 ? "at least one array" : 'a single array, one named "weights", or a choice by `entry`';
  throw new ArgumentError("weightsFromFile", `${file}: arrays`, names, rule);
}

/**
 * The ensemble of given trained models, known through these alone: empirical mean and covariance, and `draw` takes one of them
 * with equal chances. No realisation is new, so that averages over draws carry the sampling error of E models however many are
 * drawn.
 *
 * @param coefficients - E ≥ 2 models, as from `weightsFromFile` or `trainCoefficients`; shape [E, F·D]
 * @accuracy sampling error of E models
 * @throws ShapeError when the coefficients do not fit the model
 */
export function givenEnsemble(
  model: LinearScoreModel,
  process: ForwardProcess,
  coefficients: TrainedCoefficients,
): ScoreEnsemble {
  checkLinearModel(model, process);
  const { dim } = process.data;
  const size = model.features.featureCount * dim;
  if (coefficients.cols !== size) {
    throw new ShapeError(
      "givenEnsemble",
      { coefficients: [coefficients.rows, coefficients.cols], model: [model.features.featureCount, dim] },
      "a row must have F·D numbers",
    );
  }
  const chosen = (rng: Rng): Float64Array => {
    const m = rng.integer(coefficients.rows);
    return coefficients.values.subarray(m * size, (m + 1) * size);
  };
  return {
    ...linearEnsemble(model, process, coefficients),
    name: `${coefficients.rows} given models, drawn with equal chances`,
    draw: (rng) => linearScoreField(model, process.schedule, matrix(size / dim, dim, chosen(rng))),
    drawMany: (rngs) => {
      const drawn = matrix(rngs.length, size);
      rngs.forEach((rng, m) => {
        drawn.values.set(chosen(rng), m * size);
      });
      return linearScoreFields(model, process.schedule, drawn);
    },
  };
}
