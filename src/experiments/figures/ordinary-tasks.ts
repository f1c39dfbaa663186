import type { Task } from "../../core/index.ts";
import type { ResidualSpectrum } from "../../linear-models/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";
import { type PackageSource, stackedSamples, stackedScores, startTraining } from "../../validate/index.ts";
import type { MemberRange } from "../member-ranges.ts";
import { taskBackend } from "../task-backend.ts";
import { counterpartFields } from "../validation/counterpart-fields.ts";
import { counterpartMember, networkLoss } from "../validation/counterpart-members.ts";
import { latticeSamples, latticeStates, type ScoreLattice, scoreLattice } from "../validation/lattice-scores.ts";
import { type LazyCounterpart, lazyCounterpart } from "../validation/lazy-counterpart.ts";
import { type OrdinaryFigureSetting, ordinaryFigureSetup, ordinaryStream } from "./ordinary-setting.ts";

/** What every task of the figure says. */
export interface OrdinaryInput extends MemberRange {
  readonly seed: number;
  readonly setting: OrdinaryFigureSetting;
}

export interface OrdinaryTrainInput extends OrdinaryInput {
  readonly backend: string;
}

/** Members of one kind after one training: what they do at the probe states, on the lattice, and where their flows end. */
export interface OrdinaryMembers {
  /** Shape [E, N]; 1/data. */
  readonly scores: Matrix;
  /** Shape [E, times · places]; 1/data. */
  readonly lattice: Matrix;
  /** Shape [E · paths]. */
  readonly samples: Float64Array;
}

/** Trained networks at every snapshot. */
export interface TrainedOrdinary {
  readonly snapshots: readonly (OrdinaryMembers & {
    /** Loss of every member over all of its draws; shape [E]. */
    readonly trainingLoss: Float64Array;
  })[];
  /** Losses of every member at every `interval`-th step; shape [records, E]. */
  readonly losses: Matrix;
}

export interface OrdinaryLazyInput extends OrdinaryInput {
  /** Training times τ. */
  readonly times: readonly number[];
}

/** The leading-order field after one training time. */
export interface OrdinaryField extends OrdinaryMembers {
  /** Mean and variance at the probe states: the mean is that of infinitely many draws; shape [N]. */
  readonly mean: Float64Array;
  readonly variances: Float64Array;
  /** Ends of the flow of the mean, from the starts of the members. */
  readonly meanSamples: Float64Array;
  readonly learnedModes: number;
  readonly lastLearned: number;
}

/** Nodes of the kernel of the leading-order field, whose landmarks are coarser than 60 of them. */
const fieldNodes = 60;

/** Runs a task of the figure of ordinary networks. */
export async function runOrdinaryTask(task: Task, packages: PackageSource | undefined): Promise<unknown> {
  switch (task.task) {
    case "figure/validate-ordinary-train":
      return trainOrdinary(task.input as OrdinaryTrainInput, packages);
    case "figure/validate-ordinary-spectra":
      return ordinarySpectra(task.input as OrdinaryInput);
    case "figure/validate-ordinary-lazy":
      return lazyOrdinary(task.input as OrdinaryLazyInput);
    case "figure/validate-ordinary-field":
      return ordinaryFields(task.input as OrdinaryLazyInput);
    case "figure/validate-ordinary-mean-flow":
      return meanFlow(task.input as OrdinaryInput & { readonly lattice: Matrix });
    default:
      throw new Error(`runOrdinaryTask: unknown task ${task.task}`);
  }
}

async function trainOrdinary(
  { seed, setting, backend, from, to }: OrdinaryTrainInput,
  packages: PackageSource | undefined,
): Promise<TrainedOrdinary> {
  const { plan, process, states } = ordinaryFigureSetup(seed, setting);
  const rng = ordinaryStream(seed);
  const on = latticeStates(scoreLattice(process, setting.places));
  const training = await startTraining(await taskBackend(backend, packages), rng.split("members"), plan, from, to);
  const snapshots: TrainedOrdinary["snapshots"][number][] = [];
  try {
    for (const step of setting.snapshots) {
      await training.advance(step - training.step());
      const networks = await training.networks();
      snapshots.push({
        scores: await stackedScores(training, states),
        lattice: await stackedScores(training, on),
        samples: await stackedSamples(rng.split("samples"), training, process, setting.case.paths),
        trainingLoss: Float64Array.from(networks, (network, k) =>
          networkLoss(plan, network, rng.split("members"), from + k),
        ),
      });
    }
    const losses = Float64Array.from((await training.state()).losses);
    return { snapshots, losses: matrix(losses.length / (to - from), to - from, losses) };
  } finally {
    training.dispose();
  }
}

function counterpartOf(input: OrdinaryInput, nodes?: number) {
  const setup = ordinaryFigureSetup(input.seed, input.setting);
  const { draws } = input.setting.case;
  if (draws.kind !== "fixed") throw new Error("figure of ordinary networks: its draws are fixed");
  const counterpart: LazyCounterpart = lazyCounterpart(setup.plan, draws.count, setup.trainingTimes, nodes);
  return { ...setup, counterpart, lattice: scoreLattice(setup.process, input.setting.places) };
}

function ordinarySpectra(input: OrdinaryInput): ResidualSpectrum[] {
  const { counterpart, plan, process } = counterpartOf(input);
  const rng = ordinaryStream(input.seed).split("members");
  return Array.from(
    { length: input.to - input.from },
    (_, k) => counterpartMember(counterpart, plan, process, rng, input.from + k).spectrum,
  );
}

/** Counterparts after each of the times. */
function lazyOrdinary(input: OrdinaryLazyInput): OrdinaryMembers[] {
  const { seed, from, to, times } = input;
  const { counterpart, plan, process, states, lattice } = counterpartOf(input);
  const rng = ordinaryStream(seed);
  const on = latticeStates(lattice);
  const kernelOn = counterpart.kernel.toward(on);
  const count = to - from;
  const scores = times.map(() => matrix(count, states.t.length));
  const tables = times.map(() => matrix(count, on.t.length));
  for (let m = from; m < to; m++) {
    const member = counterpartMember(counterpart, plan, process, rng.split("members"), m);
    const atStates = member.scores(times, states);
    const onLattice = member.scores(times, on, kernelOn);
    times.forEach((_, k) => {
      scores[k]!.values.set(row(atStates, k), (m - from) * atStates.cols);
      tables[k]!.values.set(row(onLattice, k), (m - from) * onLattice.cols);
    });
  }
  return times.map((_, k) => ({
    scores: scores[k]!,
    lattice: tables[k]!,
    samples: samplesOf(input, process, lattice, tables[k]!),
  }));
}

/** As many draws of the leading-order field as there are members, after each of the times. */
function ordinaryFields(input: OrdinaryLazyInput): OrdinaryField[] {
  const { seed, setting, from, to, times } = input;
  const { counterpart, process, states, lattice } = counterpartOf(input, fieldNodes);
  const { rank, refinement } = setting;
  const on = latticeStates(lattice);
  return counterpartFields(counterpart, process, times, { rank, refinement }).map(
    ({ time, ensemble, learnedModes, lastLearned }) => {
      const normals = matrix(to - from, ensemble.rank);
      for (let m = from; m < to; m++) {
        const stream = ordinaryStream(seed).split(`field/${time}`).split(`${m}`);
        normals.values.set(stream.normals(ensemble.rank), (m - from) * ensemble.rank);
      }
      const drawn = (at: typeof states): { fields: Matrix; mean: Float64Array; loadings: Matrix } => {
        const mean = ensemble.meanScore(at).values;
        const loadings = ensemble.loadings(at);
        const fields = algebra.gemm(normals, loadings, { transposeB: true });
        for (let i = 0; i < fields.values.length; i++) fields.values[i]! += mean[i % mean.length]!;
        return { fields, mean, loadings };
      };
      const atStates = drawn(states);
      const table = drawn(on);
      const variances = Float64Array.from({ length: states.t.length }, (_, n) =>
        row(atStates.loadings, n).reduce((sum, value) => sum + value * value, 0),
      );
      return {
        scores: atStates.fields,
        lattice: table.fields,
        samples: samplesOf(input, process, lattice, table.fields),
        mean: atStates.mean,
        variances,
        meanSamples: samplesOf(input, process, lattice, repeated(table.mean, to - from)),
        learnedModes,
        lastLearned,
      };
    },
  );
}

/** The flow of the mean of scores on the lattice, from the starts of the members. */
function meanFlow(input: OrdinaryInput & { readonly lattice: Matrix }): Float64Array {
  const { process } = ordinaryFigureSetup(input.seed, input.setting);
  const { rows, cols, values } = input.lattice;
  const mean = new Float64Array(cols);
  for (let i = 0; i < values.length; i++) mean[i % cols]! += values[i]! / rows;
  const lattice = scoreLattice(process, input.setting.places);
  return samplesOf(input, process, lattice, repeated(mean, input.to - input.from));
}

function samplesOf(
  { seed, setting, from }: OrdinaryInput,
  process: Parameters<typeof latticeSamples>[1],
  lattice: ScoreLattice,
  scores: Matrix,
): Float64Array {
  return latticeSamples(ordinaryStream(seed).split("samples"), process, lattice, scores, from, setting.case.paths);
}

function repeated(line: Float64Array, rows: number): Matrix {
  const out = matrix(rows, line.length);
  for (let m = 0; m < rows; m++) out.values.set(line, m * line.length);
  return out;
}

function row({ cols, values }: Matrix, k: number): Float64Array {
  return values.subarray(k * cols, (k + 1) * cols);
}
