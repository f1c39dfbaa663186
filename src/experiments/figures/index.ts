import type { FigureResult } from "../../core/index.ts";
import { ArgumentError } from "../../core/index.ts";
import type { RunContext } from "../run-context.ts";
import { boundaryMaps } from "./boundary-maps.ts";
import { budgetOverSamples } from "./gap-budget.ts";
import { gapFillingFigure } from "./gap-filling.ts";
import { orientationFigure, orientationModels } from "./orientation.ts";

/** Choices of a figure. */
export interface FigureOptions {
  /** "published" imitates the numerics of the source; "accurate" replaces them by converged ones. */
  readonly scheme: "published" | "accurate";
  readonly seed?: number;
  /** Trained models per panel. */
  readonly models?: number;
}

/** Figures that can be regenerated. */
export const figureIds: readonly string[] = ["gtv-fig1", "gtv-fig2", "gtv-fig3", "gtv-budget"];

/**
 * Regenerates a published figure with the published values beside ours.
 *
 * @throws ArgumentError for an unknown figure or a number of models below 2
 */
export async function runFigure(id: string, options: FigureOptions, context: RunContext): Promise<FigureResult> {
  const { models, seed = 1 } = options;
  if (models !== undefined && !(Number.isInteger(models) && models >= 2)) {
    throw new ArgumentError("runFigure", "models", models, "an integer of at least 2");
  }
  if (id === "gtv-fig1") return boundaryMaps(context);
  if (id === "gtv-fig2") return gapFillingFigure(options.scheme, seed, models ?? 2000, context);
  if (id === "gtv-fig3")
    return orientationFigure(options.scheme, seed, models ?? orientationModels[options.scheme], context);
  if (id === "gtv-budget") return budgetOverSamples(options.scheme, seed, models ?? 1000, context);
  throw new ArgumentError("runFigure", "id", id, `one of ${figureIds.join(", ")}`);
}
