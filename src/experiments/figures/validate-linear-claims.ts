import type { Verdict } from "../../core/index.ts";
import type { Matrix } from "../../numerics/index.ts";
import { type ClaimTest, defaultConfidence, judgeFamily, type ScalarRule, scalarClaim } from "../../validate/index.ts";
import { totalVariationEstimate } from "../closure/total-variation-estimate.ts";
import {
  controlledRatio,
  noiseRatio,
  pairedError,
  pairedVarianceRatio,
  type ScoreColumns,
  scoreMeans,
  scoreVariances,
  varianceRatio,
} from "./validate-linear-kernels.ts";
import { cellLaw } from "./validate-linear-laws.ts";
import { type LinearCase, validateLinear } from "./validate-linear-setting.ts";
import type { ExactMembers, LinearMembers } from "./validate-linear-tasks.ts";
import type { LinearTheory } from "./validate-linear-theory.ts";

/** Everything that is known of one case. */
export interface LinearResult {
  readonly name: LinearCase;
  readonly members: LinearMembers;
  readonly more: ExactMembers;
  readonly theory: LinearTheory;
}

const one = { value: 1, standardError: 0 };

/** Effective features per effective sample above which leading order is not trusted. */
const trustedFeatures = 1;

/**
 * Verdicts on all cases together: steps against exact training at the end, in law and in V-kernel; theory against steps at the
 * end; along training, mean score and V-kernel against exact descent with the noise of the batches, and leading order against exact descent.
 */
export function linearVerdicts(results: readonly LinearResult[]): Verdict[] {
  return judgeFamily(
    results.flatMap((result) => [...claimsAtEnd(result), ...claimsAlong(result)]),
    { confidence: defaultConfidence, correction: "holm" },
  );
}

/** Columns of one noise level, or of all. */
export function probeColumns(scores: Matrix, level: number | "all"): ScoreColumns {
  const size = scores.cols / validateLinear.probeTimes.length;
  return level === "all"
    ? { scores, from: 0, to: scores.cols }
    : { scores, from: level * size, to: (level + 1) * size };
}

function claimsAtEnd(result: LinearResult): ClaimTest[] {
  const { members, more, theory } = result;
  const { bounds, probeTimes } = validateLinear;
  const trained = members.trained.at(-1)!;
  const law = cellLaw(members.laws.trained.at(-1)!);
  const claim = claimOf(result, members.trained[0]!.rows);
  const lawClaim = claimOf(result, members.laws.exact.length);
  const outside = outsideDomain(theory);
  return [
    lawClaim(
      "total variation between members trained by steps and exactly on the same draws",
      totalVariationEstimate(law, cellLaw(members.laws.exact)),
      null,
      { kind: "at most", bound: bounds.totalVariation },
    ),
    lawClaim(
      "total variation between members trained by steps and the field of the cavity",
      totalVariationEstimate(law, cellLaw(theory.laws.cavity)),
      null,
      { kind: "at most", bound: bounds.theoryTotalVariation },
      outside,
    ),
    ...probeTimes.flatMap((time, level) => {
      const columns = (scores: Matrix): ScoreColumns => probeColumns(scores, level);
      const part = (variances: Float64Array): Float64Array => {
        const { from, to } = columns(trained);
        return variances.subarray(from, to);
      };
      return [
        claim(
          `relative error of the V-kernel's diagonal at t = ${time}, steps against exact training`,
          pairedError(columns(trained), columns(members.exact), scoreVariances),
          null,
          { kind: "at most", bound: bounds.kernel },
        ),
        ...(["sandwich", "cavity"] as const).map((kind) =>
          claim(
            `V-kernel's diagonal at t = ${time}, steps over ${kind === "sandwich" ? "leading order" : "the cavity"}`,
            controlledRatio(columns(trained), columns(members.exact), columns(more.exact), part(theory[kind])),
            one,
            { kind: "within", bound: bounds.kernel },
            outside,
          ),
        ),
      ];
    }),
  ];
}

function claimsAlong(result: LinearResult): ClaimTest[] {
  const { members, more, theory } = result;
  const { times, bounds, settledFrom } = validateLinear;
  const claim = claimOf(result, members.trained[0]!.rows);
  return times.flatMap((time, k) => {
    const [trained, descent] = [probeColumns(members.trained[k]!, "all"), probeColumns(members.descent[k]!, "all")];
    const settled =
      time >= settledFrom
        ? null
        : `after ${time} steps the coefficients are still far from the optimum, where the noise of the batches is known`;
    return [
      claim(
        `relative error of the mean score after ${time} steps, against exact descent`,
        pairedError(trained, descent, scoreMeans),
        null,
        { kind: "at most", bound: bounds.meanScore },
      ),
      claim(
        `V-kernel's diagonal after ${time} steps, over exact descent with the predicted noise of the batches`,
        pairedVarianceRatio(trained, descent, theory.noise[k]!),
        one,
        { kind: "within", bound: bounds.noisyKernel },
        settled,
      ),
      claim(
        `noise of the batches after ${time} steps, over the predicted one`,
        noiseRatio(trained, descent, theory.noise[k]!),
        one,
        { kind: "within", bound: bounds.noise },
        settled,
      ),
      claim(
        `V-kernel's diagonal of exact descent after ${time} steps, over leading order`,
        varianceRatio(probeColumns(more.descent[k]!, "all"), theory.descent[k]!),
        one,
        { kind: "within", bound: bounds.kernel },
        outsideDomain(theory),
      ),
    ];
  });
}

/** Why leading order makes no claim, or null. */
function outsideDomain({ featuresPerSample }: LinearTheory): string | null {
  return featuresPerSample < trustedFeatures
    ? null
    : `${featuresPerSample.toPrecision(2)} effective features per effective sample`;
}

/** Claims of one case, with its title in front; `units` are the members, or blocks of them, that errors are made of. */
function claimOf({ name }: LinearResult, units: number) {
  return (
    what: string,
    found: ClaimTest["found"],
    expected: ClaimTest["expected"],
    rule: ScalarRule,
    outside: string | null = null,
  ): ClaimTest =>
    scalarClaim({
      statement: `${validateLinear.titles[name]}: ${what}`,
      found: { value: found.value, standardError: found.standardError },
      expected,
      rule,
      outsideDomain: outside,
      freedom: Math.min(20, units) - 1,
    });
}
