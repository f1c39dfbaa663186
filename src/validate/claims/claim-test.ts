import { ArgumentError, type ClaimKind, type Estimate } from "../../core/index.ts";
import { studentTCdf } from "../../numerics/index.ts";

/** What would let a claim pass. */
export type Confirmation =
  /** A test of its opposite, with this p-value. */
  | { readonly by: "test"; readonly p: number }
  /** The estimate lies inside the bound, and the bound is resolved: P(noise alone exceeds the bound). */
  | { readonly by: "estimate"; readonly inside: boolean; readonly resolution: number };

/** A claim held against its numbers, before it is judged beside others. */
export interface ClaimTest {
  readonly kind: ClaimKind;
  readonly statement: string;
  readonly found: Estimate;
  readonly expected: Estimate | null;
  readonly bound: number;
  /** p-value of the claim: where it holds, a value this small or smaller comes with at most this probability. */
  readonly p: number;
  readonly confirmation: Confirmation;
  /** The numbers in words. */
  readonly shown: string;
  /** Why the theory makes no claim here, or null where it does. */
  readonly outsideDomain: string | null;
}

/** What every claim brings besides its numbers. */
export interface ClaimSetting {
  readonly statement: string;
  /** Why the theory makes no claim here, or null where it does. */
  readonly outsideDomain: string | null;
  /** Degrees of freedom of the standard errors: models less one; normal tails where it is left out. */
  readonly freedom?: number;
}

/** Refuses a number that is none, and an error that is none: no verdict may stand on them. */
export function requireEstimates(where: string, estimates: Readonly<Record<string, Estimate | null>>): void {
  for (const [name, estimate] of Object.entries(estimates)) {
    if (estimate === null) continue;
    const { value, standardError } = estimate;
    if (!Number.isFinite(value)) throw new ArgumentError(where, name, value, "a finite number");
    if (!(standardError >= 0 && standardError < Infinity))
      throw new ArgumentError(where, `error of ${name}`, standardError, "finite and at least 0");
  }
}

/**
 * P(noise of this standard error exceeds `excess`), by Student's law; of exact numbers 0, ½ or 1.
 *
 * @param freedom - degrees of freedom of the standard error; Infinity for normal tails
 */
export function tailProbability(excess: number, standardError: number, freedom: number): number {
  if (standardError === 0) return excess > 0 ? 0 : excess < 0 ? 1 : 0.5;
  return studentTCdf(-excess / standardError, freedom);
}

/** p-value for "the number is at least 0": an exact 0 is. */
export function notNegativeProbability({ value, standardError }: Estimate, freedom: number): number {
  return standardError === 0 && value === 0 ? 0 : tailProbability(value, standardError, freedom);
}

/** A number for explanations: three digits, and two of its error. */
export function inWords({ value, standardError }: Estimate): string {
  return `${value.toPrecision(3)}, standard error ${standardError.toPrecision(2)}`;
}
