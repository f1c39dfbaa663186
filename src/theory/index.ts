export { type ExactLaw, exactLaw, type IntervalMoments } from "./exact-law.ts";
export { naiveEnsemble } from "./naive-ensemble.ts";
export { naiveGaussianEulerLaw, naiveGaussianLaw } from "./naive-gaussian.ts";
export { type NoisedMarginal, noisedMarginal } from "./noised-marginal.ts";
export { type PosteriorCentralMoments, posteriorCentralMoments } from "./posterior-central-moments.ts";
export { type MappedStates, quantileMap } from "./quantile-map.ts";
export { regionIntervals, regionMass } from "./region-mass.ts";
