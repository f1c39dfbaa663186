import { geometricGrid } from "../../core/index.ts";
import { seededRng } from "../../numerics/index.ts";
import { type OrdinaryCase, type OrdinarySetup, ordinarySetup } from "../validation/ordinary-networks.ts";

/** What a figure of ordinary networks trains and how it looks at it. */
export interface OrdinaryFigureSetting {
  /** Networks, draws and training; `members` is what the figure takes where none are asked for. */
  readonly case: OrdinaryCase;
  /** Steps at which the training is looked at, ascending. */
  readonly snapshots: readonly number[];
  /** Steps of the sampling grid. */
  readonly samplingSteps: number;
  /** Landmarks of the leading-order field. */
  readonly rank: number;
  /** Refinement of its population. */
  readonly refinement: number;
  /** Places of the lattice on which scores are tabulated. */
  readonly places: number;
}

/** The setting of the figure: three points, two layers of 64, as small as shows the way from underfitting to memorisation. */
export const ordinaryFigureSetting: OrdinaryFigureSetting = {
  case: {
    data: "three-points",
    draws: { kind: "fixed", count: 256 },
    hidden: [64, 64],
    members: 24,
    batch: 128,
    steps: 4000,
    learningRate: 1e-3,
    paths: 64,
  },
  snapshots: [250, 500, 1000, 2000, 4000],
  samplingSteps: 24,
  rank: 160,
  refinement: 0.3,
  places: 121,
};

/**
 * What is claimed of the lazy counterpart at every snapshot that it reaches; set before the figure was first run. The theory is one of
 * wide networks in another regime, so that claims may well fail.
 */
export const ordinaryClaims = {
  /** Least r² of the predicted with the trained mean score. */
  determination: 0.9,
  /** Bounds of trained over predicted variance. */
  varianceRatio: [0.5, 2],
  /** Largest difference of the gap masses. */
  gapMass: 0.05,
} as const;

/** Setup of a figure's case, with the grid of the figure. */
export function ordinaryFigureSetup(seed: number, setting: OrdinaryFigureSetting): OrdinarySetup {
  const setup = ordinarySetup(setting.case, null, ordinaryStream(seed).split("setup"));
  const { schedule } = setup.process;
  return { ...setup, process: { ...setup.process, grid: geometricGrid(schedule, setting.samplingSteps) } };
}

/** The stream of the figure. */
export function ordinaryStream(seed: number): ReturnType<typeof seededRng> {
  return seededRng(seed).split("figure of ordinary networks");
}
