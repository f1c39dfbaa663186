import type { ForwardProcess, LinearScoreModel } from "../core/index.ts";
import { buildModel, buildProcess } from "./build.ts";
import type { DataLoader } from "./data-loader.ts";
import type { ExperimentSpec } from "./spec.ts";

/** An experiment as objects; `modelAt` differs between sample counts in P alone. */
export interface BuiltExperiment {
  readonly spec: ExperimentSpec;
  readonly process: ForwardProcess;
  readonly modelAt: (sampleCount: number) => LinearScoreModel;
}

/** The last experiment built, by the text of its spec: a worker gets many tasks of one experiment. */
let last: { readonly text: string; readonly built: Promise<BuiltExperiment> } | null = null;

/** Builds an experiment; the same spec twice in a row is built once. */
export function builtExperiment(spec: ExperimentSpec, loader: DataLoader): Promise<BuiltExperiment> {
  const text = JSON.stringify(spec);
  if (last?.text !== text) {
    const built = build(spec, loader);
    last = { text, built };
    // A failure, such as a file that is not there yet, is not kept.
    built.catch(() => {
      if (last?.built === built) last = null;
    });
  }
  return last.built;
}

async function build(spec: ExperimentSpec, loader: DataLoader): Promise<BuiltExperiment> {
  const process = await buildProcess(spec, loader);
  const model = await buildModel(spec, process, spec.sampleCounts[0]!);
  return { spec, process, modelAt: (sampleCount) => ({ ...model, sampleCount }) };
}
