import { ArgumentError, type ScoreEnsemble, type ScoreField } from "../../core/index.ts";
import type { Rng } from "../../numerics/index.ts";
import type { TrainingBackend } from "../backends/training-backend.ts";
import { fieldEnsemble } from "./field-ensemble.ts";
import { architectureOf, parameterCount } from "./model-shape.ts";
import { networkField, type TrainedNetwork } from "./network-field.ts";
import { momentNames } from "./optimizer-step.ts";
import { recordInterval, startTraining } from "./stacked-training.ts";
import type { TrainingPlan } from "./training-plan.ts";
import { decodeTrainingState, encodeTrainingState, stateOfMembers, type TrainingState } from "./training-state.ts";
import { tableWidth } from "./training-tables.ts";

/** A member whose loss stopped being a number; the others go on. */
export interface FailedMember {
  readonly member: number;
  /** Step whose loss was not finite, from 0. */
  readonly step: number;
}

/** What training an ensemble of networks gives. */
export interface TrainedNetworks {
  readonly plan: TrainingPlan;
  /** Numbers of the members that were trained to the end. */
  readonly members: readonly number[];
  readonly networks: readonly TrainedNetwork[];
  /** Their scores, evaluated in float64. */
  readonly fields: readonly ScoreField[];
  readonly failed: readonly FailedMember[];
  /** Losses of every member of the ensemble at every `interval`-th step; [E][records]. */
  readonly losses: readonly Float64Array[];
  readonly interval: number;
}

/** Where states of a training are kept, so that a run that is killed goes on. */
export interface CheckpointStore {
  /** What is stored under a name, newest first. */
  read(name: string): Promise<readonly Uint8Array[]>;
  /** Replaces the state under a name in one step. */
  write(name: string, bytes: Uint8Array): Promise<void>;
}

/** How an ensemble is trained, beside what it learns. */
export interface TrainingRun {
  /** Bytes that the tensors of one group of members may take; the backend's own limit by default. */
  readonly memoryLimit?: number;
  /** Called with steps done and in all, summed over members. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly store?: CheckpointStore;
  /** Words that name this training; a stored state is only taken up under the same ones. */
  readonly identity?: string;
  /** Steps between two stored states; 500 by default. */
  readonly checkpointEvery?: number;
  readonly signal?: AbortSignal;
}

/** Bytes of one tensor that every backend can address. */
const largestTensor = 2 ** 31 - 8;
/** Steps between two reports of progress. */
const stretch = 100;

/**
 * Trains E networks, each from initial weights and draws of its own, as many at once as the memory bound allows. Results do not
 * depend on how members are grouped beyond float32 rounding, and on `cpu` and `wasm` not at all.
 *
 * @param rng - names the ensemble; member m depends on its number alone, on every backend
 * @throws ArgumentError when one member alone is above the memory bound
 */
export async function trainNetworks(
  backend: TrainingBackend,
  rng: Rng,
  plan: TrainingPlan,
  count: number,
  run: TrainingRun = {},
): Promise<TrainedNetworks> {
  const { memoryLimit = backend.memoryLimit, store, identity = "training", checkpointEvery = 500 } = run;
  const size = membersAtOnce(plan, count, memoryLimit);
  const networks: TrainedNetwork[] = [];
  const members: number[] = [];
  const failed: FailedMember[] = [];
  const losses: Float64Array[] = [];
  for (let from = 0; from < count; from += size) {
    const to = Math.min(from + size, count);
    const name = groupName(from, to);
    const words = wordsOf(identity, name, plan);
    const state = store === undefined ? null : await storedGroup(store, identity, plan, from, to, count);
    const training = await startTraining(backend, rng, plan, from, to, state);
    try {
      while (training.step() < plan.steps) {
        run.signal?.throwIfAborted();
        const before = training.step();
        await training.advance(Math.min(stretch, checkpointEvery) - (before % Math.min(stretch, checkpointEvery)));
        const step = training.step();
        const due = step === plan.steps || Math.floor(step / checkpointEvery) > Math.floor(before / checkpointEvery);
        if (store !== undefined && due) await store.write(name, encodeTrainingState(words, await training.state()));
        run.onProgress?.(from * plan.steps + training.step() * (to - from), count * plan.steps);
      }
      const found = await training.networks();
      const state = await training.state();
      found.forEach((network, k) => {
        losses.push(memberLosses(state, k));
        if (state.failedAt[k]! >= 0) failed.push({ member: from + k, step: state.failedAt[k]! });
        else {
          members.push(from + k);
          networks.push(network);
        }
      });
    } finally {
      training.dispose();
    }
  }
  return {
    plan,
    members,
    networks,
    fields: networks.map((network) => networkField(plan, network)),
    failed,
    losses,
    interval: recordInterval(plan),
  };
}

/** The members that were trained to the end as an ensemble. */
export function networkEnsemble(name: string, { fields }: TrainedNetworks): ScoreEnsemble {
  return fieldEnsemble(name, fields);
}

/**
 * Members that one graph may hold: parameters with their moments and gradients, activations with theirs, and training tables.
 *
 * @param limit - bytes
 * @throws ArgumentError when one member is above the limit
 */
export function membersAtOnce(plan: TrainingPlan, count: number, limit: number): number {
  const { network, source, batch, averaging, initialFunction } = plan;
  const copies = 5 + momentNames(plan).length + (averaging === null ? 0 : 1) + (initialFunction === "kept" ? 0 : 1);
  const { numbersPerState, widest: widestOf } = architectureOf(network);
  const listed = source.kind === "list" ? source.count : 0;
  const seen = batch === "all" ? listed : batch;
  const numbers =
    copies * parameterCount(network) + seen * (numbersPerState + 2 * tableWidth(plan)) + listed * tableWidth(plan);
  const bytes = 4 * numbers;
  const widest = Math.max(parameterCount(network), seen * widestOf);
  const fit = Math.min(count, Math.floor(limit / bytes), Math.floor(largestTensor / (4 * widest)));
  // Groups of equal size, rather than full ones and a remainder.
  if (fit >= 1) return Math.ceil(count / Math.ceil(count / fit));
  const rule = `at least the ${bytes} that one member takes (smaller batch, fewer draws, narrower network)`;
  throw new ArgumentError("trainNetworks", "memoryLimit", limit, rule);
}

function groupName(from: number, to: number): string {
  return `members-${from}-${to - 1}`;
}

/** Words that a state of a group is stored under. */
function wordsOf(identity: string, name: string, { steps, initial }: TrainingPlan): string {
  // Frozen weights are no part of a state: one that was made with others must not be taken up.
  return `${identity}, ${name}, ${steps} steps${initial === "shared" ? ", shared initial weights" : ""}`;
}

/**
 * The state of members `from` … `to` − 1: their own, or their part of a larger group's, which a run with more memory left behind.
 * All groups of a run have one size, but for the last.
 */
async function storedGroup(
  store: CheckpointStore,
  identity: string,
  plan: TrainingPlan,
  from: number,
  to: number,
  count: number,
): Promise<TrainingState | null> {
  const own = groupName(from, to);
  const found = await stored(store, own, wordsOf(identity, own, plan));
  if (found !== null) return found;
  let last = 0;
  for (let groups = 1; groups <= count; groups++) {
    const size = Math.ceil(count / groups);
    if (size <= to - from) break;
    if (size === last) continue;
    last = size;
    const first = Math.floor(from / size) * size;
    const end = Math.min(first + size, count);
    if (to > end) continue;
    const name = groupName(first, end);
    const state = await stored(store, name, wordsOf(identity, name, plan));
    if (state !== null) return stateOfMembers(state, from, to);
  }
  return null;
}

/** The newest state that can be read. */
async function stored(store: CheckpointStore, name: string, words: string): Promise<TrainingState | null> {
  const generations = await store.read(name);
  for (const [k, bytes] of generations.entries()) {
    try {
      return decodeTrainingState(words, bytes);
    } catch (error) {
      // A newer state that is damaged leaves the one before it.
      if (k === generations.length - 1) throw error;
    }
  }
  return null;
}

/** Recorded losses of member k of a group. */
function memberLosses({ losses, from, to }: TrainingState, k: number): Float64Array {
  const members = to - from;
  return Float64Array.from({ length: losses.length / members }, (_, i) => losses[i * members + k]!);
}
