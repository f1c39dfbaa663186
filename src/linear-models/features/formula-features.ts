import { ArgumentError, compileFormula, type FeatureMap, type NoisyStates } from "../../core/index.ts";
import { type Matrix, matrix } from "../../numerics/index.ts";
import { denseFeatureMap } from "./dense-feature-map.ts";

/**
 * Features given by formulas in x1 … xD (and `x` when D = 1) and t, compiled once.
 *
 * @param formulas - F ≥ 1 formulas, such as "1", "x", "x^2/(1+t)"
 * @throws ArgumentError when a formula has an unknown name or a value that is not finite
 */
export async function formulaFeatures(formulas: readonly string[], dim: number): Promise<FeatureMap> {
  if (formulas.length === 0) throw new ArgumentError("formulaFeatures", "formulas", formulas, "at least one formula");
  const names = Array.from({ length: dim }, (_, d) => `x${d + 1}`);
  const variables = [...names, ...(dim === 1 ? ["x"] : []), "t"];
  const compiled = await Promise.all(formulas.map((formula) => compileFormula(formula, variables)));

  function evaluate(at: NoisyStates): Matrix {
    const { x, t } = at;
    const phi = matrix(x.count, compiled.length);
    const arguments_ = new Array<number>(variables.length);
    for (let n = 0; n < x.count; n++) {
      for (let d = 0; d < dim; d++) arguments_[d] = x.values[n * dim + d]!;
      if (dim === 1) arguments_[1] = arguments_[0]!;
      arguments_[variables.length - 1] = t[n]!;
      for (let f = 0; f < compiled.length; f++) {
        phi.values[n * compiled.length + f] = compiled[f]!(arguments_);
      }
    }
    return phi;
  }
  return denseFeatureMap(`formulas(${formulas.join("; ")})`, dim, formulas.length, evaluate);
}
