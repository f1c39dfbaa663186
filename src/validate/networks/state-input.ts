import { ArgumentError, type FeatureMap, type NoiseSchedule, type NoisyStates, type Points } from "../../core/index.ts";

/** What a network is fed for a noisy state z = (x, t). */
export interface StateInput {
  readonly name: string;
  /** Data dimension D. */
  readonly dim: number;
  /** Numbers a state becomes. */
  readonly size: number;
  /** Inputs of each state; shape [N, size]. */
  inputs(at: NoisyStates): Points;
  /** The parts of an input (spaceScale(t) x, clock(t)), for inputs of that form: devices build them without a way back. */
  readonly parts?: {
    spaceScale(t: number): number;
    /** The same for every state of one time; shape [size − D]. */
    clock(t: number): Float64Array;
  };
}

/** How the clock of an input is read. */
export interface ClockOptions {
  /** Factor of x; 1 by default. */
  readonly spaceScale?: number;
  /** Half the range of the clock; 1 by default. */
  readonly timeScale?: number;
  /** What the clock is linear in: t itself, or log σ(t); `log-noise` by default. */
  readonly clock?: "time" | "log-noise";
}

/**
 * Plain input (spaceScale · x, timeScale · c(t)), where the clock c runs from −1 at the cutoff time to 1 at the terminal
 * time, linear in t or in log σ(t).
 *
 * @returns inputs of D + 1 numbers
 */
export function clockInput(schedule: NoiseSchedule, dim: number, options: ClockOptions = {}): StateInput {
  const { spaceScale = 1, timeScale = 1, clock = "log-noise" } = options;
  const where = "clockInput";
  if (!(spaceScale > 0 && Number.isFinite(spaceScale)))
    throw new ArgumentError(where, "spaceScale", spaceScale, "finite and positive");
  if (!(timeScale >= 0 && Number.isFinite(timeScale)))
    throw new ArgumentError(where, "timeScale", timeScale, "finite and at least 0");
  const c = normalisedClock(schedule, clock);
  return inputOfParts(`(${spaceScale} x, ${timeScale} c(t))`, dim, 1, {
    spaceScale: () => spaceScale,
    clock: (t) => Float64Array.of(timeScale * c(t)),
  });
}

/**
 * Input with a time embedding: (x/√(α² + σ²), c, sin kπc/2, cos kπc/2 for k = 1 … frequencies), with c the clock that is linear
 * in log σ(t). States of data of unit variance have unit variance at all times.
 *
 * @param frequencies - a positive integer
 * @returns inputs of D + 1 + 2 · frequencies numbers
 */
export function embeddedInput(schedule: NoiseSchedule, dim: number, frequencies: number): StateInput {
  if (!(Number.isInteger(frequencies) && frequencies > 0))
    throw new ArgumentError("embeddedInput", "frequencies", frequencies, "a positive integer");
  const c = normalisedClock(schedule, "log-noise");
  return inputOfParts(`(x/√(α² + σ²), ${frequencies} frequencies of c(t))`, dim, 1 + 2 * frequencies, {
    spaceScale: (t) => 1 / Math.sqrt(schedule.alpha(t) ** 2 + schedule.variance(t)),
    clock(t) {
      const out = new Float64Array(1 + 2 * frequencies);
      const now = c(t);
      out[0] = now;
      for (let k = 1; k <= frequencies; k++) {
        out[2 * k - 1] = Math.sin((k * Math.PI * now) / 2);
        out[2 * k] = Math.cos((k * Math.PI * now) / 2);
      }
      return out;
    },
  });
}

/**
 * The place x of a state alone, for models of one noise level.
 *
 * @returns inputs of D numbers
 */
export function placeInput(dim: number): StateInput {
  if (!(Number.isInteger(dim) && dim > 0)) throw new ArgumentError("placeInput", "dim", dim, "a positive integer");
  return inputOfParts("x", dim, 0, { spaceScale: () => 1, clock: () => new Float64Array(0) });
}

/**
 * The features 1 and x of an affine model, with the state on one scale at all times: (x/√(α² v + σ²), 1).
 *
 * @param variance - v, the data's variance per coordinate; data²
 * @returns inputs of D + 1 numbers
 * @throws ArgumentError for a variance that is not finite and positive
 */
export function affineInput(schedule: NoiseSchedule, dim: number, variance: number = 1): StateInput {
  if (!(variance > 0 && Number.isFinite(variance)))
    throw new ArgumentError("affineInput", "variance", variance, "finite and positive");
  return inputOfParts(`(x/√(${variance} α² + σ²), 1)`, dim, 1, {
    spaceScale: (t) => 1 / Math.sqrt(schedule.alpha(t) ** 2 * variance + schedule.variance(t)),
    clock: () => Float64Array.of(1),
  });
}

/** The features of a linear model as inputs: a network without hidden layers on them is that model. */
export function featureInput(features: FeatureMap): StateInput {
  const { name, dim, featureCount } = features;
  return {
    name,
    dim,
    size: featureCount,
    inputs: (at) => ({ count: at.x.count, dim: featureCount, values: features.evaluate(at).values }),
  };
}

/** From −1 at the cutoff time to 1 at the terminal time. */
function normalisedClock(schedule: NoiseSchedule, clock: "time" | "log-noise"): (t: number) => number {
  const reading = (t: number): number => (clock === "time" ? t : Math.log(schedule.sigma(t)));
  const low = reading(schedule.cutoffTime);
  const middle = (reading(schedule.terminalTime) + low) / 2;
  return (t) => (reading(t) - middle) / (middle - low);
}

function inputOfParts(
  name: string,
  dim: number,
  clockSize: number,
  parts: NonNullable<StateInput["parts"]>,
): StateInput {
  const size = dim + clockSize;
  return {
    name,
    dim,
    size,
    parts,
    inputs({ x, t }) {
      const values = new Float64Array(x.count * size);
      let scale = 0;
      let clock = new Float64Array(0);
      for (let n = 0; n < x.count; n++) {
        // A batch at one time asks for it once.
        if (n === 0 || t[n] !== t[n - 1]) {
          scale = parts.spaceScale(t[n]!);
          clock = Float64Array.from(parts.clock(t[n]!));
        }
        for (let d = 0; d < dim; d++) values[n * size + d] = scale * x.values[n * dim + d]!;
        values.set(clock, n * size + dim);
      }
      return { count: x.count, dim: size, values };
    },
  };
}
