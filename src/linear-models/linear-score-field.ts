import {
  blockLength,
  type FeatureMap,
  type LinearScoreModel,
  type NoiseSchedule,
  type NoisyStates,
  type Points,
  type ScoreField,
  sideBySide,
} from "../core/index.ts";
import { type Matrix, matrix } from "../numerics/index.ts";

/** Score per unit of the linear output Wφ: α/σ² for a denoiser, 1 for a score. */
export function outputGain(
  model: Pick<LinearScoreModel, "parameterization">,
  schedule: NoiseSchedule,
  t: number,
): number {
  return model.parameterization === "denoiser" ? schedule.alpha(t) / schedule.variance(t) : 1;
}

/** The part of the score that is not learned: −x/σ² for a denoiser or a noise-based score, 0 otherwise; per unit of x. */
export function fixedSlope(
  model: Pick<LinearScoreModel, "parameterization" | "baseScore">,
  schedule: NoiseSchedule,
  t: number,
): number {
  return model.parameterization === "denoiser" || model.baseScore === "noise" ? -1 / schedule.variance(t) : 0;
}

/** The states that the features see while sampling: clamped to the model's box. */
export function seenStates(model: Pick<LinearScoreModel, "samplingBox">, x: Points): Points {
  const box = model.samplingBox;
  if (box === null) return x;
  const { dim } = x;
  const values = x.values.slice();
  for (let d = 0; d < dim; d++) {
    const [low, high] = box[d]!;
    for (let i = d; i < values.length; i += dim) {
      if (values[i]! < low) values[i] = low;
      else if (values[i]! > high) values[i] = high;
    }
  }
  return { count: x.count, dim, values };
}

/**
 * The score ŝ(x, t) of a linear model with coefficients W.
 *
 * @param coefficients - W; shape [F, D]
 */
export function linearScoreField(model: LinearScoreModel, schedule: NoiseSchedule, coefficients: Matrix): ScoreField {
  return {
    dim: coefficients.cols,
    score(x, t) {
      return scored(model, schedule, model.features.sliceAt(t, coefficients)(seenStates(model, x)), x, t);
    },
  };
}

/**
 * The scores of E linear models side by side: states come in E equal blocks, and block m is seen by model m.
 *
 * @param coefficients - one model a row, unknowns ordered (f, d); shape [E, F·D]
 * @accuracy that of `linearScoreField`, up to rounding
 */
export function linearScoreFields(model: LinearScoreModel, schedule: NoiseSchedule, coefficients: Matrix): ScoreField {
  const { features } = model;
  const { dim, featureCount } = features;
  const { rows, cols, values } = coefficients;
  if (features.slicesAt === undefined) {
    return sideBySide(
      Array.from({ length: rows }, (_, m) =>
        linearScoreField(model, schedule, matrix(featureCount, dim, values.subarray(m * cols, (m + 1) * cols))),
      ),
    );
  }
  const slicesAt = features.slicesAt;
  return {
    dim,
    score(x, t) {
      blockLength("linearScoreFields", x.count, rows);
      return scored(model, schedule, slicesAt(t, coefficients, dim)(seenStates(model, x)), x, t);
    },
  };
}

/**
 * The scores of E linear models at states that all of them see, for several times.
 *
 * @param coefficients - one model a row, unknowns ordered (f, d); shape [E, F·D]
 * @param t - shape [J]
 * @returns ordered (time, model, d, state); shape [J, E·D·N]
 * @accuracy that of `linearScoreField`, up to rounding
 */
export function linearScoreLattice(
  model: LinearScoreModel,
  schedule: NoiseSchedule,
  coefficients: Matrix,
  x: Points,
  t: Float64Array,
): Matrix {
  const { dim, count } = x;
  const seen = seenStates(model, x);
  const out = (model.features.lattice ?? slicedLattice(model.features))(seen, t, coefficients, dim);
  for (let j = 0, i = 0; j < t.length; j++) {
    const gain = outputGain(model, schedule, t[j]!);
    const slope = fixedSlope(model, schedule, t[j]!);
    for (let output = 0; output < coefficients.rows * dim; output++)
      for (let n = 0; n < count; n++, i++)
        out.values[i] = gain * out.values[i]! + slope * x.values[n * dim + (output % dim)]!;
  }
  return out;
}

/** The lattice of a map that has no faster way. */
function slicedLattice(features: FeatureMap): NonNullable<FeatureMap["lattice"]> {
  return (x, t, coefficients, columns) => {
    const { rows, cols, values } = coefficients;
    const out = matrix(t.length, rows * columns * x.count);
    t.forEach((time, j) => {
      for (let m = 0; m < rows; m++) {
        const own = matrix(features.featureCount, columns, values.subarray(m * cols, (m + 1) * cols));
        const found = features.sliceAt(time, own)(x);
        for (let i = 0; i < found.length; i++) {
          const place = ((j * rows + m) * columns + (i % columns)) * x.count + Math.floor(i / columns);
          out.values[place] = found[i]!;
        }
      }
    });
    return out;
  };
}

/** ŝ from the features' output at the states x, in place. */
function scored(
  model: LinearScoreModel,
  schedule: NoiseSchedule,
  out: Float64Array,
  x: Points,
  t: number,
): Float64Array {
  const gain = outputGain(model, schedule, t);
  const slope = fixedSlope(model, schedule, t);
  for (let i = 0; i < out.length; i++) out[i] = gain * out[i]! + slope * x.values[i]!;
  return out;
}

/** ŝ at states of different times; shape [N, D]. */
export function linearScore(
  model: LinearScoreModel,
  schedule: NoiseSchedule,
  coefficients: Matrix,
  at: NoisyStates,
): Points {
  const { x, t } = at;
  const { values } = model.features.combine({ x: seenStates(model, x), t }, coefficients);
  for (let n = 0; n < x.count; n++) {
    const gain = outputGain(model, schedule, t[n]!);
    const slope = fixedSlope(model, schedule, t[n]!);
    for (let i = n * x.dim; i < (n + 1) * x.dim; i++) values[i] = gain * values[i]! + slope * x.values[i]!;
  }
  return { count: x.count, dim: x.dim, values };
}
