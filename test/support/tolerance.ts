/** A bound on |found − expected| with the reason for it; a failure prints both. */
export interface Tolerance {
  readonly bound: number;
  readonly reason: string;
}

/** Accumulated rounding of `operations` float64 operations on numbers of size `scale`. */
export function rounding(scale: number, operations: number = 16): Tolerance {
  return {
    bound: operations * Number.EPSILON * Math.max(Math.abs(scale), Number.MIN_VALUE),
    reason: `rounding of ${operations} operations at scale ${scale}`,
  };
}

/** Digits printed in the source: half a unit of the last digit. */
export function printed(lastDigit: number): Tolerance {
  return { bound: 0.5000001 * lastDigit, reason: `half a unit of the last printed digit ${lastDigit}` };
}

/** A quadrature that claims an absolute tolerance. */
export function quadrature(tolerance: number): Tolerance {
  return { bound: tolerance, reason: `quadrature tolerance ${tolerance}` };
}

/** Central difference with step h: h²/6 · max|f‴| and the rounding of the two values, `valueScale` ε / h. */
export function centralDifference(h: number, thirdDerivative: number, valueScale: number = 1): Tolerance {
  return {
    bound: (h * h * thirdDerivative) / 6 + (8 * Number.EPSILON * valueScale) / h,
    reason: `central difference, h = ${h}, |f'''| ≤ ${thirdDerivative}, values of size ${valueScale}`,
  };
}

/** A method of the given order with step h: constant · h^order. */
export function discretisation(order: number, h: number, constant: number): Tolerance {
  return { bound: constant * h ** order, reason: `order ${order} at step ${h}, constant ${constant}` };
}

/** `sigmas` standard errors; five by default, false-alarm rate 6e-7 each. */
export function monteCarlo(standardError: number, sigmas: number = 5): Tolerance {
  return { bound: sigmas * standardError, reason: `${sigmas} standard errors of ${standardError}` };
}

/** Asserts |found − expected| ≤ bound, and says numbers, bound and reason when it fails. */
export function expectClose(found: number, expected: number, tolerance: Tolerance, what: string = "value"): void {
  const error = Math.abs(found - expected);
  if (!(error <= tolerance.bound)) {
    throw new Error(
      `${what}: found ${found}, expected ${expected}, error ${error} > ${tolerance.bound} (${tolerance.reason})`,
    );
  }
}
