import {
  type ForwardProcess,
  type NoisyStates,
  probabilityFlow,
  type ScoreField,
  type Task,
} from "../../core/index.ts";
import {
  gaussianWeightEnsemble,
  kernelFeatures,
  lazyFieldFactor,
  lazyMoments,
  lazyPopulation,
  lazyScoreField,
  linearReading,
  trainLazyModel,
} from "../../linear-models/index.ts";
import { algebra, type Matrix, seededRng } from "../../numerics/index.ts";
import { fieldStream, stratifiedStarts } from "../../path-integral/index.ts";
import { noisedMarginal } from "../../theory/index.ts";
import { type LazyCase, lazyCell, lazySetting } from "./lazy-setting.ts";

/** What every task of the figure says. */
export interface LazyInput {
  readonly seed: number;
  readonly network: LazyCase;
  readonly from: number;
  readonly to: number;
}

/** Leading order of one case: fields spanned by the kernel at `centers`, one mean and two factors per training time. */
export interface LazyTheory {
  readonly centers: NoisyStates;
  /** Share of E[w Θ(z, z)] that the landmarks miss. */
  readonly missing: number;
  readonly times: readonly {
    readonly mean: Matrix;
    readonly factor: Matrix;
    readonly inputFactor: Matrix;
    /** Σ χ_j, and the share learned of the last mode kept: near zero where the landmarks suffice. */
    readonly learnedModes: number;
    readonly lastLearned: number;
  }[];
}

export interface LazyFieldInput extends LazyInput {
  readonly name: string;
  readonly time: number;
  readonly centers: NoisyStates;
  readonly mean: Matrix;
  readonly factor: Matrix;
}

/** End states per training time, [to − from] × paths each. */
export interface LazyMembers {
  readonly noisy: readonly Float64Array[];
  readonly noiseFree: readonly Float64Array[];
}

/** Runs a task of the figure of lazy networks. */
export function runLazyTask(task: Task): unknown {
  switch (task.task) {
    case "figure/lazy-theory":
      return lazyTheory(task.input as Pick<LazyInput, "network">);
    case "figure/lazy-members":
      return lazyMembers(task.input as LazyInput);
    case "figure/lazy-fields":
      return lazyFields(task.input as LazyFieldInput);
    default:
      throw new Error(`runLazyTask: unknown task ${task.task}`);
  }
}

function lazyTheory({ network }: Pick<LazyInput, "network">): LazyTheory {
  const { process, model } = lazyCell(network, 1);
  // Half the default resolution keeps moments to 1e-4, far below the errors over models.
  const population = lazyPopulation(model, process, { rank: lazySetting.landmarks, refinement: 0.5, draws: 8000 });
  return {
    centers: population.landmarks.states,
    missing: population.missing,
    times: lazySetting.trainingTimes.map((time) => {
      const moments = lazyMoments(population, lazyCell(network, time).model.filter);
      const factor = (parts: "target-and-input-noise" | "input-noise"): Matrix =>
        lazyFieldFactor(population, moments, model.sampleCount, parts);
      return {
        mean: algebra.gemm(population.basis, moments.mean),
        factor: factor("target-and-input-noise"),
        inputFactor: factor("input-noise"),
        learnedModes: moments.learned.reduce((sum, value) => sum + value, 0),
        lastLearned: moments.learned.at(-1)!,
      };
    }),
  };
}

/** End states of member m: the same starts for every field of that member, so that differences of laws are paired. */
export function endStates(
  input: Pick<LazyInput, "seed">,
  process: ForwardProcess,
  field: ScoreField,
  m: number,
): Float64Array {
  const rng = seededRng(input.seed).split("starts");
  const shift = rng.uniform();
  const { dim } = process.data;
  const starts = stratifiedStarts(rng.split(`${m}`), process.schedule, dim, lazySetting.paths, shift, m);
  return probabilityFlow(process, field, starts, { method: "heun" }).values;
}

function lazyMembers(input: LazyInput): LazyMembers {
  const { seed, network, from, to } = input;
  const cells = lazySetting.trainingTimes.flatMap((time) =>
    (["noisy", "noise-free"] as const).map((target) => lazyCell(network, time, target)),
  );
  const { process, model } = cells[0]!;
  const marginal = noisedMarginal(process.data, process.schedule);
  const rng = seededRng(seed).split(`members/${network.name}`);
  const size = lazySetting.paths * process.data.dim;
  const ends = cells.map(() => new Float64Array((to - from) * size));
  for (let m = from; m < to; m++) {
    const variants = cells.map((cell) => cell.model);
    trainLazyModel(fieldStream(rng, m), model, process, marginal, variants).forEach((fit, k) => {
      const field = lazyScoreField(model, process.schedule, fit);
      ends[k]!.set(endStates(input, process, field, m), (m - from) * size);
    });
  }
  return { noisy: ends.filter((_, k) => k % 2 === 0), noiseFree: ends.filter((_, k) => k % 2 === 1) };
}

function lazyFields(input: LazyFieldInput): Float64Array {
  const { seed, network, name, time, centers, mean, factor, from, to } = input;
  const { process, model } = lazyCell(network, time);
  const reading = linearReading(model, kernelFeatures(model.kernel, centers));
  const ensemble = gaussianWeightEnsemble(name, reading, process, mean, factor);
  const rng = seededRng(seed).split(`${name}/${network.name}/${time}`);
  const size = lazySetting.paths * process.data.dim;
  const out = new Float64Array((to - from) * size);
  for (let m = from; m < to; m++)
    out.set(endStates(input, process, ensemble.draw(fieldStream(rng, m)), m), (m - from) * size);
  return out;
}
