import type { FiniteRankEnsemble, ForwardProcess } from "../../core/index.ts";
import {
  gaussianInitial,
  lazyFieldEnsemble,
  lazyMoments,
  lazyPopulation,
  type PopulationOptions,
} from "../../linear-models/index.ts";
import type { LazyCounterpart } from "./lazy-counterpart.ts";

/** Leading order in 1/P of a lazy counterpart after one training time. */
export interface CounterpartField {
  readonly time: number;
  /** Its mean is the lazy model trained on infinitely many draws, its covariance that of order 1/P and of the initial function. */
  readonly ensemble: FiniteRankEnsemble;
  /** Σ χ_j: modes learned. */
  readonly learnedModes: number;
  /** Share learned of the last mode kept; near 0 where the landmarks suffice. */
  readonly lastLearned: number;
}

/** The fields of a counterpart after several training times, from one population. */
export function counterpartFields(
  counterpart: LazyCounterpart,
  process: ForwardProcess,
  times: readonly number[],
  options: PopulationOptions & { readonly rank: number },
): CounterpartField[] {
  const population = lazyPopulation(counterpart.modelAt(0, null), process, options);
  const importance = population.probability.map((p, n) => p * population.weight[n]!);
  const initial = gaussianInitial(counterpart.initialKernel, population.states, importance, options);
  return times.map((time) => {
    const model = counterpart.modelAt(time, initial);
    const moments = lazyMoments(population, model.filter);
    return {
      time,
      ensemble: lazyFieldEnsemble(model, process, population, moments),
      learnedModes: moments.learned.reduce((sum, value) => sum + value, 0),
      lastLearned: moments.learned.at(-1)!,
    };
  });
}
