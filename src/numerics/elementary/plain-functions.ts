import { normalCdf, normalDensity } from "../distributions.ts";

/** Functions that exist as kernels. */
export type ArrayFunction = "exp" | "log" | "tanh" | "erf" | "normalCdf" | "normalDensity";

/** The functions of array-functions.ts for one number, where there is no WebAssembly. */
export const plainFunctions: Readonly<Record<ArrayFunction, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  erf,
  normalCdf: (x) => (Number.isNaN(x) ? x : normalCdf(x)),
  normalDensity: (x) => (Number.isNaN(x) ? x : Math.abs(x) === Number.POSITIVE_INFINITY ? 0 : normalDensity(x)),
};

/** By the power series below 1, through the normal law above. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || x === 0) return x;
  if (size >= 1) return Math.sign(x) * (1 - 2 * normalCdf(-size * Math.SQRT2));
  let term = x;
  let sum = x;
  for (let k = 1; k < 24; k++) {
    term *= (-x * x) / k;
    sum += term / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
