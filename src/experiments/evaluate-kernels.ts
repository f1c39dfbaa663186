import { points, SpecError, uniformGrid } from "../core/index.ts";
import { vKernel } from "../path-integral/index.ts";
import { buildData } from "./build-data.ts";
import { buildEnsemble } from "./build-ensemble.ts";
import { buildPart } from "./build-errors.ts";
import { buildNetwork } from "./build-network.ts";
import { buildSchedule } from "./build-schedule.ts";
import type { DataLoader } from "./data-loader.ts";
import { readStates } from "./evaluate-places.ts";
import type { KernelRequest, NetworkKernelRequest } from "./evaluate-request.ts";
import { arrayResponse, type EvalResponse } from "./evaluate-response.ts";
import { checkFeaturesSpec } from "./spec-checks.ts";
import type { ScoreEnsembleSpec } from "./spec-ensemble.ts";

/** Cov[ŝ(z), ŝ(z′)] of an ensemble, or the V-kernel D Cov D′; shape [N, D, M, D]. */
export async function evaluateKernel(request: KernelRequest, loader: DataLoader): Promise<EvalResponse> {
  const { spec, path } = ensembleOf(request);
  if ("model" in spec) checkFeaturesSpec(spec.model.features, `${path}.model.features`);
  const schedule = await buildSchedule(request.schedule);
  const data = await buildData(request.data, loader);
  const process = { data, schedule, grid: uniformGrid(schedule, 1) };
  const at = readStates(request.at, data.dim, schedule, "$.at");
  const against = request.against === undefined ? at : readStates(request.against, data.dim, schedule, "$.against");
  const { ensemble, accuracy, source } = await buildEnsemble(spec, process, path, loader);
  const kernel =
    request.quantity === "v-kernel" ? vKernel(process, ensemble, at, against) : ensemble.scoreCovariance(at, against);
  const shape = [at.x.count, data.dim, against.x.count, data.dim];
  return arrayResponse(request.quantity, { shape, values: kernel.values }, accuracy, source);
}

/** The ensemble that is described, or the sandwich of the model that is given instead; with its JSON path. */
function ensembleOf(request: KernelRequest): { readonly spec: ScoreEnsembleSpec; readonly path: string } {
  const { ensemble, model, sampleCount, target } = request;
  if (ensemble !== undefined) {
    for (const name of ["model", "sampleCount", "target"] as const) {
      if (request[name] !== undefined)
        throw new SpecError(`$.${name}`, request[name], "left out where ensemble is given");
    }
    return { spec: ensemble, path: "$.ensemble" };
  }
  if (model === undefined) throw new SpecError("$.ensemble", ensemble, "given, or model and sampleCount");
  if (sampleCount === undefined) throw new SpecError("$.sampleCount", sampleCount, "given with a model");
  const spec = {
    kind: "linear",
    model,
    sampleCount,
    target: target ?? "noisy",
    extrapolate: "free",
    law: "sandwich",
    members: 2,
    seed: 1,
  } as const;
  return { spec, path: "$" };
}

/** A kernel of an infinitely wide network between its inputs; shape [N, M]. */
export async function evaluateNetworkKernel(request: NetworkKernelRequest): Promise<EvalResponse> {
  const network = await buildNetwork(request, "$");
  const { kernel, accuracy } = await buildPart("$", request, () => {
    const inputs = points(request.inputs);
    const against = request.against === undefined ? inputs : points(request.against);
    const { nngp, ntk } = network.kernels(inputs, against);
    return { kernel: request.quantity === "ntk" ? ntk : nngp, accuracy: network.accuracy(inputs) };
  });
  return arrayResponse(
    request.quantity,
    { shape: [kernel.rows, kernel.cols], values: kernel.values },
    accuracy,
    "CHO2009; JACOT2018",
  );
}
