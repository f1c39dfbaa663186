import { SpecError } from "../core/index.ts";
import { exactLaw, type NoisedMarginal, noisedMarginal, regionMass } from "../theory/index.ts";
import { buildData } from "./build-data.ts";
import { buildPart } from "./build-errors.ts";
import { buildSchedule } from "./build-schedule.ts";
import type { DataLoader } from "./data-loader.ts";
import { checkTime, placed, readPlaces } from "./evaluate-places.ts";
import type { LawRequest, MarginalRequest, ScheduleRequest, TargetCovarianceRequest } from "./evaluate-request.ts";
import { arrayResponse, type EvalResponse, recordResponse } from "./evaluate-response.ts";

const rounding = "rounding";

/** A quantity of the noised marginal, batched over the states of the request. */
export async function evaluateMarginal(
  request: MarginalRequest | TargetCovarianceRequest,
  loader: DataLoader,
): Promise<EvalResponse> {
  const schedule = await buildSchedule(request.schedule);
  const data = await buildData(request.data, loader);
  const places = readPlaces(request, data.dim, schedule);
  const marginal = noisedMarginal(data, schedule);
  const { values, perState } = valuesOf(request, marginal, places.states);
  return arrayResponse(request.quantity, placed(places, values, perState), rounding, "GTV, section 2");
}

function valuesOf(
  request: MarginalRequest | TargetCovarianceRequest,
  marginal: NoisedMarginal,
  at: Parameters<NoisedMarginal["score"]>[0],
): { readonly values: Float64Array; readonly perState: readonly number[] } {
  const { dim } = marginal;
  switch (request.quantity) {
    case "log-density":
      return { values: marginal.logDensity(at), perState: [] };
    case "variance-fraction":
      return { values: marginal.varianceFraction(at), perState: [] };
    case "score":
      return { values: marginal.score(at), perState: [dim] };
    case "posterior-mean":
      return { values: marginal.posteriorMean(at), perState: [dim] };
    case "posterior-covariance":
      return { values: marginal.posteriorCovariance(at), perState: [dim, dim] };
    case "target-covariance": {
      const values = request.form === "hessian" ? marginal.targetCovarianceHessian(at) : marginal.targetCovariance(at);
      return { values, perState: [dim, dim] };
    }
  }
}

/** α, σ, σ², β and D at times. */
export async function evaluateSchedule(request: ScheduleRequest): Promise<EvalResponse> {
  const schedule = await buildSchedule(request.schedule);
  request.times.forEach((t, k) => {
    checkTime(t, schedule, `$.times[${k}]`);
  });
  const at = (read: (t: number) => number) => ({
    shape: [request.times.length],
    values: Float64Array.from(request.times, read),
  });
  return recordResponse(
    request.quantity,
    {
      alpha: at((t) => schedule.alpha(t)),
      sigma: at((t) => schedule.sigma(t)),
      variance: at((t) => schedule.variance(t)),
      beta: at((t) => schedule.beta(t)),
      diffusivity: at((t) => schedule.diffusivity(t)),
    },
    rounding,
    "GTV, section 2",
  );
}

/** Masses, CDF or quantiles of p(x | t) for one-dimensional data. */
export async function evaluateLaw(request: LawRequest, loader: DataLoader): Promise<EvalResponse> {
  const schedule = await buildSchedule(request.schedule);
  const data = await buildData(request.data, loader);
  if (data.dim !== 1)
    throw new SpecError(
      "$.data",
      request.data,
      `one-dimensional for ${request.quantity}, not of dimension ${data.dim}`,
    );
  checkTime(request.t, schedule, "$.t");
  const law = exactLaw(data, schedule, request.t);
  const respond = (values: number[], accuracy: string) =>
    arrayResponse(
      request.quantity,
      { shape: [values.length], values: Float64Array.from(values) },
      accuracy,
      "GTV, section 2",
    );
  switch (request.quantity) {
    case "region-mass": {
      const masses = await Promise.all(
        request.regions.map((region, i) => buildPart(`$.regions[${i}]`, region, () => regionMass(law, region))),
      );
      return respond(masses, rounding);
    }
    case "cdf":
      return respond(
        request.x.map((x) => law.cdf(x)),
        rounding,
      );
    case "quantile":
      request.probabilities.forEach((probability, k) => {
        if (!(probability < 1)) throw new SpecError(`$.probabilities[${k}]`, probability, "below 1");
      });
      return respond(
        request.probabilities.map((probability) => law.quantile(probability)),
        "rounding divided by the density",
      );
  }
}
