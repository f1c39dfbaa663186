import { type Density, type ForwardProcess, type PlaneDensity, type Points, SpecError } from "../core/index.ts";
import { seededRng } from "../numerics/index.ts";
import { fokkerPlanck } from "../path-integral/index.ts";
import { naiveEnsemble, noisedMarginal } from "../theory/index.ts";
import { buildPart } from "./build-errors.ts";
import { densityOnCells, massBelow } from "./density-on-cells.ts";
import type { AveragedDensityRequest } from "./evaluate-ensemble-request.ts";
import { type Places, placed } from "./evaluate-places.ts";
import { arrayResponse, type EvalResponse, recordResponse, type Shaped } from "./evaluate-response.ts";
import { narrowCells, narrowDensity } from "./narrow-cells.ts";
import type { NaiveEnsembleSpec } from "./spec-ensemble.ts";

/** Mass in the outermost cells above which the answer says that the mesh ended too early. */
const mostEdgeMass = 1e-3;

const source = "GTV, Proposition 4.1";

/** What the equation says at the states of a request. */
interface Solution {
  readonly density: Float64Array;
  /** In one dimension. */
  readonly cdf: Float64Array | null;
  readonly diagnostics: Readonly<Record<string, number>>;
}

/** The mean of the naive estimator is the true score, whatever κ; shape [N, D]. */
export function naiveMeanScore(quantity: string, process: ForwardProcess, places: Places): EvalResponse {
  const values = noisedMarginal(process.data, process.schedule).score(places.states);
  return arrayResponse(quantity, placed(places, values, [process.data.dim]), "rounding", source);
}

/**
 * The law that the naive estimator samples, at states: by its Fokker–Planck equation, with the change from a mesh of half as many
 * cells as the error.
 *
 * @throws SpecError where the request asks for sampled models, has more than two dimensions, or leaves the mesh
 */
export function naiveDensity(
  request: AveragedDensityRequest,
  spec: NaiveEnsembleSpec,
  process: ForwardProcess,
  x: Points,
): Promise<EvalResponse> {
  for (const name of ["models", "seed", "method"] as const) {
    if (request[name] !== undefined)
      throw new SpecError(`$.${name}`, request[name], "left out: the naive estimator has an equation, no models");
  }
  const { dim } = process.data;
  if (dim > 2) throw new SpecError("$.data", request.data, `of one or two dimensions for a naive ensemble, not ${dim}`);
  const cells = request.cells ?? (dim === 1 ? 800 : 128);
  const most = 512;
  if (dim === 2 && cells > most) throw new SpecError("$.cells", cells, `at most ${most} a side in two dimensions`);
  return buildPart("$", request, () => {
    const solve = dim === 1 ? onLine : inPlane;
    const fine = solve(spec, process, x, cells);
    const coarse = solve(spec, process, x, Math.floor(cells / 2));
    const each = (values: Float64Array): Shaped => ({ shape: [x.count], values });
    const change = (a: Float64Array, b: Float64Array): Shaped => each(a.map((value, n) => Math.abs(value - b[n]!)));
    const entries: Record<string, Shaped> = {
      density: each(fine.density),
      densityError: change(fine.density, coarse.density),
    };
    if (fine.cdf !== null && coarse.cdf !== null) {
      entries.cdf = each(fine.cdf);
      entries.cdfError = change(fine.cdf, coarse.cdf);
    }
    for (const [name, value] of Object.entries(fine.diagnostics))
      entries[name] = { shape: [], values: Float64Array.of(value) };
    const { edgeMass } = fine.diagnostics;
    const flag =
      edgeMass! > mostEdgeMass
        ? `; FLAGGED: ${(100 * edgeMass!).toPrecision(2)} % of the mass is at the ends of the mesh, which is too short for this κ`
        : "";
    const mesh = dim === 1 ? `${cells} cells` : `${cells} × ${cells} cells`;
    return recordResponse(
      request.quantity,
      entries,
      `Fokker–Planck equation in the sense of Itô, ${mesh}, ${process.grid.name}; errors are the change from half the cells${flag}`,
      source,
    );
  });
}

function ensembleOf(spec: NaiveEnsembleSpec, process: ForwardProcess): ReturnType<typeof naiveEnsemble> {
  return naiveEnsemble(noisedMarginal(process.data, process.schedule), spec.kappa);
}

function onLine(spec: NaiveEnsembleSpec, process: ForwardProcess, { values }: Points, cells: number): Solution {
  const { distribution, diagnostics } = fokkerPlanck({ cells }).propagate(
    seededRng(1),
    process,
    ensembleOf(spec, process),
  );
  const law = distribution as Density;
  const [low, high] = [law.x[0]!, law.x.at(-1)!];
  values.forEach((value, n) => {
    if (!(value >= low && value <= high))
      throw new SpecError(
        `$.x[${n}]`,
        value,
        `from ${low.toPrecision(4)} to ${high.toPrecision(4)}, where the mesh ends`,
      );
  });
  return {
    density: values.map((value) => densityOnCells(law, value)),
    cdf: values.map((value) => massBelow(law, value)),
    diagnostics: numbersOf(diagnostics, "steppingChange", "edgeMass"),
  };
}

function inPlane(spec: NaiveEnsembleSpec, process: ForwardProcess, x: Points, side: number): Solution {
  const { schedule } = process;
  checkReach(process, x);
  const mesh = narrowCells(x, schedule.sigma(schedule.cutoffTime));
  const { distribution, diagnostics } = fokkerPlanck({ side, axes: mesh.axes }).propagate(
    seededRng(1),
    process,
    ensembleOf(spec, process),
  );
  return {
    density: narrowDensity(mesh, distribution as PlaneDensity, diagnostics.boxMass as number),
    cdf: null,
    diagnostics: numbersOf(diagnostics, "addedDiffusion", "edgeMass"),
  };
}

/** Widths of a component beyond which a state has no density above rounding; as for the default mesh on the line. */
const reach = 40;

function checkReach({ data, schedule }: ForwardProcess, { count, values }: Points): void {
  const alpha = schedule.alpha(schedule.cutoffTime);
  const variance = schedule.variance(schedule.cutoffTime);
  for (const d of [0, 1]) {
    const parts = data.components.map(({ mean, covariance }) => ({
      center: alpha * mean[d]!,
      scale: Math.sqrt(variance + alpha * alpha * (covariance?.[d * 3] ?? 0)),
    }));
    const low = Math.min(...parts.map(({ center, scale }) => center - reach * scale));
    const high = Math.max(...parts.map(({ center, scale }) => center + reach * scale));
    for (let n = 0; n < count; n++) {
      const value = values[2 * n + d]!;
      if (!(value >= low && value <= high))
        throw new SpecError(`$.x[${n}][${d}]`, value, `from ${low.toPrecision(4)} to ${high.toPrecision(4)}`);
    }
  }
}

function numbersOf(
  diagnostics: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, diagnostics[name] as number]));
}
