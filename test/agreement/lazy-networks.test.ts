import { describe, it } from "vitest";
import {
  gaussianInitial,
  gradientFlow,
  lazyFieldEnsemble,
  lazyMoments,
  lazyPopulation,
  lazyScoreField,
  networkInput,
  reluNetwork,
  trainLazyModel,
} from "../../src/linear-models/index.ts";
import { matrix, seededRng } from "../../src/numerics/index.ts";
import { noisedMarginal } from "../../src/theory/index.ts";
import { lazyModel } from "../support/lazy-models.ts";
import { gentleSchedule, lineMixture, processOf, sampleMoments, statesOf } from "../support/linear-models.ts";
import { expectClose, type Tolerance } from "../support/tolerance.ts";

// 3 settings × 5 states × 2 moments at five standard errors: false alarms 2e-5 for a fresh seed.
const seed = 20431;
const sampleCount = 300;
const models = 500;

const process = processOf(lineMixture, gentleSchedule);
const marginal = noisedMarginal(process.data, process.schedule);
const at = statesOf(
  [
    [-1, 0.12],
    [-0.4, 0.2],
    [0.3, 0.3],
    [0.9, 0.5],
    [1.5, 0.8],
  ],
  1,
);

describe("lazy networks trained with the exact kernel have the moments of the leading-order field", () => {
  it.each([
    [1, 1, "zero"],
    [2, 4, "zero"],
    [2, 1, "random"],
  ] as const)("depth %d, τ = %d, initial function %s", (depth, time, start) => {
    const network = reluNetwork(networkInput(gentleSchedule, 1), depth, 0.3);
    const plain = lazyModel(network.ntk, gentleSchedule, { filter: gradientFlow(time), sampleCount });
    const population = lazyPopulation(plain, process, { rank: 80 });
    const { learned } = lazyMoments(population, plain.filter);
    const importance = population.probability.map((p, n) => p * population.weight[n]!);
    const { states } = population;
    const initial = start === "zero" ? null : gaussianInitial(network.nngp, states, importance, { rank: 60 });
    const model = { ...plain, initial };
    const field = lazyFieldEnsemble(model, process, population);
    const sample = matrix(models, 5);
    for (let m = 0; m < models; m++) {
      const [fit] = trainLazyModel(seededRng(seed).split(`${depth}/${time}/${start}/${m}`), model, process, marginal);
      const score = lazyScoreField(model, process.schedule, fit!);
      for (let n = 0; n < 5; n++) {
        const x = { count: 1, dim: 1, values: at.x.values.slice(n, n + 1) };
        sample.values[5 * m + n] = score.score(x, at.t[n]!)[0]!;
      }
    }
    const { mean, meanError, covariance, covarianceError } = sampleMoments(sample);
    const expectedMean = field.meanScore(at).values;
    const expected = field.scoreCovariance(at, at).values;
    // The next order in 1/P: relative size modes per effective draw for variances, and of the spread for the mean.
    let [first, second] = [0, 0];
    population.probability.forEach((p, n) => {
      first += p * population.weight[n]!;
      second += p * population.weight[n]! ** 2;
    });
    const order = (learned.reduce((sum, share) => sum + share, 0) * second) / (first * first) / sampleCount;
    const within = (error: number, size: number): Tolerance => ({
      bound: 5 * error + 2 * order * size,
      reason: `five standard errors, and next order of relative size ${order.toFixed(3)}`,
    });
    for (let n = 0; n < 5; n++) {
      const spread = Math.sqrt(expected[6 * n]!);
      expectClose(mean[n]!, expectedMean[n]!, within(meanError[n]!, spread), `mean ${n}`);
      expectClose(
        covariance.values[6 * n]!,
        expected[6 * n]!,
        within(covarianceError.values[6 * n]!, expected[6 * n]!),
        `variance ${n}`,
      );
    }
  });
});
