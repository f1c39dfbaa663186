/** Which networks are trained, for how long. */
export interface WideSetting {
  readonly depths: readonly number[];
  readonly widths: readonly number[];
  /** Members of each width. */
  readonly members: number;
  readonly sampleCount: number;
  /** Training times τ at which networks are held against the limit, ascending. */
  readonly trainingTimes: readonly number[];
  /** Learning rate times the largest eigenvalue of the curvature. */
  readonly stepShare: number;
}

/** Full width, what two cores of a processor train in a minute, and a small one for tests of the machinery. */
export const wideSettings: Readonly<Record<"full" | "figure" | "tiny", WideSetting>> = {
  full: {
    depths: [1, 2, 3],
    widths: [64, 128, 256, 512, 1024, 2048],
    members: 32,
    sampleCount: 128,
    trainingTimes: [0.5, 2, 8],
    stepShare: 0.4,
  },
  figure: {
    depths: [1, 2],
    widths: [16, 32, 64, 128, 256],
    members: 64,
    sampleCount: 64,
    trainingTimes: [0.5, 2],
    stepShare: 0.4,
  },
  tiny: {
    depths: [1, 2],
    widths: [16, 32, 64],
    members: 6,
    sampleCount: 24,
    trainingTimes: [0.1, 0.3],
    stepShare: 0.4,
  },
};
