import { z } from "zod";
import type { DataLoader } from "./data-loader.ts";
import { evaluateEnsemble } from "./evaluate-ensemble.ts";
import { evaluateKernel, evaluateNetworkKernel } from "./evaluate-kernels.ts";
import { evaluateAxis, evaluateFeatures, evaluateLinearFit } from "./evaluate-linear.ts";
import { evaluateLaw, evaluateMarginal, evaluateSchedule } from "./evaluate-marginal.ts";
import { type EvalRequest, requestSchema } from "./evaluate-request.ts";
import type { EvalResponse } from "./evaluate-response.ts";
import { refuseCalculus } from "./spec-calculus.ts";
import { checkDataSpec, checkScheduleSpec } from "./spec-checks.ts";
import { readWith } from "./spec-errors.ts";

/**
 * A request of `eval` from JSON; unknown names are refused.
 *
 * @throws SpecError with JSON path, value and rule
 */
export function parseRequest(json: unknown): EvalRequest {
  refuseCalculus(json);
  const request = readWith(requestSchema, json);
  if ("schedule" in request) checkScheduleSpec(request.schedule, "$.schedule");
  if ("data" in request && request.data !== undefined) checkDataSpec(request.data, "$.data");
  return request;
}

/**
 * One theoretical quantity.
 *
 * @throws SpecError when the request has a defect
 */
export async function evaluateRequest(request: EvalRequest, loader: DataLoader): Promise<EvalResponse> {
  switch (request.quantity) {
    case "log-density":
    case "score":
    case "posterior-mean":
    case "posterior-covariance":
    case "variance-fraction":
    case "target-covariance":
      return evaluateMarginal(request, loader);
    case "schedule":
      return evaluateSchedule(request);
    case "features":
      return evaluateFeatures(request);
    case "feature-axis":
      return evaluateAxis(request);
    case "linear-fit":
      return evaluateLinearFit(request, loader);
    case "score-covariance":
    case "v-kernel":
      return evaluateKernel(request, loader);
    case "mean-score":
    case "averaged-density":
    case "action":
    case "minimum-action-path":
      return evaluateEnsemble(request, loader);
    case "nngp":
    case "nngp-kernel":
    case "ntk":
      return evaluateNetworkKernel(request);
    default:
      return evaluateLaw(request, loader);
  }
}

/** JSON schema (2020-12) of a request, for editors. */
export function requestJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(requestSchema, { io: "input" }), title: "scorepath eval request" };
}
