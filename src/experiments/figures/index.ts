import type { FigureResult } from "../../core/index.ts";
import { ArgumentError } from "../../core/index.ts";
import type { RunContext } from "../run-context.ts";
import { boundaryMaps } from "./boundary-maps.ts";
import { budgetOverSamples } from "./gap-budget.ts";
import { gapFillingFigure } from "./gap-filling.ts";
import { imageDenoisersFigure } from "./image-denoisers.ts";
import { lazyNetworksFigure } from "./lazy-networks.ts";
import { localApproximations } from "./local-approximations.ts";
import { naiveFigure } from "./naive-estimator.ts";
import { ordinaryNetworksFigure } from "./ordinary-networks.ts";
import { orientationFigure, orientationModels } from "./orientation.ts";
import { validateLinearFigure } from "./validate-linear.ts";
import { validityMapFigure } from "./validity-map.ts";
import { wideNetworksFigure } from "./wide-networks.ts";

/** Choices of a figure. */
export interface FigureOptions {
  /** "published" imitates the numerics of the source; "accurate" replaces them by converged ones. */
  readonly scheme: "published" | "accurate";
  readonly seed?: number;
  /** Trained models, or Gaussian fields, per panel. */
  readonly models?: number;
  /** What networks are trained on; WebAssembly by default. */
  readonly backend?: string;
  /** Files of more data, for figures of data that a user may bring. */
  readonly data?: readonly string[];
}

type Figure = (
  options: Pick<FigureOptions, "scheme" | "models"> & {
    readonly seed: number;
    readonly backend: string;
    readonly data: readonly string[];
  },
  context: RunContext,
) => Promise<FigureResult>;

/** One line a figure, with the models it takes where none are asked for. */
const figures: Readonly<Record<string, Figure>> = {
  "gtv-fig1": (_, context) => boundaryMaps(context),
  "gtv-fig2": ({ scheme, seed, models = 2000 }, context) => gapFillingFigure(scheme, seed, models, context),
  "gtv-fig3": ({ scheme, seed, models = orientationModels[scheme] }, context) =>
    orientationFigure(scheme, seed, models, context),
  "gtv-budget": ({ scheme, seed, models = 1000 }, context) => budgetOverSamples(scheme, seed, models, context),
  "gtv-local": ({ seed, models = 2000 }, context) => localApproximations(seed, models, context),
  "gtv-lazy": ({ seed, models = 80 }, context) => lazyNetworksFigure(seed, models, context),
  "gtv-validity": ({ seed, models = 1000 }, context) => validityMapFigure(seed, models, context),
  "gtv-naive": ({ seed, models }, context) => naiveFigure(seed, models, context),
  "validate-linear": ({ seed, models = 80, backend }, context) => validateLinearFigure(seed, models, backend, context),
  "validate-lazy": ({ seed, models, backend }, context) => wideNetworksFigure(seed, models, backend, context),
  "validate-images": ({ seed, models = 3, backend, data }, context) =>
    imageDenoisersFigure(seed, models, backend, data, context),
  "validate-ordinary": ({ seed, models, backend }, context) => ordinaryNetworksFigure(seed, models, backend, context),
};

/** Figures that take files of more data. */
const takingData: ReadonlySet<string> = new Set(["validate-images"]);

/** Most models a panel: their samples are held in memory. */
const mostModels = 1_000_000;

/** Figures that can be regenerated. */
export const figureIds: readonly string[] = Object.keys(figures);

/**
 * Regenerates a figure with the published values beside ours.
 *
 * @throws ArgumentError for an unknown figure, a number of models below 2 or above a million, or data files of a figure that takes none
 */
export async function runFigure(id: string, options: FigureOptions, context: RunContext): Promise<FigureResult> {
  const { models, seed = 1, backend = "wasm", data = [] } = options;
  if (models !== undefined && !(Number.isInteger(models) && models >= 2 && models <= mostModels)) {
    throw new ArgumentError("runFigure", "models", models, `an integer from 2 to ${mostModels}`);
  }
  const figure = Object.hasOwn(figures, id) ? figures[id] : undefined;
  if (figure === undefined) throw new ArgumentError("runFigure", "id", id, `one of ${figureIds.join(", ")}`);
  if (data.length > 0 && !takingData.has(id))
    throw new ArgumentError("runFigure", "data", data, `left out for ${id}: only ${[...takingData].join(", ")} has it`);
  return figure({ ...options, seed, backend, data }, context);
}
