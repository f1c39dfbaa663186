import { ArgumentError, ShapeError } from "../core/index.ts";
import { type Matrix, matrix } from "../numerics/index.ts";
import {
  binomialWindow,
  type PenalisedCell,
  powerNodes,
  shrinkage,
  shrinkageCovariance,
  windowAverage,
} from "./binomial-averages.ts";

/** One cell of disjoint indicator features: how often draws fall into it, and the regression target inside. */
export interface IndicatorCell {
  /** p_b, above 0. */
  readonly probability: number;
  /** Mean of the target in the cell; shape [D]. */
  readonly mean: Float64Array;
  /** Covariance of the target in the cell, the misfit included; shape [D, D] row-major. */
  readonly covariance: Float64Array;
  /** Loss weight, constant in the cell; ≥ 0. */
  readonly weight: number;
}

/** Mean [B, D] and covariance [B·D, B·D] of the coefficients, unknowns ordered (b, d). */
export interface CoefficientMoments {
  readonly mean: Matrix;
  readonly covariance: Matrix;
}

/**
 * Exact mean and covariance over training runs of a ridge regression on disjoint indicators, for every P: with
 * n_b ~ Bin(P, p_b), R_b = ρP/w_b and g_b = n_b/(n_b + R_b), 0/0 = 0,
 * E W_b = m_b E g_b, Cov W_b = C_b E[n_b/(n_b + R_b)²] + m_b m_bᵀ Var g_b, Cov(W_b, W_c) = m_b m_cᵀ Cov(g_b, g_c).
 * A weight that is constant in a cell divides out of its mean and scales its ridge; weights that vary inside a cell have
 * no such form.
 *
 * @param cells - B ≥ 1 disjoint cells; their probabilities sum to at most 1
 * @param sampleCount - P
 * @param ridge - ρ ≥ 0
 * @accuracy relative 1e-11 of every moment of g, for P up to 1e6 and any p_b > 0
 * @throws ArgumentError for probabilities outside (0, 1] or with a sum above 1, a negative weight or ridge, or P < 1;
 *   ShapeError when targets differ in dimension
 * @source GTV, section 5 (orthogonal features), beyond leading order
 */
export function indicatorMoments(
  cells: readonly IndicatorCell[],
  sampleCount: number,
  ridge: number,
): CoefficientMoments {
  const dim = checkedDimension(cells, sampleCount, ridge);
  const laws = cells.map(({ probability, weight }) => {
    const penalty = ridge === 0 && weight > 0 ? 0 : (ridge * sampleCount) / weight;
    const cell: PenalisedCell = {
      probability: Math.min(1, probability),
      penalty: Number.isNaN(penalty) ? Infinity : penalty,
    };
    return { ...cell, ...ownMoments(sampleCount, cell), nodes: powerNodes(sampleCount, cell) };
  });
  const size = cells.length * dim;
  const mean = matrix(cells.length, dim);
  const covariance = matrix(size, size);
  laws.forEach((law, b) => {
    const own = cells[b]!;
    for (let i = 0; i < dim; i++) mean.values[b * dim + i] = own.mean[i]! * law.mean;
    for (let c = 0; c <= b; c++) {
      const other = cells[c]!;
      const joint = b === c ? law.variance : shrinkageCovariance(sampleCount, law, laws[c]!);
      for (let i = 0; i < dim; i++) {
        for (let j = 0; j < dim; j++) {
          const noise = b === c ? own.covariance[i * dim + j]! * law.noise : 0;
          const value = noise + own.mean[i]! * other.mean[j]! * joint;
          covariance.values[(b * dim + i) * size + c * dim + j] = value;
          covariance.values[(c * dim + j) * size + b * dim + i] = value;
        }
      }
    }
  });
  return { mean, covariance };
}

/** E g, Var g and E[n/(n + R)²] of one cell. */
function ownMoments(sampleCount: number, { probability, penalty }: PenalisedCell) {
  const window = binomialWindow(sampleCount, probability);
  const mean = windowAverage(window, (n) => shrinkage(n, penalty));
  return {
    mean,
    variance: windowAverage(window, (n) => (shrinkage(n, penalty) - mean) ** 2),
    noise: windowAverage(window, (n) => (n === 0 ? 0 : shrinkage(n, penalty) ** 2 / n)),
  };
}

function checkedDimension(cells: readonly IndicatorCell[], sampleCount: number, ridge: number): number {
  const where = "indicatorMoments";
  if (!(Number.isInteger(sampleCount) && sampleCount >= 1))
    throw new ArgumentError(where, "sampleCount", sampleCount, "a positive integer");
  if (!(ridge >= 0 && Number.isFinite(ridge))) throw new ArgumentError(where, "ridge", ridge, "finite and at least 0");
  const dim = cells[0]?.mean.length ?? 0;
  if (dim === 0) throw new ArgumentError(where, "cells", cells, "at least one cell with a target");
  let total = 0;
  cells.forEach(({ probability, weight, mean, covariance }, b) => {
    if (!(probability > 0 && probability <= 1 + 1e-12))
      throw new ArgumentError(where, `cells[${b}].probability`, probability, "above 0 and at most 1");
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new ArgumentError(where, `cells[${b}].weight`, weight, "finite and at least 0");
    if (mean.length !== dim || covariance.length !== dim * dim) {
      throw new ShapeError(
        where,
        { [`cells[${b}].mean`]: [mean.length], [`cells[${b}].covariance`]: [covariance.length], dim: [dim] },
        "the mean must have D entries and the covariance D²",
      );
    }
    total += probability;
  });
  // Probabilities from a quadrature sum to one within its tolerance.
  if (total > 1 + 1e-6) throw new ArgumentError(where, "sum of probabilities", total, "at most 1");
  return dim;
}
