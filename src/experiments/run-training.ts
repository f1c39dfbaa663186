import {
  type Estimate,
  type ForwardProcess,
  meanEstimate,
  type Points,
  type Provenance,
  probabilityFlow,
  type TrainingMeasurement,
  type TrainingSummary,
} from "../core/index.ts";
import { normalQuantile, type Rng, seededRng } from "../numerics/index.ts";
import {
  type CheckpointStore,
  type FailedMember,
  type TrainedNetworks,
  type TrainingBackend,
  trainNetworks,
} from "../validate/index.ts";
import type { BuiltTraining } from "./build-training.ts";
import { activeEngine, elementaryEngine } from "./engines.ts";
import { lossPanel } from "./figures/loss-panel.ts";
import type { TrainingSpecFile } from "./spec-training.ts";
import { trainingMeasurements } from "./training-measurements.ts";
import { type PackedArray, packArray } from "./validation/index.ts";

/** What a training run leaves: its losses and its members' own samples. */
export interface TrainingResult {
  readonly spec: TrainingSpecFile;
  readonly members: number;
  readonly failed: readonly FailedMember[];
  /** Losses along training, mean over members with its standard error. */
  readonly losses: readonly (Estimate & { readonly step: number })[];
  /** Ends of each member's probability flow; [members, paths, D], without paths for models of one noise level. */
  readonly samples: PackedArray;
  /** What was measured on the members, with errors over them. */
  readonly measurements: readonly TrainingMeasurement[];
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
  /** Bytes that the members trained together may take; the backend's own limit by default. */
  readonly memoryLimit?: number;
}

/** Losses in a result, at most. */
const lossCount = 200;

/**
 * Trains the members of a spec, goes on where a stored run stopped, samples each member's own probability flow, and measures the
 * members against the data and the exact score.
 *
 * @throws BackendError when memory is exhausted; what is stored stays as it was
 */
export async function runTraining(
  spec: TrainingSpecFile,
  { plan, process }: BuiltTraining,
  context: TrainingContext,
): Promise<TrainingResult> {
  const rng = seededRng(spec.seed);
  const { store, onProgress, backend, memoryLimit } = context;
  const trained = await trainNetworks(backend, rng.split("train"), plan, spec.members, {
    checkpointEvery: context.checkpointEvery,
    identity: `${backend.name}: ${JSON.stringify(spec)}`,
    ...(store === undefined ? {} : { store }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  });
  const onlyTime = typeof spec.trainingTimes === "number" ? spec.trainingTimes : null;
  const flow = onlyTime === null ? memberFlows(rng.split("sample"), process, trained, spec.sampling.paths) : null;
  const paths = flow === null ? 0 : spec.sampling.paths;
  const members = trained.members.length;
  return {
    spec,
    members,
    failed: trained.failed,
    losses: lossCurve(trained),
    samples: packArray(flow?.ends.values ?? [], [members, paths, process.data.dim]),
    measurements: trainingMeasurements(rng.split("measure"), process, { fields: trained.fields, onlyTime, flow }),
    gradientClipping: plan.clipNorm === null ? "none" : `norm at most ${plan.clipNorm}`,
  };
}

/** Starts and ends of every member's own probability flow, grouped by member. */
function memberFlows(
  rng: Rng,
  process: ForwardProcess,
  { fields, members }: TrainedNetworks,
  paths: number,
): { starts: Points; ends: Points } {
  const { dim } = process.data;
  const sigma = process.schedule.sigma(process.schedule.terminalTime);
  const [starts, ends] = [0, 1].map(() => new Float64Array(members.length * paths * dim)) as [
    Float64Array,
    Float64Array,
  ];
  fields.forEach((field, k) => {
    const stream = rng.split(`starts/${members[k]}`);
    const values = Float64Array.from({ length: paths * dim }, (_, i) =>
      dim === 1 ? sigma * normalQuantile((i + stream.uniform()) / paths) : sigma * stream.normal(),
    );
    starts.set(values, k * values.length);
    ends.set(
      probabilityFlow(process, field, { count: paths, dim, values }, { method: "heun" }).values,
      k * values.length,
    );
  });
  const count = members.length * paths;
  return { starts: { count, dim, values: starts }, ends: { count, dim, values: ends } };
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

/** A training run as a page shows it. */
export function trainingSummary(
  result: TrainingResult,
  backend: TrainingBackend,
  provenance: Pick<Provenance, "version" | "command" | "node" | "wallSeconds">,
): TrainingSummary {
  const { spec, members, failed, losses, measurements, gradientClipping } = result;
  const { description, software } = backend.adapter;
  return {
    name: spec.name,
    members,
    failed: failed.map(({ member, step }) => `member ${member}: loss was not finite at step ${step}; left out`),
    losses: lossPanel("Training loss", [{ label: `mean over ${members} members`, name: "trained-noisy", losses }], {
      row: 0,
      column: 0,
    }),
    measurements,
    backend: `${backend.name} (${description}${software && backend.name === "webgpu" ? ", a software adapter" : ""})`,
    gradientClipping,
    spec,
    provenance: {
      ...provenance,
      seed: spec.seed,
      algebra: activeEngine(),
      elementary: elementaryEngine(),
      threads: 1,
    },
  };
}
