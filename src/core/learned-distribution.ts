import type { Estimate } from "./estimate.ts";
import type { Points } from "./points.ts";

/**
 * A one-dimensional law on a grid of states, averaged over models. The CDF is exact at the grid points
 * for each model (no histogram), so its only error is the model-to-model one.
 */
export interface Density {
  readonly kind: "density";
  /** Strictly increasing states; shape [G]. */
  readonly x: Float64Array;
  /** F̄(x); shape [G]; non-decreasing in [0, 1]. */
  readonly cdf: Float64Array;
  readonly cdfStandardError: Float64Array;
  /** Masses between neighbouring states, where they are known below the rounding of the CDF; shape [G − 1]. */
  readonly cellMass?: Float64Array;
  /** Number of independent models averaged; 1 for a deterministic law. */
  readonly models: number;
  /** One CDF per block of models; shape [blocks, G]; blocks are independent, for the bootstrap. */
  readonly blocks: readonly Float64Array[];
}

/** A law in the plane by the masses of the cells of a rectangular mesh, row by row: cell (row j, column i) is number j (|x| − 1) + i. */
export interface PlaneDensity {
  readonly kind: "plane-density";
  /** Faces of the columns; strictly increasing; data. */
  readonly x: Float64Array;
  /** Faces of the rows; strictly increasing; data. */
  readonly y: Float64Array;
  /** Non-negative, sum one; shape [rows, columns]. */
  readonly mass: Float64Array;
}

/** Samples of the average law, grouped by the model that made them: model m made rows m·k … (m+1)·k − 1, k = count/models. */
export interface SampleSet {
  readonly kind: "samples";
  readonly points: Points;
  readonly models: number;
}

/** A Gaussian law N(mean, covariance); covariance [D, D] row-major. */
export interface GaussianLaw {
  readonly kind: "gaussian";
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** An equal mixture of Gaussian laws, one a model; `means` [models, D], `covariances` [models, D, D], row-major. */
export interface GaussianMixtureLaw {
  readonly kind: "gaussian-mixture";
  readonly dim: number;
  readonly models: number;
  readonly means: Float64Array;
  readonly covariances: Float64Array;
}

/** The density of a law at chosen states of any dimension, averaged over models. */
export interface PointDensity {
  readonly kind: "point-density";
  /** Shape [N, D]. */
  readonly x: Points;
  /** Log of the mean density; shape [N]. */
  readonly logDensity: Float64Array;
  /** Standard error of the mean density over models, as a share of it; shape [N]. */
  readonly relativeStandardError: Float64Array;
  readonly models: number;
}

/** What the average model learned. */
export type LearnedDistribution = Density | PlaneDensity | SampleSet | GaussianLaw | GaussianMixtureLaw | PointDensity;

/** A learned distribution with what is known about the way to it. */
export interface Propagation {
  readonly distribution: LearnedDistribution;
  /** How the law was reached: "probability-flow", "quantile-map", … */
  readonly route: string;
  /** Named numbers about validity and cost: models, paths, steps, escaped fraction, … */
  readonly diagnostics: Readonly<Record<string, number | Estimate>>;
}
