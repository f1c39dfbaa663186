import type { NoisyStates } from "../../core/index.ts";
import { type Matrix, type Rng, seededRng } from "../../numerics/index.ts";
import { membersAtOnce, stackedScores, startTraining, type TrainingPlan } from "../../validate/index.ts";
import type { MeasurementRun } from "./measurement-run.ts";
import { wideLimit } from "./wide-limit.ts";
import type { WideSetting } from "./wide-setting.ts";
import { type LimitError, limitErrors, type PowerLaw, powerLaw } from "./width-errors.ts";

/** One width at one training time. */
export interface WidthErrors extends LimitError {
  readonly width: number;
  readonly trainingTime: number;
  readonly steps: number;
  readonly members: number;
  readonly failed: number;
}

/** One depth: what was measured, and the powers of the width that fit it. */
export interface WideDepth {
  readonly depth: number;
  readonly largestEigenvalue: number;
  readonly learningRate: number;
  /** Difference of the limit under gradient flow and under the steps taken, over the limit; per training time. */
  readonly flowAgainstSteps: readonly number[];
  readonly widths: readonly WidthErrors[];
  readonly slopes: readonly {
    readonly trainingTime: number;
    readonly singleNetworks: PowerLaw;
    readonly meanNetwork: PowerLaw | null;
  }[];
  readonly seconds: number;
}

/**
 * Wide ReLU networks in NTK parametrisation, trained by full-batch gradient descent on one fixed set of draws of the three-point
 * data, against their infinite-width limit after the same steps: kernel gradient descent with the tangent kernel, exact at
 * finite P. The initial function is subtracted, so that the limit has no randomness and what is left of a single network's
 * error is the fluctuation and the motion of its kernel, of order width^(−1/2), and of the mean over networks, of order 1/width.
 *
 * Errors are of the score times σ²/α, that is of the denoiser, relative to the limit, over a lattice of states.
 */
export async function measureWideNetworks(run: MeasurementRun, setting: WideSetting): Promise<WideDepth[]> {
  const rng = seededRng(run.seed).split("wide networks");
  const found: WideDepth[] = [];
  for (const depth of setting.depths) {
    const began = run.elapsed();
    const limit = wideLimit(rng, setting, depth);
    const { largestEigenvalue, learningRate, steps, flowAgainstSteps } = limit;
    const widths: WidthErrors[] = [];
    const report = (): void => {
      const slopes = setting.trainingTimes.flatMap((trainingTime) => {
        const at = widths.filter((one) => one.trainingTime === trainingTime);
        if (at.length < 3) return [];
        const mean = at.filter(({ meanNetwork }) => meanNetwork.value > 2 * meanNetwork.standardError);
        const x = at.map(({ width }) => width);
        const singleNetworks = powerLaw(
          x,
          at.map((one) => one.singleNetworks),
        );
        const meanNetwork =
          mean.length < 3
            ? null
            : powerLaw(
                mean.map(({ width }) => width),
                mean.map((one) => one.meanNetwork),
              );
        return [{ trainingTime, singleNetworks, meanNetwork }];
      });
      const one = { depth, largestEigenvalue, learningRate, flowAgainstSteps, widths, slopes };
      const others = found.filter((earlier) => earlier.depth !== depth);
      found.splice(0, found.length, ...others, { ...one, seconds: run.elapsed() - began });
      run.onFound(found);
    };
    for (const width of setting.widths) {
      if (run.elapsed() > run.limitSeconds) return found;
      run.onProgress(`depth ${depth}, width ${width}, ${steps.at(-1)} steps`);
      const plan = limit.plan(width);
      const scores = await trainedScores(run, rng.split("members"), plan, setting, steps, limit.states);
      if (scores === null) return found;
      scores.forEach((matrix, k) => {
        const errors = limitErrors(limit.denoisersOf(matrix), limit.denoisers[k]!);
        const trainingTime = setting.trainingTimes[k]!;
        widths.push({ width, trainingTime, steps: steps[k]!, ...errors });
      });
      report();
    }
  }
  return found;
}

/** Scores of every member after each number of steps, in as many groups as memory asks for; null when time ran out. */
async function trainedScores(
  run: MeasurementRun,
  rng: Rng,
  plan: TrainingPlan,
  { members }: WideSetting,
  steps: readonly number[],
  states: NoisyStates,
): Promise<Matrix[] | null> {
  const size = membersAtOnce(plan, members, run.memoryLimit ?? run.backend.memoryLimit);
  const parts: Matrix[][] = steps.map(() => []);
  for (let from = 0; from < members; from += size) {
    const training = await startTraining(run.backend, rng, plan, from, Math.min(from + size, members));
    try {
      for (const [k, until] of steps.entries()) {
        while (training.step() < until) {
          await training.advance(Math.min(100, until - training.step()));
          if (run.elapsed() > run.limitSeconds) return null;
        }
        parts[k]!.push(await stackedScores(training, states));
      }
    } finally {
      training.dispose();
    }
  }
  return parts.map((own) => {
    const values = new Float64Array(own.reduce((sum, one) => sum + one.values.length, 0));
    let at = 0;
    for (const one of own) {
      values.set(one.values, at);
      at += one.values.length;
    }
    return { rows: members, cols: own[0]!.cols, values };
  });
}
