import { installedPackages } from "../../src/cli/training-packages.ts";
import { type ForwardProcess, geometricGrid, namedData, variancePreserving } from "../../src/core/index.ts";
import {
  clockInput,
  fixedDraws,
  openBackend,
  scoreReadout,
  type TrainingBackend,
  type TrainingPlan,
} from "../../src/validate/index.ts";
import type { Tolerance } from "./tolerance.ts";

/** The backend that every machine has and that is fast enough for tests. */
export function wasmBackend(): Promise<TrainingBackend> {
  return openBackend("wasm", installedPackages);
}

/** Three points under variance-preserving noise with a gentle cutoff. */
export const smallProcess: ForwardProcess = (() => {
  const schedule = variancePreserving({ drift: "half-beta", cutoffTime: 0.05, terminalTime: 1 });
  return { data: namedData("three-points"), schedule, grid: geometricGrid(schedule, 8) };
})();

/** A training of two small hidden layers on 32 fixed draws by Adam, in which any part can be replaced. */
export function smallPlan(parts: Partial<TrainingPlan> = {}): TrainingPlan {
  const { data, schedule } = smallProcess;
  return {
    network: {
      inputs: 2,
      outputs: 1,
      hidden: [8, 8],
      activation: "tanh",
      scaling: "standard",
      bias: 1,
      trained: "all",
    },
    input: clockInput(schedule, 1),
    readout: scoreReadout("noise", schedule),
    schedule,
    source: fixedDraws({ data, schedule, times: "uniform" }, 32),
    weight: () => 1,
    batch: 16,
    steps: 60,
    optimizer: { kind: "adam", learningRate: 3e-3 },
    decay: "none",
    ridge: 0,
    clipNorm: null,
    averaging: null,
    initialFunction: "kept",
    ...parts,
  };
}

/** Rounding of `operations` float32 operations on numbers of size `scale`. */
export function singleRounding(scale: number, operations: number = 64): Tolerance {
  return {
    bound: operations * 2 ** -24 * Math.max(Math.abs(scale), Number.MIN_VALUE),
    reason: `float32 rounding of ${operations} operations at scale ${scale}`,
  };
}
