import { z } from "zod";
import { curveNames, type ExperimentResult, type FigureResult } from "../core/index.ts";
import { regionSchema } from "./spec-regions.ts";

const number = z.number();
const numbers = z.array(number);
const count = z.int().min(0);
const estimate = z
  .object({
    value: number.describe("The number."),
    standardError: number.describe("Its standard error; 0 when exact."),
  })
  .describe("A number with its standard error over models.");
const masses = z.array(estimate).describe("One per region, in the order of regions.");
const density = z
  .object({
    x: numbers.describe("States."),
    density: numbers.describe("Density at each state."),
    standardError: numbers.describe("Its standard error over models."),
  })
  .describe("A density on a grid of states.");

const curve = z
  .object({
    name: z.enum(curveNames).describe("Which law."),
    label: z.string().describe("What it is, for legends."),
    side: z.enum(["exact", "predicted", "measured"]).describe("Where it comes from."),
    route: z.string().describe("How it was reached."),
    models: count.describe("Independent models."),
    pathsPerModel: count.describe("Samples per model."),
    density: density.nullable(),
    masses,
    mean: estimate,
    variance: estimate,
    wasserstein1ToData: estimate,
    diagnostics: z.record(z.string(), number).describe("Named numbers about validity and cost."),
  })
  .describe("One law of a cell.");

const part = z
  .object({
    part: z
      .enum(["data blur", "integrator", "bias", "variance", "input noise", "target noise", "closure", "total"])
      .describe("Which difference."),
    masses,
    wasserstein1: estimate,
  })
  .describe("One part of the error budget: signed changes.");

const budget = z
  .object({
    attribution: z.enum(["theory", "measured"]).describe("Along predicted or along measured laws."),
    path: z.array(z.string()).describe("The laws on the path, first to last."),
    parts: z.array(part).describe("The parts; they add up to total."),
    total: part,
  })
  .describe("An error budget.");

const validity = z
  .object({
    featureRatio: number.describe("F/P."),
    effectiveFeatures: number.describe("Directions that the ridge leaves free."),
    effectiveFeaturesPerSample: number.describe("The same over P."),
    effectiveSampleFraction: number.describe("(E w)²/E w² of the loss weights."),
    skewness: estimate,
    excessKurtosis: estimate,
    varianceRatio: estimate,
    trusted: z.boolean().describe("Whether leading-order theory is inside its domain."),
    reason: z.string().describe("Why, or why not."),
  })
  .describe("Validity of leading-order theory.");

const verdict = z
  .object({
    statement: z.string().describe("The claim."),
    status: z.enum(["passed", "failed", "undecided", "no claim"]).describe("What came out."),
    found: estimate,
    expected: estimate.nullable(),
    bound: number.describe("What the deviation was held against."),
    explanation: z.string().describe("The numbers in words."),
    test: z
      .object({
        kind: z
          .enum(["within", "at most", "sign", "equivalence", "bounds", "ordering", "trend", "slope"])
          .describe("What is claimed."),
        confidence: number.describe("1 − α of the verdicts."),
        correction: z.enum(["none", "Holm"]).describe("For the number of claims."),
        family: count.describe("Claims that were judged together."),
        claimP: number.describe("Corrected p-value of the claim; small values refute it."),
        oppositeP: number
          .nullable()
          .describe(
            "Corrected p-value of its opposite; small values confirm the claim; null where passing is no test.",
          ),
      })
      .exactOptional()
      .describe("How the verdict was reached."),
  })
  .describe("What came out of a claim.");

const cell = z
  .object({
    sampleCount: count.describe("P."),
    featureCount: count.describe("F."),
    curves: z.array(curve).describe("The laws compared."),
    comparisons: z
      .array(
        z.object({
          from: z.enum(curveNames).describe("One law."),
          to: z.enum(curveNames).describe("The other law."),
          metric: z.string().describe("Which distance."),
          distance: estimate,
        }),
      )
      .describe("Distances between laws."),
    meanScoreError: estimate,
    vKernelError: estimate,
    budgets: z.array(budget).describe("Error budgets."),
    validity,
    verdicts: z.array(verdict).describe("What came out of the claims about this cell."),
  })
  .describe("One sample count.");

const provenance = z
  .object({
    version: z.string().describe("Version of scorepath."),
    command: z.string().describe("Command line."),
    seed: count.describe("Seed."),
    algebra: z.string().describe("Dense-algebra engine."),
    elementary: z.string().describe("Engine of elementary functions, softmax sums and batches of random numbers."),
    node: z.string().describe("Version of Node."),
    threads: count.describe("Worker threads."),
    wallSeconds: number.describe("Wall time."),
  })
  .describe("Where the result comes from.");

const experiment: z.ZodType<ExperimentResult> = z
  .object({
    format: z.literal("scorepath-result-1").describe("Format of this file."),
    name: z.string().describe("Name of the experiment."),
    question: z.string().describe("What it asks."),
    spec: z.unknown().describe("The spec, defaults filled in."),
    dim: count.describe("Dimension of the data."),
    regions: z.array(regionSchema).describe("Sets whose mass is compared."),
    cells: z.array(cell).describe("One per sample count."),
    verdicts: z.array(verdict).exactOptional().describe("What came out of claims about several cells together."),
    provenance,
  })
  .describe("Result of `scorepath run`.");

const panel = z
  .object({
    title: z.string().describe("Title."),
    row: count.describe("Row."),
    column: count.describe("Column."),
    axes: z
      .object({
        x: z.string().describe("Across."),
        y: z.string().describe("Up."),
        logarithmic: z
          .array(z.enum(["x", "y"]))
          .exactOptional()
          .describe("Axes that are logarithmic."),
      })
      .describe("What the curves are where they are no densities.")
      .exactOptional(),
    map: z
      .object({
        x: numbers.describe("Columns."),
        y: numbers.describe("Rows."),
        values: z.array(numbers).describe("One list per row."),
        marks: z.array(numbers).describe("Marked states."),
        scale: z
          .object({
            quantity: z.string().describe("What the colours are."),
            range: z.tuple([number, number]).describe("Values of the first and the last colour."),
            stretch: z.enum(["linear", "square root", "logarithmic"]).describe("Colour as a function of the value."),
          })
          .exactOptional()
          .describe("Colours shared with other panels."),
        cells: z
          .object({
            columns: z.array(z.string()).describe("Names of the columns."),
            rows: z.array(z.string()).describe("Names of the rows."),
            text: z.array(z.array(z.string())).describe("Text of each cell, one list per row."),
            framed: z.array(z.tuple([number, number])).describe("Cells with a frame: column, row."),
          })
          .exactOptional()
          .describe("What the cells of a small map say."),
      })
      .nullable()
      .describe("A map, where the panel is one."),
    curves: z
      .array(
        z.object({
          label: z.string().describe("For the legend."),
          name: z.string().describe("Which law."),
          density,
          low: numbers.exactOptional().describe("Lower edge of a band."),
          high: numbers.exactOptional().describe("Upper edge of a band."),
        }),
      )
      .describe("Densities."),
    budgets: z.array(budget).describe("Error budgets."),
    regions: z.array(regionSchema).describe("Regions."),
  })
  .describe("One panel.");

const figure: z.ZodType<FigureResult> = z
  .object({
    format: z.literal("scorepath-figure-1").describe("Format of this file."),
    id: z.string().describe("Which figure."),
    title: z.string().describe("Title."),
    caption: z.string().describe("Caption."),
    panels: z.array(panel).describe("Panels."),
    references: z
      .array(
        z.object({
          quantity: z.string().describe("What is compared."),
          reference: estimate,
          found: estimate,
          z: number.describe("Deviation in combined standard errors."),
        }),
      )
      .describe("Published numbers beside ours."),
    verdicts: z.array(verdict).exactOptional().describe("What came out of the figure's claims."),
    backend: z.string().exactOptional().describe("What networks were trained on."),
    provenance,
  })
  .describe("Result of `scorepath figure`.");

const resultSchema: z.ZodType<ExperimentResult | FigureResult> = z.union([experiment, figure]);

/** JSON schema (2020-12) of result.json. */
export function resultJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(resultSchema, { io: "output" }), title: "scorepath result" };
}

/** Whether a value has the form of result.json; null, or the first defect. */
export function resultDefect(json: unknown): string | null {
  const read = resultSchema.safeParse(json);
  return read.success ? null : (z.prettifyError(read.error).split("\n")[0] ?? "not a result");
}
