import { type Estimate, meanEstimate, probabilityFlow } from "../core/index.ts";
import { normalQuantile, seededRng } from "../numerics/index.ts";
import {
  type CheckpointStore,
  type FailedMember,
  type TrainedNetworks,
  type TrainingBackend,
  trainNetworks,
} from "../validate/index.ts";
import type { BuiltTraining } from "./build-training.ts";
import type { TrainingSpecFile } from "./spec-training.ts";
import { type PackedArray, packArray } from "./validation/index.ts";

/** What a training run leaves: its losses and its members' own samples. */
export interface TrainingResult {
  readonly spec: TrainingSpecFile;
  readonly members: number;
  readonly failed: readonly FailedMember[];
  /** Losses along training, mean over members with its standard error. */
  readonly losses: readonly (Estimate & { readonly step: number })[];
  /** Ends of each member's probability flow; [members, paths, D]. */
  readonly samples: PackedArray;
  /** "none", or the norm that gradients were clipped to. */
  readonly gradientClipping: string;
}

/** What a training run is given beside its spec. */
export interface TrainingContext {
  readonly backend: TrainingBackend;
  readonly store?: CheckpointStore;
  /** Steps between two stored states. */
  readonly checkpointEvery: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/** Losses in a result, at most. */
const lossCount = 200;

/** Trains the members of a spec, goes on where a stored run stopped, and samples each member's own probability flow. */
export async function runTraining(
  spec: TrainingSpecFile,
  { plan, process }: BuiltTraining,
  context: TrainingContext,
): Promise<TrainingResult> {
  const rng = seededRng(spec.seed);
  const { store, onProgress, backend } = context;
  const trained = await trainNetworks(backend, rng.split("train"), plan, spec.members, {
    checkpointEvery: context.checkpointEvery,
    identity: `${backend.name}: ${JSON.stringify(spec)}`,
    ...(store === undefined ? {} : { store }),
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const { paths } = spec.sampling;
  const { dim } = process.data;
  const samples = new Float64Array(trained.members.length * paths * dim);
  const sigma = process.schedule.sigma(process.schedule.terminalTime);
  trained.fields.forEach((field, k) => {
    const stream = rng.split("sample").split(`starts/${trained.members[k]}`);
    const values = Float64Array.from({ length: paths * dim }, (_, i) =>
      dim === 1 ? sigma * normalQuantile((i + stream.uniform()) / paths) : sigma * stream.normal(),
    );
    samples.set(
      probabilityFlow(process, field, { count: paths, dim, values }, { method: "heun" }).values,
      k * values.length,
    );
  });
  return {
    spec,
    members: trained.members.length,
    failed: trained.failed,
    losses: lossCurve(trained),
    samples: packArray(samples, [trained.members.length, paths, dim]),
    gradientClipping: plan.clipNorm === null ? "none" : `norm at most ${plan.clipNorm}`,
  };
}

function lossCurve({ losses, interval, members }: TrainedNetworks): TrainingResult["losses"] {
  const kept = losses.filter((_, m) => members.includes(m));
  const records = kept[0]?.length ?? 0;
  const every = Math.ceil(records / lossCount);
  return Array.from({ length: Math.ceil(records / every) || 0 }, (_, k) => ({
    step: k * every * interval,
    ...meanEstimate(Float64Array.from(kept, (own) => own[k * every]!)),
  }));
}
