import type { Estimate } from "../core/index.ts";

const minus = "\u2212";
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Shown in place of a number that is not finite; a report never shows NaN. */
export const notAvailable: string = "n/a";

/** Below this, an exact number is the rounding of zero. */
const roundingOfZero = 1e-14;

/** A number with at most `digits` significant digits, without trailing zeros; large and small ones with a power of ten. */
export function formatNumber(value: number, digits: number = 3): string {
  if (!Number.isFinite(value)) return notAvailable;
  if (value === 0) return "0";
  const exponent = exponentOf(value, digits);
  if (exponent < -4 || exponent > 5)
    return withMinus(trim((value / 10 ** exponent).toFixed(digits - 1))) + power(exponent);
  return withMinus(trim(value.toFixed(Math.max(0, digits - 1 - exponent))));
}

/**
 * value(error in units of the last digits): 0.0150(12) is 0.0150 ± 0.0012. The error keeps two digits if they are
 * below 35 and one otherwise; errors of 1 or more are written with ±; a number without error keeps four digits.
 */
export function formatEstimate({ value, standardError }: Estimate): string {
  if (!Number.isFinite(value)) return notAvailable;
  if (!Number.isFinite(standardError)) return `${formatNumber(value, 4)}(?)`;
  if (!(standardError > 0)) return Math.abs(value) < roundingOfZero ? "0" : formatNumber(value, 4);
  const size = Math.max(Math.abs(value), standardError);
  const exponent = Math.floor(Math.log10(size));
  if (exponent < -4 || exponent > 5) {
    const scale = 10 ** exponent;
    return fixedEstimate(value / scale, standardError / scale) + power(exponent);
  }
  return fixedEstimate(value, standardError);
}

/** As formatEstimate, with a plus sign where the value is positive. */
export function formatSigned(estimate: Estimate): string {
  const text = formatEstimate(estimate);
  return estimate.value > 0 && Number.isFinite(estimate.value) ? `+${text}` : text;
}

/** F/P as a theorist writes it: 1/4, 1, 4; a decimal where it is neither whole nor the inverse of a whole number. */
export function formatRatio(ratio: number): string {
  if (!Number.isFinite(ratio) || ratio <= 0) return formatNumber(ratio);
  if (Math.abs(ratio - Math.round(ratio)) < 1e-9) return String(Math.round(ratio));
  const inverse = 1 / ratio;
  return Math.abs(inverse - Math.round(inverse)) < 1e-9 * inverse ? `1/${Math.round(inverse)}` : formatNumber(ratio);
}

/** A share as percentage, no decimals from 10 % on. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return notAvailable;
  const percent = 100 * share;
  return `${withMinus(Math.abs(percent) >= 10 ? percent.toFixed(0) : trim(percent.toPrecision(2)))} %`;
}

/** A duration: 4.2 s, 3 min 20 s. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return notAvailable;
  if (seconds < 60) return `${trim(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function fixedEstimate(value: number, error: number): string {
  const exponent = Math.floor(Math.log10(error));
  let decimals = error / 10 ** exponent < 3.45 ? 1 - exponent : -exponent;
  if (Math.round(error * 10 ** decimals) >= 35) decimals = Math.min(decimals, -exponent);
  if (decimals <= 0) return `${withMinus(value.toFixed(0))} ± ${error.toFixed(0)}`;
  if (error >= 0.995) return `${withMinus(value.toFixed(decimals))} ± ${error.toFixed(decimals)}`;
  if (decimals > 12) return withMinus(value.toPrecision(4));
  return `${withMinus(value.toFixed(decimals))}(${Math.round(error * 10 ** decimals)})`;
}

function exponentOf(value: number, digits: number): number {
  return Number(value.toExponential(digits - 1).split("e")[1]);
}

function trim(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A real minus sign, and no sign at all on a rounded zero. */
function withMinus(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text.replace("-", minus);
}

function power(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]!).join("");
  return `·10${exponent < 0 ? "⁻" : ""}${digits}`;
}
