import { type ForwardProcess, SpecError } from "../core/index.ts";
import {
  gaussianInitial,
  gradientFlow,
  interpolation,
  kernelsOnStates,
  type LazyScoreModel,
  lazyEnsemble,
  lazyFieldEnsemble,
  lazyPopulation,
  networkInput,
  ridgeFilter,
  type SpectralFilter,
  trainLazyMembers,
} from "../linear-models/index.ts";
import { seededRng } from "../numerics/index.ts";
import { buildPart } from "./build-errors.ts";
import { buildNetwork } from "./build-network.ts";
import { buildWeight } from "./build-weight.ts";
import type { BuiltEnsemble } from "./built-ensemble.ts";
import type { LazyEnsembleSpec, TrainingSpec } from "./spec-lazy.ts";

/** Most draws of a network that is trained: the kernel of the draws, in memory, has their square. */
const mostKernelDraws = 10_000;

/**
 * The ensemble of a wide network that a spec describes.
 *
 * @throws SpecError with the JSON path of the part that cannot be built
 */
export async function buildLazyEnsemble(
  spec: LazyEnsembleSpec,
  process: ForwardProcess,
  path: string,
): Promise<BuiltEnsemble> {
  const { network, sampleCount, target, rank } = spec;
  if (spec.law === "quenched" && sampleCount > mostKernelDraws)
    throw new SpecError(
      `${path}.sampleCount`,
      sampleCount,
      `at most ${mostKernelDraws} where networks are trained: their kernel has as many rows and columns`,
    );
  const { schedule, data } = process;
  const { kernels } = await buildNetwork(network, `${path}.network`);
  const weight = await buildWeight(spec, schedule, path);
  return buildPart(path, spec, () => {
    const { spaceScale, timeScale, clock } = network;
    const input = networkInput(schedule, data.dim, { spaceScale, timeScale, clock });
    const { nngp, ntk } = kernelsOnStates(`${network.activation}, depth ${network.depth}`, input, kernels);
    const { parameterization, baseScore, trainingTimes } = spec;
    const filter = filterOf(spec.training);
    const bare = { kernel: ntk, filter, initial: null, parameterization, baseScore, weight, trainingTimes };
    const plain: LazyScoreModel = { ...bare, sampleCount, target };
    const source = "GTV, Proposition 5.2";
    if (spec.law === "quenched" && spec.initial === "zero") {
      const fits = trainLazyMembers(seededRng(spec.seed).split("members"), plain, process, 0, spec.members);
      return {
        ensemble: lazyEnsemble(plain, process, fits),
        accuracy: `moments of ${spec.members} trained models`,
        source,
      };
    }
    const population = lazyPopulation(plain, process, { rank });
    const { states, probability, weight: w } = population;
    const importance = probability.map((p, n) => p * w[n]!);
    const model: LazyScoreModel = {
      ...plain,
      initial: spec.initial === "zero" ? null : gaussianInitial(nngp, states, importance, { rank }),
    };
    if (spec.law === "quenched") {
      const fits = trainLazyMembers(seededRng(spec.seed).split("members"), model, process, 0, spec.members);
      return {
        ensemble: lazyEnsemble(model, process, fits),
        accuracy: `moments of ${spec.members} trained models`,
        source,
      };
    }
    return {
      ensemble: lazyFieldEnsemble(model, process, population),
      accuracy: `leading order in 1/P; landmarks miss ${population.missing.toExponential(1)} of the kernel`,
      source,
    };
  });
}

function filterOf(training: TrainingSpec): SpectralFilter {
  switch (training.kind) {
    case "gradient-flow":
      return gradientFlow(training.time);
    case "ridge":
      return ridgeFilter(training.ridge);
    case "interpolation":
      return interpolation();
  }
}
