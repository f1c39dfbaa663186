import { type NoisyStates, points, uniformGrid } from "../core/index.ts";
import { populationMoments, reluKernels, sandwichEnsemble } from "../linear-models/index.ts";
import { vKernel } from "../path-integral/index.ts";
import { buildModel } from "./build.ts";
import { buildData } from "./build-data.ts";
import { buildPart } from "./build-errors.ts";
import { buildSchedule } from "./build-schedule.ts";
import type { DataLoader } from "./data-loader.ts";
import { readStates } from "./evaluate-places.ts";
import type { KernelRequest, ReluKernelRequest } from "./evaluate-request.ts";
import { arrayResponse, type EvalResponse } from "./evaluate-response.ts";
import { checkFeaturesSpec } from "./spec-checks.ts";

/** Cov[ŝ(z), ŝ(z′)] to leading order in 1/P, or the V-kernel D Cov D′; shape [N, D, M, D]. */
export async function evaluateKernel(request: KernelRequest, loader: DataLoader): Promise<EvalResponse> {
  checkFeaturesSpec(request.model.features, "$.model.features");
  const schedule = await buildSchedule(request.schedule);
  const data = await buildData(request.data, loader);
  const process = { data, schedule, grid: uniformGrid(schedule, 1) };
  const parts = { model: request.model, sampling: { extrapolate: "free" } } as const;
  const model = await buildModel(parts, process, request.sampleCount, request.target);
  const at = readStates(request.at, data.dim, schedule, "$.at");
  const against = request.against === undefined ? at : readStates(request.against, data.dim, schedule, "$.against");
  const { kernel, method } = await buildPart("$.model", request.model, () => {
    const moments = populationMoments(model, process);
    const ensemble = sandwichEnsemble(model, process, moments);
    const read = (left: NoisyStates, right: NoisyStates) =>
      request.quantity === "v-kernel" ? vKernel(process, ensemble, left, right) : ensemble.scoreCovariance(left, right);
    return { kernel: read(at, against), method: moments.method };
  });
  const shape = [at.x.count, data.dim, against.x.count, data.dim];
  return arrayResponse(
    request.quantity,
    { shape, values: kernel.values },
    `leading order in 1/P; population moments by ${method}`,
    "GTV, Proposition 5.1",
  );
}

/** Kernel of an infinitely wide ReLU network at its inputs; shape [N, N]. */
export async function evaluateReluKernel(request: ReluKernelRequest): Promise<EvalResponse> {
  const kernel = await buildPart("$", request, () => {
    const { nngp, ntk } = reluKernels(points(request.inputs), request.depth, request.bias);
    return request.quantity === "ntk" ? ntk : nngp;
  });
  return arrayResponse(
    request.quantity,
    { shape: [kernel.rows, kernel.cols], values: kernel.values },
    "rounding",
    "CHO2009; JACOT2018",
  );
}
