import {
  expressionSchedule,
  geometricGrid,
  karrasGrid,
  type NoiseSchedule,
  ornsteinUhlenbeck,
  type TimeGrid,
  uniformGrid,
  varianceExploding,
  variancePreserving,
} from "../core/index.ts";
import { buildPart } from "./build-errors.ts";
import type { GridSpec } from "./spec-sampling.ts";
import type { ScheduleSpec } from "./spec-schedule.ts";

/**
 * The noise schedule that a spec describes.
 *
 * @throws SpecError when a formula is no noise schedule or the window holds no noise
 */
export function buildSchedule(spec: ScheduleSpec, path: string = "$.schedule"): Promise<NoiseSchedule> {
  return buildPart(path, spec, () => {
    switch (spec.kind) {
      case "variance-preserving":
        return variancePreserving(spec);
      case "ornstein-uhlenbeck":
        return ornsteinUhlenbeck(spec);
      case "variance-exploding": {
        const { cutoffTime, terminalTime, sigma } = spec;
        return varianceExploding(
          sigma === "t" ? { cutoffTime, terminalTime, sigma } : { cutoffTime, terminalTime, base: sigma.base },
        );
      }
      case "expression":
        return expressionSchedule(spec);
    }
  });
}

/** The sampling times that a spec describes. */
export function buildGrid(
  spec: GridSpec,
  schedule: NoiseSchedule,
  path: string = "$.sampling.grid",
): Promise<TimeGrid> {
  return buildPart(path, spec, () => {
    switch (spec.kind) {
      case "uniform":
        return uniformGrid(schedule, spec.steps);
      case "geometric":
        return geometricGrid(schedule, spec.steps);
      case "karras":
        return karrasGrid(schedule, spec.steps, spec.exponent);
    }
  });
}
