import type { DensityCurve, Estimate, FigurePanel, FigureResult } from "../../core/index.ts";
import { meanEstimate } from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import { defaultConfidence, judgeFamily, powerLawFit, slopeClaim } from "../../validate/index.ts";
import type { RunContext } from "../run-context.ts";
import { type WideLimit, wideLimit } from "../validation/wide-limit.ts";
import { type WideSetting, wideSettings } from "../validation/wide-setting.ts";
import { type LimitError, limitErrors } from "../validation/width-errors.ts";
import { lossPanel } from "./loss-panel.ts";
import { provenanceOf } from "./provenance.ts";
import { type WideFound, type WideInput, wideStream } from "./wide-tasks.ts";

/** Exponents that the claim allows; set before the figure was first run. */
const claimedExponents = { low: -0.6, high: -0.4 } as const;
/** Noise level of the curves of scores. */
const shownTime = 0.1;

/** Networks of one depth: what was found at each width, and their limit. */
interface DepthFound {
  readonly depth: number;
  readonly limit: WideLimit;
  readonly widths: readonly WideFound[];
}

/**
 * Wide networks against their infinite-width limit: the relative error falls as width^(−1/2). ReLU networks in NTK scaling, trained by
 * gradient descent, beside kernel gradient descent after the same steps.
 *
 * @param models - networks of each width
 * @source JACOT2018; setting ours
 */
export async function wideNetworksFigure(
  seed: number,
  models: number | undefined,
  backend: string,
  context: RunContext,
  chosen: WideSetting = wideSettings.figure,
): Promise<FigureResult> {
  const setting = { ...chosen, members: models ?? chosen.members };
  const { depths, widths, trainingTimes, sampleCount, members } = setting;
  // The widest first, so that no thread is left with it at the end.
  const cells = depths
    .flatMap((depth) => widths.map((width) => ({ depth, width })))
    .toSorted((a, b) => b.width * b.depth - a.width * a.depth);
  let done = 0;
  const results = await context.parallel.map<WideFound>(
    cells.map((cell): { task: string; input: WideInput } => ({
      task: "figure/validate-lazy-width",
      input: { seed, backend, setting, ...cell },
    })),
    () => context.onProgress?.(++done, cells.length, "training networks"),
  );
  const found = depths.map((depth): DepthFound => {
    const at = (width: number) => cells.findIndex((cell) => cell.depth === depth && cell.width === width);
    return {
      depth,
      limit: wideLimit(wideStream(seed), setting, depth),
      widths: widths.map((width) => results[at(width)]!),
    };
  });
  const errors = found.map(({ limit, widths: own }) =>
    trainingTimes.map((_, k) => own.map(({ outputs }) => limitErrors(outputs[k]!, limit.denoisers[k]!))),
  );
  const claims = found.flatMap(({ depth }, d) =>
    trainingTimes.map((time, k) =>
      slopeClaim({
        statement: `depth ${depth}, τ = ${time}: the error of single networks falls as width to a power of −0.6 to −0.4`,
        outsideDomain: null,
        freedom: members - 1,
        x: widths,
        values: errors[d]![k]!.map(({ singleNetworks }) => singleNetworks),
        ...claimedExponents,
      }),
    ),
  );
  return {
    format: "scorepath-figure-1",
    id: "validate-lazy",
    title: "Wide networks become the lazy theory, as one over the square root of their width",
    caption: `ReLU networks in NTK scaling, ${members} a width, P = ${sampleCount} fixed draws of three points, full-batch gradient descent, initial function subtracted. Errors are of the denoiser over a lattice of states, root mean square over networks, relative to the infinite-width limit after the same steps (${found.map(({ depth, limit }) => `depth ${depth}: ${limit.steps.join(", ")}`).join("; ")}); jackknife errors over networks. Lines are the fitted power laws. Widths to 2048 and depth 3 on a GPU: scorepath measure wide-networks --backend webgpu; the same figure there: --backend webgpu --threads 1.`,
    panels: [
      ...found.flatMap(({ depth }, d) =>
        trainingTimes.map((time, k) =>
          errorPanel(depth, time, widths, errors[d]![k]!, { row: depths.length - d, column: k }),
        ),
      ),
      ...found.map((own, d) =>
        curvePanel(own, widths.at(-1)!, trainingTimes, { row: depths.length - d, column: trainingTimes.length }),
      ),
      ...found.map((own, column) => depthLosses(own, widths, { row: 0, column })),
    ],
    references: [],
    verdicts: judgeFamily(claims, { confidence: defaultConfidence, correction: "holm" }),
    backend,
    provenance: provenanceOf(context, seed),
  };
}

function errorPanel(
  depth: number,
  time: number,
  widths: readonly number[],
  errors: readonly LimitError[],
  place: { readonly row: number; readonly column: number },
): FigurePanel {
  const single = errors.map(({ singleNetworks }) => singleNetworks);
  const { slope, logPrefactor } = powerLawFit(widths, single);
  const fitted = widths.map(
    (width): Estimate => ({
      value: Math.exp(logPrefactor) * width ** slope.value,
      standardError: 0,
    }),
  );
  const mean = errors.flatMap(({ meanNetwork }, k) =>
    meanNetwork.value > 0 ? [{ width: widths[k]!, ...meanNetwork }] : [],
  );
  return {
    title: `depth ${depth}, τ = ${time}: slope ${slope.value.toFixed(3)} ± ${slope.standardError.toFixed(3)}`,
    ...place,
    axes: { x: "width", y: "relative error", logarithmic: ["x", "y"] },
    map: null,
    curves: [
      { label: "fitted power law", name: "fitted line", density: curveOf(widths, fitted) },
      { label: "single networks", name: "trained-noisy", density: curveOf(widths, single) },
      {
        label: `mean of ${errors[0]!.members} networks, free of their spread`,
        name: "mean-flow",
        density: curveOf(
          mean.map(({ width }) => width),
          mean,
        ),
      },
    ],
    budgets: [],
    regions: [],
  };
}

/** Denoisers at one noise level: the limit, and mean and error of the widest networks, at every training time. */
function curvePanel(
  { depth, limit, widths }: DepthFound,
  width: number,
  trainingTimes: readonly number[],
  place: { readonly row: number; readonly column: number },
): FigurePanel {
  const { states } = limit;
  const shown = Array.from(states.t.keys()).filter((n) => states.t[n] === shownTime);
  const x = shown.map((n) => states.x.values[n]!);
  const { outputs } = widths.at(-1)!;
  const column = ({ rows, cols, values }: Matrix, n: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, m) => values[m * cols + n]!);
  return {
    title: `depth ${depth}, width ${width}: denoiser at t = ${shownTime}`,
    ...place,
    axes: { x: "x", y: "denoiser" },
    map: null,
    curves: trainingTimes.flatMap((time, k) => [
      {
        label: "infinite width, predicted",
        name: "infinite width",
        density: curveOf(
          x,
          shown.map((n) => ({ value: limit.denoisers[k]!.values[n]!, standardError: 0 })),
        ),
      },
      {
        label: `mean of networks, τ = ${time}`,
        name: k === 0 ? "networks-early" : "networks-late",
        density: curveOf(
          x,
          shown.map((n) => meanEstimate(column(outputs[k]!, n))),
        ),
      },
    ]),
    budgets: [],
    regions: [],
  };
}

/** Losses of the narrowest and the widest networks, beside the limit's. */
function depthLosses(
  { depth, limit, widths: found }: DepthFound,
  widths: readonly number[],
  place: { readonly row: number; readonly column: number },
): FigurePanel {
  const lossesOf = ({ losses, interval }: WideFound) =>
    Array.from({ length: losses.rows }, (_, k) => ({
      step: k * interval,
      ...meanEstimate(losses.values.subarray(k * losses.cols, (k + 1) * losses.cols)),
    }));
  const widest = lossesOf(found.at(-1)!);
  return lossPanel(
    `depth ${depth}: training loss`,
    [
      {
        label: "infinite width, predicted",
        name: "infinite width",
        losses: widest.map(({ step }) => ({ step, value: limit.loss(step), standardError: 0 })),
      },
      { label: `width ${widths[0]}`, name: "networks-narrow", losses: lossesOf(found[0]!) },
      { label: `width ${widths.at(-1)}`, name: "networks-wide", losses: widest },
    ],
    place,
  );
}

function curveOf(x: readonly number[], estimates: readonly Estimate[]): DensityCurve {
  return {
    x: [...x],
    density: estimates.map(({ value }) => value),
    standardError: estimates.map(({ standardError }) => standardError),
  };
}
