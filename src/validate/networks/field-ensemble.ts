import { ArgumentError, type NoisyStates, type ScoreEnsemble, type ScoreField, sideBySide } from "../../core/index.ts";
import { algebra, type Matrix, matrix } from "../../numerics/index.ts";

/**
 * Trained members, given by their score fields, as an ensemble: empirical mean and covariance, and `draw` picks a member.
 *
 * @param fields - E ≥ 2 members
 * @accuracy sampling error of E members
 * @throws ArgumentError for fewer than two members
 */
export function fieldEnsemble(name: string, fields: readonly ScoreField[]): ScoreEnsemble {
  if (fields.length < 2) throw new ArgumentError("fieldEnsemble", "members", fields.length, "at least 2");
  const { dim } = fields[0]!;
  const members = fields.length;
  const meanOf = (scores: Matrix): Float64Array => {
    const mean = new Float64Array(scores.cols);
    for (let m = 0; m < members; m++)
      for (let i = 0; i < scores.cols; i++) mean[i]! += scores.values[m * scores.cols + i]! / members;
    return mean;
  };
  const centred = (at: NoisyStates): Matrix => {
    const scores = fieldScoreMatrix(fields, at);
    const mean = meanOf(scores);
    const root = Math.sqrt(members - 1);
    for (let i = 0; i < scores.values.length; i++)
      scores.values[i] = (scores.values[i]! - mean[i % scores.cols]!) / root;
    return scores;
  };
  return {
    name,
    dim,
    meanField: {
      dim,
      score(x, t) {
        const mean = new Float64Array(x.values.length);
        for (const field of fields) {
          const own = field.score(x, t);
          for (let i = 0; i < mean.length; i++) mean[i]! += own[i]! / members;
        }
        return mean;
      },
    },
    meanScore: (at) => ({ count: at.x.count, dim, values: meanOf(fieldScoreMatrix(fields, at)) }),
    scoreCovariance(at, against) {
      const left = centred(at);
      return algebra.gemm(left, at === against ? left : centred(against), { transposeA: true });
    },
    draw: (rng) => fields[rng.integer(members)]!,
    drawMany: (rngs) => sideBySide(rngs.map((rng) => fields[rng.integer(members)]!)),
  };
}

/** Scores of every field at states of any times, states of one time together; shape [E, N·D]. */
export function fieldScoreMatrix(fields: readonly ScoreField[], at: NoisyStates): Matrix {
  const { x, t } = at;
  const { dim, count } = x;
  const out = matrix(fields.length, count * dim);
  for (let n = 0; n < count; ) {
    let end = n + 1;
    while (end < count && t[end] === t[n]) end++;
    const block = { count: end - n, dim, values: x.values.slice(n * dim, end * dim) };
    fields.forEach((field, m) => {
      out.values.set(field.score(block, t[n]!), m * out.cols + n * dim);
    });
    n = end;
  }
  return out;
}
