import { type ForwardProcess, SpecError, uniformGrid } from "../core/index.ts";
import { seededRng } from "../numerics/index.ts";
import { cdfAverage, logJacobianAverage, pathAction } from "../path-integral/index.ts";
import { buildData } from "./build-data.ts";
import { buildEnsemble } from "./build-ensemble.ts";
import { buildPart } from "./build-errors.ts";
import { buildGrid, buildSchedule } from "./build-schedule.ts";
import type { DataLoader } from "./data-loader.ts";
import type {
  ActionRequest,
  AveragedDensityRequest,
  EnsembleRequest,
  MeanScoreRequest,
} from "./evaluate-ensemble-request.ts";
import { evaluateMinimumAction } from "./evaluate-minimum-action.ts";
import { naiveDensity, naiveMeanScore } from "./evaluate-naive.ts";
import { placed, readPlaces, readPoints, readStates } from "./evaluate-places.ts";
import { arrayResponse, type EvalResponse, recordResponse, type Shaped } from "./evaluate-response.ts";

/** A quantity of an ensemble of learned scores. */
export async function evaluateEnsemble(request: EnsembleRequest, loader: DataLoader): Promise<EvalResponse> {
  const schedule = await buildSchedule(request.schedule);
  const data = await buildData(request.data, loader);
  const process = { data, schedule, grid: uniformGrid(schedule, 1) };
  switch (request.quantity) {
    case "mean-score":
      return meanScore(request, process, loader);
    case "averaged-density":
      return averagedDensity(request, { ...process, grid: await buildGrid(request.grid, schedule, "$.grid") }, loader);
    case "action":
      return action(request, process, loader);
    case "minimum-action-path":
      return evaluateMinimumAction(
        request,
        { ...process, grid: await buildGrid(request.grid, schedule, "$.grid") },
        loader,
      );
  }
}

/** s̄(x, t); shape [N, D]. */
async function meanScore(
  request: MeanScoreRequest,
  process: ForwardProcess,
  loader: DataLoader,
): Promise<EvalResponse> {
  const { dim } = process.data;
  const places = readPlaces(request, dim, process.schedule);
  if (request.ensemble.kind === "naive") return naiveMeanScore(request.quantity, process, places);
  const { ensemble, accuracy, source } = await buildEnsemble(request.ensemble, process, "$.ensemble", loader);
  const { values } = ensemble.meanScore(places.states);
  return arrayResponse(request.quantity, placed(places, values, [dim]), accuracy, source);
}

/** Density with its error at each state, its logarithm, and in one dimension the distribution function with its error. */
async function averagedDensity(
  request: AveragedDensityRequest,
  process: ForwardProcess,
  loader: DataLoader,
): Promise<EvalResponse> {
  const { method = "rk4", models = 200, seed = 1, ensemble: spec } = request;
  const { dim } = process.data;
  const x = readPoints(request.x, dim, "$.x");
  if (spec.kind === "naive") return naiveDensity(request, spec, process, x);
  if (request.cells !== undefined)
    throw new SpecError("$.cells", request.cells, "left out: only a naive ensemble has an equation on cells");
  const { ensemble, accuracy, source } = await buildEnsemble(request.ensemble, process, "$.ensemble", loader);
  const entries = await buildPart("$", request, () => {
    const average = logJacobianAverage({ method, models, x }).propagate(seededRng(seed), process, ensemble);
    const { distribution } = average;
    if (distribution.kind !== "point-density") throw new TypeError(distribution.kind);
    const density = distribution.logDensity.map(Math.exp);
    const each = (values: Float64Array): Shaped => ({ shape: [x.count], values });
    const found: Record<string, Shaped> = {
      density: each(density),
      densityStandardError: each(distribution.relativeStandardError.map((share, n) => share * density[n]!)),
      logDensity: each(distribution.logDensity),
    };
    if (dim > 1) return found;
    const sorted = Float64Array.from(new Set(x.values)).sort();
    const { distribution: law } = cdfAverage({ method, models, x: sorted }).propagate(
      seededRng(seed),
      process,
      ensemble,
    );
    if (law.kind !== "density") throw new TypeError(law.kind);
    const place = x.values.map((value) => sorted.indexOf(value));
    found.cdf = each(place.map((i) => law.cdf[i]!));
    found.cdfStandardError = each(place.map((i) => law.cdfStandardError[i]!));
    return found;
  });
  const steps = method === "dormand-prince" ? "adaptive steps" : process.grid.name;
  return recordResponse(
    request.quantity,
    entries,
    `standard errors over ${models} models, seed ${seed}; ${method}, ${steps}; ${accuracy}`,
    source,
  );
}

/** Residuals, Gram matrix and log-density of a path; the log-density is left out where V has none. */
async function action(request: ActionRequest, process: ForwardProcess, loader: DataLoader): Promise<EvalResponse> {
  const { dim } = process.data;
  const states = readStates(request.path, dim, process.schedule, "$.path");
  const turn = states.t.findIndex((t, k) => k > 0 && !(t < states.t[k - 1]!));
  if (turn > 0)
    throw new SpecError(`$.path[${turn}].t`, states.t[turn], `below the time before it, ${states.t[turn - 1]}`);
  const { ensemble, accuracy, source } = await buildEnsemble(request.ensemble, process, "$.ensemble", loader);
  const along = { ...process, grid: { name: "path", times: states.t } };
  const found = await buildPart("$.path", request.path, () =>
    pathAction(along, ensemble, { relativeJitter: request.relativeJitter }).evaluate(states.x),
  );
  const count = found.residuals.count;
  const number = (value: number): Shaped => ({ shape: [], values: Float64Array.of(value) });
  const note =
    found.rank === count * dim
      ? "V of full rank"
      : `V of rank ${found.rank} of ${count * dim}: distance and log-density are those of V with its jitter`;
  return recordResponse(
    request.quantity,
    {
      ...(found.logDensity === null ? {} : { logDensity: number(found.logDensity) }),
      squaredDistance: number(found.squaredDistance),
      degreesOfFreedom: number(found.degreesOfFreedom),
      rank: number(found.rank),
      outsideRange: number(found.outsideRange),
      relativeJitter: number(found.relativeJitter),
      residuals: { shape: [count, dim], values: found.residuals.values },
      gram: { shape: [count, dim, count, dim], values: found.gram.values },
    },
    `${note}; ${accuracy}`,
    source,
  );
}
