import type { Estimate } from "./estimate.ts";
import type { Region } from "./region.ts";

/**
 * The laws that a cell compares, in the order in which the story is told; each is an average over models of the distribution
 * that a model samples from.
 */
export const curveNames = [
  "data-blurred", // p(x | ε), exact
  "exact-score", // the true score through the run's integrator
  "infinite-data", // V = 0 at P = ∞: the flow of the population solution W*
  "mean-flow", // V = 0 at finite P: the flow of the mean learned score
  "trained-noisy", // measured: models trained on the noisy target (J1)
  "trained-noise-free", // measured: models trained on the noise-free target (J0)
  "quenched", // predicted: exact average over draws of the ensemble
  "sandwich", // predicted: Gaussian field N(W*, Ω/P), leading order in 1/P
  "sandwich-misfit", // the same with the input-sampling (misfit and ridge) part of Ω only
  "moment-matched", // Gaussian field with the ensemble's own mean and covariance
] as const;

export type CurveName = (typeof curveNames)[number];

/** A density on a grid of states with its standard error over models; all arrays have shape [G]. */
export interface DensityCurve {
  readonly x: readonly number[];
  readonly density: readonly number[];
  readonly standardError: readonly number[];
}

/** One law of a cell. */
export interface CurveResult {
  readonly name: CurveName;
  /** What the law is, for legends. */
  readonly label: string;
  readonly side: "exact" | "predicted" | "measured";
  /** How it was reached: "score-integrated", "probability-flow", "quantile-map", … */
  readonly route: string;
  readonly models: number;
  readonly pathsPerModel: number;
  readonly density: DensityCurve | null;
  /** Mass per region, in the order of the regions of the result. */
  readonly masses: readonly Estimate[];
  readonly mean: Estimate;
  readonly variance: Estimate;
  /** Wasserstein-1 distance to the clean data (1D), sliced in higher dimension; data units. */
  readonly wasserstein1ToData: Estimate;
  readonly diagnostics: Readonly<Record<string, number>>;
}

/** A distance between two laws of a cell, with its bootstrap error over models. */
export interface Comparison {
  readonly from: CurveName;
  readonly to: CurveName;
  /** "total variation", "Wasserstein-1", "KL(from ‖ to)", … */
  readonly metric: string;
  readonly distance: Estimate;
}

/** One part of the error budget: signed change of each region's mass and of the Wasserstein-1 distance to the data. */
export interface BudgetPart {
  readonly part:
    | "data blur"
    | "integrator"
    | "bias"
    | "variance"
    | "input noise"
    | "target noise"
    | "closure"
    | "total";
  readonly masses: readonly Estimate[];
  readonly wasserstein1: Estimate;
}

/**
 * Differences along an ordered path of laws from the clean data to the learned one; the parts add up to `total`.
 * `attribution` "theory" follows the Gaussian field and ends with the closure; "measured" follows trained ensembles,
 * where nothing is left to close.
 */
export interface ErrorBudget {
  readonly attribution: "theory" | "measured";
  /** The laws on the path, first to last. */
  readonly path: readonly string[];
  readonly parts: readonly BudgetPart[];
  readonly total: BudgetPart;
}

/**
 * What is claimed: "within" and "at most" of an estimate, "sign" of one; "equivalence" and "bounds" established by tests;
 * "ordering" of several quantities, "trend" and "slope" along cells.
 */
export type ClaimKind = "within" | "at most" | "sign" | "equivalence" | "bounds" | "ordering" | "trend" | "slope";

/** How a verdict was reached. */
export interface VerdictTest {
  readonly kind: ClaimKind;
  /** With this probability no claim of the family that holds is shown as failed, and no claim that is tested and does not hold as passed. */
  readonly confidence: number;
  readonly correction: "none" | "Holm";
  /** Claims that were judged together. */
  readonly family: number;
  /** p-value of the claim, corrected over the family: small values refute it. */
  readonly claimP: number;
  /** p-value of its opposite, corrected over the family: small values confirm the claim; null where passing is no test. */
  readonly oppositeP: number | null;
}

/** What came out of a claim. */
export interface Verdict {
  readonly statement: string;
  /** "undecided": the errors are too large to tell; "no claim": the theory's own validity flag says that it is silent here. */
  readonly status: "passed" | "failed" | "undecided" | "no claim";
  readonly found: Estimate;
  readonly expected: Estimate | null;
  /** What |found − expected| was held against. */
  readonly bound: number;
  readonly explanation: string;
  /** Absent in results of earlier versions, which held every claim by itself against two standard errors. */
  readonly test?: VerdictTest;
}

/** Validity of leading-order theory at one sample count. */
export interface Validity {
  /** F/P. */
  readonly featureRatio: number;
  /** tr Σ(Σ + ρ)⁻¹. */
  readonly effectiveFeatures: number;
  readonly effectiveFeaturesPerSample: number;
  /** (E w)² / E w²: the share of draws that count. */
  readonly effectiveSampleFraction: number;
  /** Largest |third cumulant| / variance^(3/2) and fourth cumulant / variance² of the learned score at the probe states. */
  readonly skewness: Estimate;
  readonly excessKurtosis: Estimate;
  /** Summed empirical over summed sandwich variance of the learned denoiser or score at the probe states. */
  readonly varianceRatio: Estimate;
  /** Whether leading-order theory is inside its domain, and the sentence that says why or why not. */
  readonly trusted: boolean;
  readonly reason: string;
}

/** Everything about one sample count. */
export interface CellResult {
  readonly sampleCount: number;
  readonly featureCount: number;
  readonly curves: readonly CurveResult[];
  readonly comparisons: readonly Comparison[];
  /** Relative errors of the predicted mean score and V-kernel against the trained ensemble, in that order of diagnosis. */
  readonly meanScoreError: Estimate;
  readonly vKernelError: Estimate;
  readonly budgets: readonly ErrorBudget[];
  readonly validity: Validity;
  readonly verdicts: readonly Verdict[];
}

/** Where a result came from. */
export interface Provenance {
  readonly version: string;
  readonly command: string;
  readonly seed: number;
  readonly algebra: string;
  /** Engine of elementary functions, softmax sums and batches of random numbers. */
  readonly elementary: string;
  readonly node: string;
  readonly threads: number;
  readonly wallSeconds: number;
}

/** The result of `run`: one cell per sample count. */
export interface ExperimentResult {
  readonly format: "scorepath-result-1";
  readonly name: string;
  readonly question: string;
  readonly spec: unknown;
  readonly dim: number;
  readonly regions: readonly Region[];
  readonly cells: readonly CellResult[];
  /** What came out of claims about several cells together; absent where there is none. */
  readonly verdicts?: readonly Verdict[];
  readonly provenance: Provenance;
}

/** A published quantity beside ours. */
export interface ReferenceRow {
  readonly quantity: string;
  readonly reference: Estimate;
  readonly found: Estimate;
  readonly z: number;
}

/** A panel of a regenerated figure: a map, or curves. */
export interface FigurePanel {
  readonly title: string;
  readonly row: number;
  readonly column: number;
  /** What the curves are where they are no densities of states; such a panel has a frame of its own. */
  readonly axes?: {
    readonly x: string;
    readonly y: string;
    /** Axes that are logarithmic; values there are positive. None by default. */
    readonly logarithmic?: readonly ("x" | "y")[];
  };
  readonly map: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly values: readonly (readonly number[])[];
    readonly marks: readonly (readonly number[])[];
    /** Colours shared with other panels; without it the range is the map's own, and linear. */
    readonly scale?: {
      readonly quantity: string;
      readonly range: readonly [number, number];
      readonly stretch: "linear" | "square root" | "logarithmic";
    };
    /** A map of few cells that are no places: names of columns and rows, and what each cell says; x and y are 0, 1, 2, … */
    readonly cells?: {
      readonly columns: readonly string[];
      readonly rows: readonly string[];
      /** Text of each cell; one list per row. */
      readonly text: readonly (readonly string[])[];
      /** Cells with a frame, as [column, row]. */
      readonly framed: readonly (readonly [number, number])[];
    };
  } | null;
  readonly curves: readonly {
    readonly label: string;
    readonly name: string;
    readonly density: DensityCurve;
    readonly low?: readonly number[];
    readonly high?: readonly number[];
  }[];
  readonly budgets: readonly ErrorBudget[];
  readonly regions: readonly Region[];
}

/** The result of `figure`. */
export interface FigureResult {
  readonly format: "scorepath-figure-1";
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly panels: readonly FigurePanel[];
  readonly references: readonly ReferenceRow[];
  /** What came out of the figure's claims; absent where it makes none. */
  readonly verdicts?: readonly Verdict[];
  /** What networks were trained on; absent where none were. */
  readonly backend?: string;
  readonly provenance: Provenance;
}
