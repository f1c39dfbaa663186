import {
  type DataDistribution,
  type ForwardProcess,
  geometricGrid,
  type NoisyStates,
  namedData,
  type Points,
  pointMasses,
  points,
  variancePreserving,
} from "../../core/index.ts";
import { type Rng, seededRng } from "../../numerics/index.ts";
import {
  embeddedInput,
  fixedDraws,
  freshNoise,
  scoreReadout,
  stackedSamples,
  stackedScores,
  startTraining,
  type TrainingPlan,
  type TrainingSource,
  type TrainingTimes,
} from "../../validate/index.ts";
import { type MeasurementRun, type PackedArray, packArray } from "./measurement-run.ts";

/** One data set on which ordinary networks are trained. */
export interface OrdinaryCase {
  readonly data: "three-points" | "four-points" | "digits";
  /** Draws of each member, fixed for its training; or the size of its own training set, with fresh noise. */
  readonly draws:
    | { readonly kind: "fixed"; readonly count: number }
    | { readonly kind: "fresh"; readonly points: number };
  readonly hidden: readonly number[];
  readonly members: number;
  readonly batch: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Paths of each member's probability flow. */
  readonly paths: number;
}

/** Cases in order of importance, and small ones for tests of the machinery. */
export const ordinaryCases: Readonly<Record<"full" | "tiny", readonly OrdinaryCase[]>> = {
  full: [
    {
      data: "three-points",
      draws: { kind: "fixed", count: 1024 },
      hidden: [128, 128, 128],
      members: 128,
      batch: 256,
      steps: 16_000,
      learningRate: 1e-3,
      paths: 256,
    },
    {
      data: "four-points",
      draws: { kind: "fixed", count: 1024 },
      hidden: [128, 128, 128],
      members: 128,
      batch: 256,
      steps: 16_000,
      learningRate: 1e-3,
      paths: 128,
    },
    {
      data: "digits",
      draws: { kind: "fresh", points: 500 },
      hidden: [512, 512, 512],
      members: 16,
      batch: 256,
      steps: 16_000,
      learningRate: 1e-3,
      paths: 64,
    },
  ],
  tiny: (["three-points", "four-points", "digits"] as const).map((data) => ({
    data,
    draws: data === "digits" ? { kind: "fresh", points: 20 } : { kind: "fixed", count: 32 },
    hidden: [16, 16],
    members: 3,
    batch: 16,
    steps: 20,
    learningRate: 1e-3,
    paths: 4,
  })),
};

/** What was seen at one step of the training of one case. */
export interface OrdinarySnapshot {
  readonly step: number;
  /** Scores of every member at the probe states; [E, N·D]. */
  readonly scores: PackedArray;
  /** Ends of every member's probability flow; [E, paths, D]. */
  readonly samples: PackedArray;
}

/** Everything measured of one case. */
export interface OrdinaryFound {
  readonly case: OrdinaryCase;
  readonly parameterization: string;
  readonly weight: string;
  readonly schedule: string;
  readonly probeTimes: PackedArray;
  readonly probeStates: PackedArray;
  readonly snapshots: readonly OrdinarySnapshot[];
  readonly trainedSteps: number;
  /** Loss of every member, at every `lossInterval`-th step; [records, E]. */
  readonly losses: PackedArray;
  /** Step at which a member's loss was not finite, −1 for none; [E]. */
  readonly failedAt: readonly number[];
  readonly seconds: number;
}

/** Largest number of snapshots of one training. */
const snapshotCount = 6;
const frequencies = 4;
/** Steps of the sampling grid. */
const samplingSteps = 48;

/**
 * Ordinary networks, standard parametrisation with Adam and no averaging, clipping or decay, one training set a member, followed
 * along training: scores of every member on probe states, and samples of its own probability flow.
 *
 * @param digits - the digits with mean 0 and variance 1 in every varying pixel; null leaves their case out
 */
export async function measureOrdinaryNetworks(
  run: MeasurementRun,
  cases: readonly OrdinaryCase[],
  digits: Points | null,
): Promise<OrdinaryFound[]> {
  const found: OrdinaryFound[] = [];
  for (const [k, one] of cases.entries()) {
    if (one.data === "digits" && digits === null) continue;
    // What is left is shared by the cases that are left, so that a slow one does not take all.
    const began = run.elapsed();
    const share = (run.limitSeconds - began) / (cases.length - k);
    if (share <= 0) break;
    const index = found.length;
    await measureCase(run, one, digits, began + share, (part) => {
      found[index] = { ...part, seconds: run.elapsed() - began };
      run.onFound(found);
    });
  }
  return found;
}

/** What is trained in a case, and where it is looked at. */
export interface OrdinarySetup {
  readonly plan: TrainingPlan;
  readonly process: ForwardProcess;
  /** Probe states. */
  readonly states: NoisyStates;
  readonly trainingTimes: TrainingTimes;
}

/**
 * Plan, process and probe states of a case.
 *
 * @param digits - needed by the case of that name alone
 * @param rng - the stream of the case; its part `members` trains the networks, `samples` their flows
 */
export function ordinarySetup(one: OrdinaryCase, digits: Points | null, rng: Rng): OrdinarySetup {
  const cutoffTime = one.data === "digits" ? 1e-3 : 0.01;
  const schedule = variancePreserving({ betaMin: 0.1, betaMax: 20, drift: "half-beta", cutoffTime, terminalTime: 1 });
  const law = { schedule, times: "log-uniform" } as const;
  const data: DataDistribution = one.data === "digits" ? pointMasses(digits!) : namedData(one.data);
  const { dim } = data;
  const source: TrainingSource =
    one.draws.kind === "fixed"
      ? fixedDraws({ ...law, data }, one.draws.count)
      : freshNoise(digits ?? points(new Float64Array(0), dim), one.draws.points, schedule, law.times);
  const input = embeddedInput(schedule, dim, frequencies);
  const plan: TrainingPlan = {
    network: {
      inputs: input.size,
      outputs: dim,
      hidden: one.hidden,
      activation: "silu",
      scaling: "standard",
      bias: 1,
      trained: "all",
    },
    input,
    readout: scoreReadout("noise", schedule),
    schedule,
    source,
    weight: () => 1,
    batch: one.batch,
    steps: one.steps,
    optimizer: { kind: "adam", learningRate: one.learningRate },
    decay: "none",
    ridge: 0,
    clipNorm: null,
    averaging: null,
    initialFunction: "kept",
  };
  const process: ForwardProcess = { data, schedule, grid: geometricGrid(schedule, samplingSteps) };
  return { plan, process, states: probeStates(one, process, rng.split("probes")), trainingTimes: law.times };
}

async function measureCase(
  run: MeasurementRun,
  one: OrdinaryCase,
  digits: Points | null,
  until: number,
  onPart: (part: Omit<OrdinaryFound, "seconds">) => void,
): Promise<void> {
  const rng = seededRng(run.seed).split("ordinary networks").split(one.data);
  const { plan, process, states } = ordinarySetup(one, digits, rng);
  const { schedule } = process;
  const { dim } = process.data;
  const training = await startTraining(run.backend, rng.split("members"), plan, 0, one.members);
  const snapshots: OrdinarySnapshot[] = [];
  const look = async (): Promise<void> => {
    const scores = await stackedScores(training, states);
    const ends = await stackedSamples(rng.split("samples"), training, process, one.paths);
    snapshots.push({
      step: training.step(),
      scores: packArray(scores.values, [scores.rows, scores.cols]),
      samples: packArray(ends, [one.members, one.paths, dim]),
    });
    const { losses, failedAt } = await training.state();
    onPart({
      case: one,
      parameterization: "noise",
      weight: "1",
      schedule: schedule.name,
      probeTimes: packArray(states.t, [states.t.length]),
      probeStates: packArray(states.x.values, [states.x.count, dim]),
      snapshots,
      trainedSteps: training.step(),
      losses: packArray(losses, [losses.length / one.members, one.members]),
      failedAt: Array.from(failedAt),
    });
  };
  try {
    for (const step of snapshotSteps(one.steps)) {
      while (training.step() < step && run.elapsed() < until) {
        await training.advance(Math.min(50, step - training.step()));
      }
      run.onProgress(`${one.data}, step ${training.step()} of ${one.steps}`);
      await look();
      if (run.elapsed() >= until) return;
    }
  } finally {
    training.dispose();
  }
}

/** Steps at which a training is looked at: halved from the last one. */
function snapshotSteps(steps: number): number[] {
  const at = Array.from({ length: snapshotCount }, (_, k) => Math.round(steps / 2 ** (snapshotCount - 1 - k)));
  return [...new Set(at)].filter((step) => step > 0);
}

/** A lattice around toy data, or noisy digits, at a few noise levels. */
function probeStates(one: OrdinaryCase, { data, schedule }: ForwardProcess, rng: Rng): NoisyStates {
  const times = [0.02, 0.1, 0.3, 0.7];
  if (one.data === "digits") {
    const count = 16;
    const values = new Float64Array(times.length * count * data.dim);
    times.forEach((t, k) => {
      const clean = data.sample(rng.split("points"), count).values;
      const noise = rng.split("noise", k).normals(clean.length);
      for (let i = 0; i < clean.length; i++)
        values[k * clean.length + i] = schedule.alpha(t) * clean[i]! + schedule.sigma(t) * noise[i]!;
    });
    return {
      x: points(values, data.dim),
      t: Float64Array.from(times.flatMap((t) => new Array<number>(count).fill(t))),
    };
  }
  const side = data.dim === 1 ? 37 : 9;
  const place = (i: number): number => -1.8 + (3.6 * i) / (side - 1);
  const lattice =
    data.dim === 1
      ? Array.from({ length: side }, (_, i) => [place(i)])
      : Array.from({ length: side * side }, (_, i) => [place(Math.floor(i / side)), place(i % side)]);
  return {
    x: points(times.flatMap(() => lattice)),
    t: Float64Array.from(times.flatMap((t) => lattice.map(() => t))),
  };
}
