import {
  type FiniteRankEnsemble,
  type FlowOptions,
  type Propagator,
  probabilityFlow,
  type ScoreField,
} from "../core/index.ts";
import { matrix } from "../numerics/index.ts";
import { stratifiedStarts } from "./stratified-starts.ts";

/**
 * The noise-free path V = 0: the flow of the mean learned score, or of any one field.
 *
 * @param options - paths: number of stratified starts
 * @accuracy the integrator's step; in one dimension masses to 1/paths
 * @source GTV, Proposition 3.1 with V = 0
 */
export function meanFlow(options: FlowOptions & { readonly paths: number }): Propagator {
  return {
    name: `mean flow (${options.paths} paths, ${options.method})`,
    propagate(rng, process, ensemble) {
      const { dim } = process.data;
      const starts = stratifiedStarts(rng.split("start"), process.schedule, dim, options.paths, dim === 1 ? 0.5 : 0, 0);
      return {
        distribution: {
          kind: "samples",
          points: probabilityFlow(process, ensemble.meanField, starts, options),
          models: 1,
        },
        route: "probability-flow",
        diagnostics: { paths: options.paths, steps: process.grid.times.length - 1 },
      };
    },
  };
}

/** An ensemble whose every member is the same field: V = 0, of rank 0. */
export function deterministicEnsemble(name: string, field: ScoreField): FiniteRankEnsemble {
  const { dim } = field;
  return {
    name,
    dim,
    meanField: field,
    meanScore(at) {
      const values = new Float64Array(at.x.count * dim);
      for (let n = 0; n < at.x.count; n++) {
        const state = { count: 1, dim, values: at.x.values.subarray(n * dim, (n + 1) * dim) };
        values.set(field.score(state, at.t[n]!), n * dim);
      }
      return { count: at.x.count, dim, values };
    },
    scoreCovariance: (at, against) => ({
      rows: at.x.count * dim,
      cols: against.x.count * dim,
      values: new Float64Array(at.x.count * dim * against.x.count * dim),
    }),
    draw: () => field,
    rank: 0,
    loadings: (at) => matrix(at.x.count * dim, 0),
    realisation: () => field,
  };
}
