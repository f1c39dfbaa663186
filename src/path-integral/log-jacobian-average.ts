import {
  ArgumentError,
  divergenceByDifferences,
  type FlowDensityOptions,
  type FlowOptions,
  type ForwardProcess,
  flowLogDensity,
  type Points,
  type Propagator,
  type ScoreField,
} from "../core/index.ts";
import { fieldStream } from "./path-average.ts";

export interface LogJacobianAverageOptions extends FlowOptions {
  readonly models: number;
  /** States at the cutoff time where the density is wanted; shape [N, D]. */
  readonly x: Points;
}

/** Step of central differences as a fraction of the width over which a score can turn. */
const relativeStep = 1e-4;

/**
 * Average density at chosen states, in any dimension and without a histogram: each model's own density there is
 * log p_θ(x) = log N(x_T; 0, σ(T)² I) − ∫ (β D + K ∇·ŝ) dt along its flow run upwards from x, and the densities, not their
 * logarithms, are averaged.
 *
 * @accuracy model-to-model variance; the integrator; where fields know no divergence, central differences, whose error in
 *   the log-density of the first model is `diagnostics.differenceError`
 * @throws ShapeError when states, fields and data differ in dimension
 * @source SONG2021, appendix D.2; GTV, section 2 (average over training runs)
 */
export function logJacobianAverage(options: LogJacobianAverageOptions): Propagator {
  const { models, x } = options;
  if (!(Number.isInteger(models) && models >= 1))
    throw new ArgumentError("logJacobianAverage", "models", models, "a positive integer");
  if (!(x.count >= 1)) throw new ArgumentError("logJacobianAverage", "x", x.count, "at least one state");
  return {
    name: `log-Jacobian average (${models} models, ${options.method})`,
    propagate(rng, process, ensemble) {
      // log Σ exp and log Σ exp 2·, with the largest term split off as it grows.
      const top = new Float64Array(x.count).fill(Number.NEGATIVE_INFINITY);
      const sum = new Float64Array(x.count);
      const squares = new Float64Array(x.count);
      let differenceError: number | null = null;
      for (let m = 0; m < models; m++) {
        const field = ensemble.draw(fieldStream(rng, m));
        const own = memberLogDensity(process, field, x, options, relativeStep);
        if (m === 0) differenceError = errorOfDifferences(process, field, own, options);
        own.forEach((value, n) => {
          if (value > top[n]!) {
            const shrink = Math.exp(top[n]! - value);
            sum[n]! *= shrink;
            squares[n]! *= shrink * shrink;
            top[n] = value;
          }
          const share = Math.exp(value - top[n]!);
          sum[n]! += share;
          squares[n]! += share * share;
        });
      }
      const logDensity = top.map((value, n) => value + Math.log(sum[n]! / models));
      const relativeStandardError = squares.map((square, n) => {
        if (models === 1) return 0;
        const ratio = (models * square) / sum[n]! ** 2;
        return Math.sqrt(Math.max(0, ratio - 1) / (models - 1));
      });
      const steps = process.grid.times.length - 1;
      return {
        distribution: { kind: "point-density", x, logDensity, relativeStandardError, models },
        route: "probability-flow, inverted",
        diagnostics: { models, steps, ...(differenceError === null ? {} : { differenceError }) },
      };
    },
  };
}

function memberLogDensity(
  process: ForwardProcess,
  field: ScoreField,
  x: Points,
  options: FlowOptions,
  step: number,
): Float64Array {
  const flow: FlowDensityOptions = {
    method: options.method,
    ...(options.tolerance === undefined ? {} : { tolerance: options.tolerance }),
    ...(field.divergence === undefined ? { divergence: divergenceByDifferences(field, process.schedule, step) } : {}),
  };
  return flowLogDensity(process, field, x, flow);
}

/** Second order: twice the step makes four times the error, so a third of the change is the error; null for exact divergences. */
function errorOfDifferences(
  process: ForwardProcess,
  field: ScoreField,
  fine: Float64Array,
  options: LogJacobianAverageOptions,
): number | null {
  if (field.divergence !== undefined) return null;
  const coarse = memberLogDensity(process, field, options.x, options, 2 * relativeStep);
  return fine.reduce((largest, value, n) => Math.max(largest, Math.abs(value - coarse[n]!) / 3), 0);
}
