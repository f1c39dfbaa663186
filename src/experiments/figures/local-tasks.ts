import type { Density, Task } from "../../core/index.ts";
import { gaussianWeightEnsemble } from "../../linear-models/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import {
  labelSetting,
  localLaw,
  negativeDiffusion,
  scaledLabelNoise,
  weakNoiseLaw,
  weakNoiseValidity,
} from "../../path-integral/index.ts";
import { gapFillingCell } from "./gap-filling-setting.ts";
import { gapGrid } from "./gap-filling-tasks.ts";
import type { LocalColumn } from "./local-table.ts";

/** What the task of one target is told: the Gaussian field at P = 1, and the sample counts. */
export interface LocalInput {
  readonly cutoffTime: number;
  readonly cells: number;
  readonly x: Float64Array;
  readonly mean: Matrix;
  readonly factor: Matrix;
  readonly sampleCounts: readonly number[];
}

/** Laws of one sample count, by column, and what their validity is. */
export interface LocalLaws {
  readonly sampleCount: number;
  readonly laws: Readonly<Record<Exclude<LocalColumn, "gaussian-field">, Density>>;
  readonly validity: Readonly<Record<string, number>>;
}

/** Local approximations of every sample count: the noise of labels is linear in 1/P, so it is computed once. */
export function runLocalTask(task: Task): LocalLaws[] {
  const { cutoffTime, cells, x, mean, factor, sampleCounts } = task.input as LocalInput;
  const { process, model } = gapFillingCell(cutoffTime, 1, gapGrid("euler-300"));
  const ensemble = gaussianWeightEnsemble("sandwich", model, process, mean, factor);
  const setting = labelSetting(process, ensemble, { method: "euler", cells, x });
  const silent = { ...setting, noise: scaledLabelNoise(setting.noise, 0) };
  return sampleCounts.map((sampleCount) => {
    const at = { ...setting, noise: scaledLabelNoise(setting.noise, 1 / sampleCount) };
    return {
      sampleCount,
      laws: {
        "noise-free": weakNoiseLaw(process, silent, x, "first"),
        "local-second-order": localLaw(process, at, x, "second-order"),
        "local-without-drift": localLaw(process, at, x, "none"),
        "weak-noise": weakNoiseLaw(process, at, x, "first"),
        "weak-noise-shifted": weakNoiseLaw(process, at, x, "second"),
      },
      validity: { ...weakNoiseValidity(process, at), ...negativeDiffusion(at) },
    };
  });
}
