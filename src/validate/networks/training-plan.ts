import { ArgumentError, type NoiseSchedule, ShapeError } from "../../core/index.ts";
import type { Rng } from "../../numerics/index.ts";
import type { TrainingSource } from "./denoising-draws.ts";
import { architectureOf, type ModelShape } from "./model-shape.ts";
import type { ScoreReadout } from "./score-readout.ts";
import type { StateInput } from "./state-input.ts";

/** How parameters move along their gradient. */
export type Optimizer =
  | { readonly kind: "sgd"; readonly learningRate: number }
  | { readonly kind: "momentum"; readonly learningRate: number; readonly momentum: number }
  /** Moments 0.9 and 0.999 and ε = 1e-8 by default, ε outside the bias correction as in the source. */
  | {
      readonly kind: "adam";
      readonly learningRate: number;
      readonly firstMoment?: number;
      readonly secondMoment?: number;
      readonly epsilon?: number;
    };

/** One training, up to its randomness; all members of an ensemble share it. */
export interface TrainingPlan {
  readonly network: ModelShape;
  readonly input: StateInput;
  readonly readout: ScoreReadout;
  readonly schedule: NoiseSchedule;
  readonly source: TrainingSource;
  /** Loss weight w(t) ≥ 0 in units of the network's output: (1/2B) Σ w_n |target_n − f_n|². */
  readonly weight: (t: number) => number;
  /** Draws a step, with replacement from a list; "all" takes the whole list. */
  readonly batch: number | "all";
  readonly steps: number;
  readonly optimizer: Optimizer;
  /** Learning rate along training: constant, or a half cosine down to 0. */
  readonly decay: "none" | "cosine";
  /** Ridge ρ ≥ 0: (ρ/2)|parameters|² is added to the loss. */
  readonly ridge: number;
  /** Largest norm of a member's gradient; null leaves gradients as they are. */
  readonly clipNorm: number | null;
  /** Share of the average that is kept each step; null keeps no average. Scores are then read off the average. */
  readonly averaging: number | null;
  /** `subtracted` trains and reads f − f₀, which starts at zero. */
  readonly initialFunction: "kept" | "subtracted";
  /**
   * Whose initial weights a member takes: its `own`, or those that all members of an ensemble `shared`; members then differ by draws and
   * batches alone, and with `trained` = "output" have the same random features. "own" by default.
   */
  readonly initial?: "own" | "shared";
}

/**
 * Checks a plan once, before anything is trained.
 *
 * @throws ArgumentError or ShapeError naming the part that does not fit
 */
export function checkTrainingPlan(plan: TrainingPlan): void {
  const where = "training plan";
  const { network, input, source, batch, steps, optimizer, clipNorm, averaging, ridge } = plan;
  architectureOf(network);
  if (network.inputs !== input.size || network.outputs !== input.dim) {
    const shapes = { network: [network.inputs, network.outputs], input: [input.size, input.dim] };
    throw new ShapeError(where, shapes, "inputs and outputs must agree");
  }
  if (batch === "all" ? source.kind === "stream" : !(Number.isInteger(batch) && batch >= 1))
    throw new ArgumentError(where, "batch", batch, "a positive integer, or all for a list of draws");
  if (!(Number.isInteger(steps) && steps >= 1)) throw new ArgumentError(where, "steps", steps, "a positive integer");
  const positive = (name: string, value: number): void => {
    if (!(value > 0 && Number.isFinite(value))) throw new ArgumentError(where, name, value, "finite and positive");
  };
  const share = (name: string, value: number): void => {
    if (!(value >= 0 && value < 1)) throw new ArgumentError(where, name, value, "at least 0 and below 1");
  };
  positive("learningRate", optimizer.learningRate);
  if (optimizer.kind === "momentum") share("momentum", optimizer.momentum);
  if (optimizer.kind === "adam") {
    share("firstMoment", optimizer.firstMoment ?? 0);
    share("secondMoment", optimizer.secondMoment ?? 0);
    positive("epsilon", optimizer.epsilon ?? 1);
  }
  const { initial = "own" } = plan;
  if (initial !== "own" && initial !== "shared") throw new ArgumentError(where, "initial", initial, "own or shared");
  if (clipNorm !== null) positive("clipNorm", clipNorm);
  if (averaging !== null) share("averaging", averaging);
  if (!(ridge >= 0 && Number.isFinite(ridge))) throw new ArgumentError(where, "ridge", ridge, "finite and at least 0");
}

/**
 * The stream of a member's initial weights.
 *
 * @param rng - names the ensemble
 */
export function initialStream(rng: Rng, { initial = "own" }: TrainingPlan, member: number): Rng {
  return (initial === "shared" ? rng.split("shared") : rng.split(`member/${member}`)).split("initial");
}

/** Learning rate of step number `step`, from 0. */
export function learningRateAt({ optimizer, decay, steps }: TrainingPlan, step: number): number {
  const { learningRate } = optimizer;
  return decay === "none" ? learningRate : (learningRate * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}
