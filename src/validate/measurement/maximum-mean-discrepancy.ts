import { ArgumentError, type Estimate } from "../../core/index.ts";
import { jackknifeOf } from "../kernel-error.ts";
import { gaussianKernelSums } from "./kernel-sums.ts";
import { type PointLaw, type PointMetric, requireSameDimension } from "./point-law.ts";

/**
 * Squared maximum mean discrepancy of two laws, MMD² = E k(x, x′) + E k(y, y′) − 2 E k(x, y) with
 * k(x, y) = exp(−|x − y|²/2h²), by the unbiased U-statistic over models: pairs of points of one model are left out,
 * because they depend on each other, so that the laws compared are the averages over models. A law of one model is
 * exact and keeps all its pairs. The value may be negative where the laws are equal.
 *
 * @param bandwidth - h > 0; data; `medianBandwidth` is the usual choice
 * @returns MMD² and its standard error over models of both laws; in [−1, 2]
 * @accuracy delete-one jackknife; where the laws are equal the statistic is degenerate and its error is
 *   overestimated, by up to √2
 * @throws ArgumentError for a bandwidth that is not above 0, or a sampled law of two models; ShapeError when dimensions
 *   differ
 * @source GRETTON2012, lemma 6
 */
export function maximumMeanDiscrepancy(a: PointLaw, b: PointLaw, bandwidth: number): Estimate {
  requireBandwidth("maximumMeanDiscrepancy", bandwidth);
  requireSameDimension("maximumMeanDiscrepancy", a, b);
  for (const [name, { models }] of [["a", a] as const, ["b", b] as const])
    if (models === 2) throw new ArgumentError("maximumMeanDiscrepancy", `${name}.models`, models, "1, or at least 3");
  const own = [ownPairs(a, bandwidth), ownPairs(b, bandwidth)] as const;
  const { toAll, fromAll } = gaussianKernelSums(a, b, bandwidth);
  const cross = sum(toAll);
  const value = own[0].mean + own[1].mean - 2 * cross;
  const left = a.models === 1 ? 0 : deletionError(own[0], toAll, cross);
  const right = b.models === 1 ? 0 : deletionError(own[1], fromAll, cross);
  return { value, standardError: Math.hypot(left, right) };
}

/**
 * √MMD² of two laws as they are, with the pairs of a point with itself: a metric. For samples
 * of equal laws it is not zero: its mean square is at most 1/N + 1/M.
 *
 * @param bandwidth - h > 0; data
 * @source GRETTON2012, equation 5
 */
export function gaussianDiscrepancy(bandwidth: number): PointMetric {
  requireBandwidth("gaussianDiscrepancy", bandwidth);
  return {
    name: `maximum mean discrepancy (h = ${Number(bandwidth.toPrecision(3))})`,
    symmetric: true,
    between(a, b) {
      requireSameDimension("gaussianDiscrepancy", a, b);
      const total = (x: PointLaw, y: PointLaw): number => sum(gaussianKernelSums(x, y, bandwidth).toAll);
      return Math.sqrt(Math.max(0, total(a, a) + total(b, b) - 2 * total(a, b)));
    },
  };
}

/** Points of each law that the median looks at. */
const medianPoints = 400;

/**
 * The median of |x − y| over pairs of points of two laws, at most 400 points of each, evenly spaced.
 *
 * @returns h > 0; data
 * @throws ArgumentError when more than half of the distances are 0; ShapeError when dimensions differ
 * @source GRETTON2012, section 8
 */
export function medianBandwidth(a: PointLaw, b: PointLaw): number {
  requireSameDimension("medianBandwidth", a, b);
  const { dim } = a.points;
  const kept = [a, b].flatMap(({ points: { count, values } }) => {
    const step = Math.max(1, count / medianPoints);
    return Array.from({ length: Math.min(count, medianPoints) }, (_, k) => {
      const n = Math.floor(k * step);
      return values.subarray(n * dim, (n + 1) * dim);
    });
  });
  const distances = new Float64Array((kept.length * (kept.length - 1)) / 2);
  let at = 0;
  for (let i = 0; i < kept.length; i++)
    for (let j = 0; j < i; j++) {
      let square = 0;
      for (let d = 0; d < dim; d++) square += (kept[i]![d]! - kept[j]![d]!) ** 2;
      distances[at++] = square;
    }
  const median = Math.sqrt(distances.sort()[distances.length >> 1]!);
  if (!(median > 0)) throw new ArgumentError("medianBandwidth", "median distance", median, "above 0");
  return median;
}

/** Mean kernel over pairs of different models, and over pairs of each model with the others. */
interface OwnPairs {
  readonly models: number;
  readonly mean: number;
  /** Σ_{j ≠ i} A_ij of the mean kernels between models; shape [models]. */
  readonly perModel: Float64Array;
}

function ownPairs(law: PointLaw, bandwidth: number): OwnPairs {
  const { models } = law;
  const { toAll, inside } = gaussianKernelSums(law, law, bandwidth);
  if (models === 1) return { models, mean: toAll[0]!, perModel: toAll };
  const perModel = toAll.map((all, i) => models ** 2 * (all - inside[i]!));
  return { models, mean: sum(perModel) / (models * (models - 1)), perModel };
}

/** Jackknife error from leaving out the models of one law. */
function deletionError({ models, perModel }: OwnPairs, toOther: Float64Array, cross: number): number {
  const all = sum(perModel);
  const deleted = Array.from(perModel, (own, i) => {
    const pairs = (all - 2 * own) / ((models - 1) * (models - 2));
    return pairs - (2 * models * (cross - toOther[i]!)) / (models - 1);
  });
  return jackknifeOf(0, deleted).standardError;
}

function requireBandwidth(where: string, bandwidth: number): void {
  if (!(bandwidth > 0 && bandwidth < Infinity))
    throw new ArgumentError(where, "bandwidth", bandwidth, "positive and finite");
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
