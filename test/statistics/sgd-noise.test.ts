import { describe, it } from "vitest";
import {
  dataSgdProblem,
  drawTraining,
  lossWeights,
  populationSgdProblem,
  regressionTarget,
  type SgdProblem,
  stationaryCovariance,
} from "../../src/linear-models/index.ts";
import { type Matrix, matrix, type Rng, seededRng } from "../../src/numerics/index.ts";
import {
  denoiserModel,
  fewBumps,
  gentleSchedule,
  lineMixture,
  processOf,
  sampleMoments,
} from "../support/linear-models.ts";
import { expectClose, monteCarlo } from "../support/tolerance.ts";

// 2 problems × (6 means + 21 covariances) at five standard errors: false alarms 3e-5 for a fresh seed.
const seed = 20361;
const chains = 3000;
const batch = 2;

const process = processOf(lineMixture, gentleSchedule);
const model = denoiserModel(fewBumps(), gentleSchedule, { ridge: 0.3, weight: () => 1 });

/** Features and targets of draws, one list to pick batches from. */
interface Pool {
  readonly phi: Matrix;
  readonly weight: Float64Array;
  readonly target: Float64Array;
}

function poolOf(rng: Rng, count: number): Pool & { readonly draws: ReturnType<typeof drawTraining> } {
  const draws = drawTraining(rng, process, count, model.trainingTimes);
  return {
    draws,
    phi: model.features.evaluate(draws.states),
    weight: lossWeights(model, draws.states.t),
    target: regressionTarget(model, process.schedule, draws.states, draws.clean.values).values,
  };
}

/** End coefficients of independent chains from the optimum; `pick` names the draws of a batch. */
function ends(problem: SgdProblem, pool: Pool, step: number, steps: number, pick: (chain: number) => number): Matrix {
  const size = problem.sigma.rows;
  const out = matrix(chains, size);
  const w = new Float64Array(size);
  const gradient = new Float64Array(size);
  for (let m = 0; m < chains; m++) {
    w.set(problem.solution.values);
    for (let k = 0; k < steps; k++) {
      for (let f = 0; f < size; f++) gradient[f] = model.ridge * w[f]!;
      for (let b = 0; b < batch; b++) {
        const n = pick(m);
        let error = -pool.target[n]!;
        for (let f = 0; f < size; f++) error += pool.phi.values[n * size + f]! * w[f]!;
        for (let f = 0; f < size; f++)
          gradient[f]! += (pool.weight[n]! * pool.phi.values[n * size + f]! * error) / batch;
      }
      for (let f = 0; f < size; f++) w[f]! -= step * gradient[f]!;
    }
    out.values.set(w, m * size);
  }
  return out;
}

function compare(problem: SgdProblem, found: Matrix, step: number): void {
  const { covariance } = stationaryCovariance(problem, { step, batch });
  const sample = sampleMoments(found);
  problem.solution.values.forEach((value, f) => {
    expectClose(sample.mean[f]!, value, monteCarlo(sample.meanError[f]!), `mean ${f}`);
  });
  covariance.values.forEach((value, i) => {
    expectClose(sample.covariance.values[i]!, value, monteCarlo(sample.covarianceError.values[i]!), `covariance ${i}`);
  });
}

describe("constant-step stochastic gradient descent has the stationary moments that are derived for it", () => {
  // The slowest direction decays by (1 − η ρ) a step: 200 steps at ηρ = 0.09 leave e^{−19} of the start.
  const [step, steps] = [0.3, 200];

  it("on a fixed list of draws, batches with replacement", () => {
    const rng = seededRng(seed).split("list");
    const pool = poolOf(rng, 12);
    const picks = rng.split("picks");
    const found = ends(dataSgdProblem(model, process, pool.draws), pool, step, steps, () =>
      Math.floor(picks.uniform() * 12),
    );
    compare(dataSgdProblem(model, process, pool.draws), found, step);
  });

  it("on fresh draws, around the optimum of infinite data", () => {
    const rng = seededRng(seed).split("fresh");
    const count = 200_000;
    const pool = poolOf(rng, count);
    // A list so long that a chain of 400 draws meets none twice, and chains share hardly any: fresh draws at less cost.
    const picks = rng.split("picks");
    const problem = populationSgdProblem(model, process);
    compare(
      problem,
      ends(problem, pool, step, steps, () => Math.floor(picks.uniform() * count)),
      step,
    );
  });
});
