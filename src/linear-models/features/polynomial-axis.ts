import { ArgumentError } from "../../core/index.ts";
import { type AxisTable, contractTable, denseTable, type FeatureAxis } from "./feature-axis.ts";

/**
 * Monomials 1, ξ, …, ξ^degree.
 *
 * @throws ArgumentError unless 0 ≤ degree ≤ 30
 */
export function polynomialAxis(options: { readonly degree: number }): FeatureAxis {
  const { degree } = options;
  if (!(Number.isInteger(degree) && degree >= 0 && degree <= 30))
    throw new ArgumentError("polynomialAxis", "degree", degree, "an integer from 0 to 30");
  const table = (coordinates: Float64Array): AxisTable =>
    denseTable(coordinates, degree + 1, (out, offset, xi) => {
      let power = 1;
      for (let k = 0; k <= degree; k++, power *= xi) out[offset + k] = power;
    });
  return {
    name: `polynomial(degree ${degree})`,
    count: degree + 1,
    scale: Infinity,
    breaks: [],
    table,
    contract: (coordinates, coefficients) => contractTable(table(coordinates), coefficients),
  };
}

/** The single feature 1. */
export function constantAxis(): FeatureAxis {
  return { ...polynomialAxis({ degree: 0 }), name: "constant" };
}

/** The single feature ξ. */
export function linearAxis(): FeatureAxis {
  return {
    name: "linear",
    count: 1,
    scale: Infinity,
    breaks: [],
    table: (coordinates) =>
      denseTable(coordinates, 1, (out, offset, xi) => {
        out[offset] = xi;
      }),
    contract: (coordinates, [slope]) => coordinates.map((xi) => slope! * xi),
  };
}
