import { type ForwardProcess, SpecError } from "../core/index.ts";
import { seededRng } from "../numerics/index.ts";
import { minimumActionPath, type RareEnd } from "../path-integral/index.ts";
import { buildEnsemble } from "./build-ensemble.ts";
import { buildPart } from "./build-errors.ts";
import type { DataLoader } from "./data-loader.ts";
import type { MinimumActionPathRequest } from "./evaluate-ensemble-request.ts";
import { checkCoordinates } from "./evaluate-places.ts";
import { type EvalResponse, recordResponse, type Shaped } from "./evaluate-response.ts";

/** Path of least action: states, times, noise, action, log-probability with prefactor, and how the search converged. */
export async function evaluateMinimumAction(
  request: MinimumActionPathRequest,
  process: ForwardProcess,
  loader: DataLoader,
): Promise<EvalResponse> {
  const { dim } = process.data;
  const start = request.start === undefined ? "prior" : readState(request.start, dim, "$.start");
  const end = readEnd(request.end, dim);
  const { ensemble, accuracy, source } = await buildEnsemble(request.ensemble, process, "$.ensemble", loader);
  const { method, searches, tolerance, seed } = request;
  const found = await buildPart("$.end", request.end, () =>
    minimumActionPath(seededRng(seed), process, ensemble, { method, start, end, searches, tolerance }),
  );
  const { convergence, path } = found;
  const number = (value: number): Shaped => ({ shape: [], values: Float64Array.of(value) });
  return recordResponse(
    request.quantity,
    {
      action: number(found.action),
      [end.kind === "point" ? "logDensity" : "logProbability"]: number(found.logProbability),
      logPrefactor: number(found.logPrefactor),
      times: { shape: [path.count], values: process.grid.times },
      path: { shape: [path.count, dim], values: path.values },
      start: { shape: [dim], values: found.start },
      normals: { shape: [found.normals.length], values: found.normals },
      actions: { shape: [convergence.actions.length], values: Float64Array.from(convergence.actions) },
      iterations: number(convergence.iterations),
      residual: number(convergence.residual),
      constraintError: number(convergence.constraintError),
      searches: number(convergence.searches),
      convergedSearches: number(convergence.converged),
      leastCurvature: number(convergence.leastCurvature),
    },
    `Gaussian field; prefactor of leading order for small noise; ${method}, ${process.grid.name}; ${accuracy}`,
    `GTV, section 6; ${source}`,
  );
}

function readEnd(end: MinimumActionPathRequest["end"], dim: number): RareEnd {
  if (end.kind === "point") return { kind: "point", x: readState(end.x, dim, "$.end.x") };
  const direction = readState(end.direction, dim, "$.end.direction");
  if (direction.every((value) => value === 0)) throw new SpecError("$.end.direction", end.direction, "not zero");
  return { kind: "beyond", direction, threshold: end.threshold };
}

function readState(x: number | readonly number[], dim: number, path: string): Float64Array {
  const row = typeof x === "number" ? [x] : x;
  if (row.length !== dim) throw new SpecError(path, x, `${dim} ${dim === 1 ? "number" : "numbers"}, like the data`);
  checkCoordinates(row, path);
  return Float64Array.from(row);
}
