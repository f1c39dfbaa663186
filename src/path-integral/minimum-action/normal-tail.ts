import { normalCdf, normalLogDensity } from "../../numerics/index.ts";

/** Where the continued fraction of the tail takes over: it then has every digit after 60 terms. */
const far = 5;

/** log Φ(−β) and the hazard φ(β)/Φ(−β), without underflow for any β. @source NIST-DLMF, 7.9.2 */
export function logNormalTail(beta: number): { readonly logTail: number; readonly hazard: number } {
  if (beta < far) {
    const tail = normalCdf(-beta);
    return { logTail: Math.log(tail), hazard: Math.exp(normalLogDensity(beta)) / tail };
  }
  // Φ(−β) = φ(β)/(β + 1/(β + 2/(β + 3/(β + …)))).
  let hazard = beta;
  for (let k = 60; k >= 1; k--) hazard = beta + k / hazard;
  return { logTail: normalLogDensity(beta) - Math.log(hazard), hazard };
}
