import { type Estimate, meanEstimate } from "../core/index.ts";
import type { StepLaw } from "./step-law.ts";

/** W₁ to a fixed law, with what each block of models adds to it to first order. */
export interface WassersteinInfluence {
  /** W₁(law, reference); data units. */
  readonly value: number;
  /** First-order change of W₁ per unit of extra weight on a block; their mean is not zero; shape [blocks]. */
  readonly perBlock: Float64Array;
}

/**
 * W₁(law, reference) and its influence function over blocks of models: a change dF of the law changes W₁ = ∫|F − F₀|
 * by ∫ sign(F − F₀) dF dx, so an atom at x counts ∫_x^∞ sign(F − F₀) dy.
 *
 * @accuracy the value is exact for atoms; first order in the fluctuation of F, so errors derived from it are a little
 * too small where the law and the reference nearly agree
 * @source VILLANI2009, remark 2.19; JAECKEL1972 (infinitesimal jackknife)
 */
export function wassersteinInfluence(law: StepLaw, reference: StepLaw): WassersteinInfluence {
  const count = law.x.length;
  const tail = new Float64Array(count);
  let i = count - 1;
  let j = reference.x.length - 1;
  // From the right: survival functions, so that far tails cancel exactly.
  let survival = 0;
  let referenceSurvival = 0;
  let right = Math.max(law.x[i]!, reference.x[j]!);
  let value = 0;
  let signed = 0;
  while (i >= 0 || j >= 0) {
    const x = Math.max(
      i >= 0 ? law.x[i]! : Number.NEGATIVE_INFINITY,
      j >= 0 ? reference.x[j]! : Number.NEGATIVE_INFINITY,
    );
    const gap = referenceSurvival - survival;
    value += Math.abs(gap) * (right - x);
    signed += Math.sign(gap) * (right - x);
    right = x;
    while (i >= 0 && law.x[i] === x) {
      tail[i] = signed;
      survival += law.weight[i--]!;
    }
    while (j >= 0 && reference.x[j] === x) referenceSurvival += reference.weight[j--]!;
  }
  const perBlock = new Float64Array(law.blocks);
  const weight = new Float64Array(law.blocks);
  for (let n = 0; n < count; n++) {
    perBlock[law.block[n]!]! += law.weight[n]! * tail[n]!;
    weight[law.block[n]!]! += law.weight[n]!;
  }
  return { value, perBlock: perBlock.map((sum, b) => sum / weight[b]!) };
}

/** W₁ with its standard error over blocks of models. */
export function wassersteinEstimate({ value, perBlock }: WassersteinInfluence): Estimate {
  return { value, standardError: meanEstimate(perBlock).standardError };
}

/** The change of W₁ between two laws; `paired` when block b of both was trained on the same inputs. */
export function wassersteinChange(from: WassersteinInfluence, to: WassersteinInfluence, paired: boolean): Estimate {
  const value = to.value - from.value;
  if (paired && from.perBlock.length === to.perBlock.length) {
    return {
      value,
      standardError: meanEstimate(to.perBlock.map((influence, b) => influence - from.perBlock[b]!)).standardError,
    };
  }
  return {
    value,
    standardError: Math.hypot(wassersteinEstimate(from).standardError, wassersteinEstimate(to).standardError),
  };
}

/** The mean over directions of several influences on the same blocks: sliced W₁. */
export function slicedInfluence(lines: readonly WassersteinInfluence[]): WassersteinInfluence {
  const share = 1 / lines.length;
  const perBlock = new Float64Array(lines[0]!.perBlock.length);
  for (const line of lines) for (let b = 0; b < perBlock.length; b++) perBlock[b]! += share * line.perBlock[b]!;
  return { value: lines.reduce((sum, line) => sum + share * line.value, 0), perBlock };
}
