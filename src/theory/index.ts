export { type ExactLaw, exactLaw, type IntervalMoments } from "./exact-law.ts";
export { type NoisedMarginal, noisedMarginal } from "./noised-marginal.ts";
export { type MappedStates, quantileMap } from "./quantile-map.ts";
export { regionIntervals, regionMass } from "./region-mass.ts";
