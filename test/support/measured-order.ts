/** A measured order of convergence with its own error. */
export interface MeasuredOrder {
  readonly order: number;
  readonly error: number;
}

/**
 * Order of errors e ≈ C h^p (1 + c h + …): the slope of log e against log h between the two finest steps; its error is the
 * change from the slope before, which is what the next term still contributes.
 *
 * @param steps - at least three, coarsest first
 */
export function measuredOrder(steps: readonly number[], errors: readonly number[]): MeasuredOrder {
  const slopes: number[] = [];
  for (let i = 1; i < steps.length; i++) {
    slopes.push(Math.log(errors[i]! / errors[i - 1]!) / Math.log(steps[i]! / steps[i - 1]!));
  }
  const order = slopes.at(-1)!;
  return { order, error: Math.abs(order - slopes.at(-2)!) };
}

/**
 * Asserts that the claimed order is within twice the error of the measured one, and that the error itself is small enough
 * to tell the order from its neighbours.
 */
export function expectOrder(steps: readonly number[], errors: readonly number[], claimed: number, what: string): void {
  const { order, error } = measuredOrder(steps, errors);
  const shown = `${what}: order ${order.toFixed(3)} ± ${error.toFixed(3)}, claimed ${claimed}; errors ${errors.join(", ")}`;
  if (!(error < 0.25)) throw new Error(`${shown}: the ladder of steps is not in the asymptotic range`);
  if (!(Math.abs(order - claimed) <= 2 * error + 0.01)) throw new Error(shown);
}
