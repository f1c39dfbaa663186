import { ArgumentError } from "../../numerics/index.ts";
import { compileFormula, type Formula } from "../formula.ts";
import type { NoiseSchedule } from "../noise-schedule.ts";
import { checkedSchedule, checkTimes, type TimeWindow } from "./checked-schedule.ts";

/** Two formulas in t and a time window. */
export interface ExpressionScheduleOptions extends TimeWindow {
  /** α(t), for instance "sqrt(1-t)"; positive, non-increasing. */
  readonly alpha: string;
  /** σ(t), for instance "sqrt(t)"; positive, increasing. */
  readonly sigma: string;
}

const where = "expressionSchedule";
/** Times at which the laws are checked: half of them equally spaced in t, half in log(t − cutoffTime + window · 1e-6). */
const checkedTimeCount = 2048;

/**
 * Any noise schedule given by formulas: β = −α′/α and D = σσ′ + βσ², with symbolic derivatives.
 *
 * @returns a promise, since the formula parser is loaded on first use
 * @accuracy that of the formulas as written: "sqrt(1-exp(-2*t))" cancels at small t, "sqrt(-expm1(-2*t))" does not
 * @throws ArgumentError that names the time and the value where α, σ or a derivative breaks a law of NoiseSchedule
 */
export async function expressionSchedule(options: ExpressionScheduleOptions): Promise<NoiseSchedule> {
  const { cutoffTime, terminalTime } = options;
  checkTimes(where, options);
  const alpha = await compileFormula(options.alpha, ["t"]);
  const sigma = await compileFormula(options.sigma, ["t"]);
  const alphaSlope = alpha.derivative("t");
  const sigmaSlope = sigma.derivative("t");
  checkLaws(alpha, sigma, alphaSlope, sigmaSlope, options);
  const beta = (t: number): number => 0 - alphaSlope([t]) / alpha([t]);
  return checkedSchedule(where, {
    name: `expression (alpha = ${options.alpha}, sigma = ${options.sigma})`,
    cutoffTime,
    terminalTime,
    alpha: (t) => alpha([t]),
    sigma: (t) => sigma([t]),
    variance: (t) => sigma([t]) ** 2,
    beta,
    diffusivity: (t) => sigma([t]) * (sigmaSlope([t]) + beta(t) * sigma([t])),
  });
}

function checkLaws(alpha: Formula, sigma: Formula, alphaSlope: Formula, sigmaSlope: Formula, window: TimeWindow): void {
  let before = { t: 0, alpha: Number.POSITIVE_INFINITY, sigma: 0 };
  for (const t of checkedTimes(window)) {
    const now = { t, alpha: alpha([t]), sigma: sigma([t]) };
    const at = `at t = ${t}`;
    if (!(now.alpha > 0)) throw new ArgumentError(where, `alpha ${at}`, now.alpha, `above 0; alpha is ${alpha.text}`);
    if (!(now.sigma > 0)) throw new ArgumentError(where, `sigma ${at}`, now.sigma, `above 0; sigma is ${sigma.text}`);
    const slack = 64 * Number.EPSILON;
    if (now.alpha > before.alpha * (1 + slack) || alphaSlope([t]) > slack * now.alpha) {
      throw new ArgumentError(where, `alpha ${at}`, now.alpha, `non-increasing; alpha is ${alpha.text}`);
    }
    if (now.sigma < before.sigma * (1 - slack) || !(sigmaSlope([t]) > 0)) {
      throw new ArgumentError(where, `sigma ${at}`, now.sigma, `increasing; sigma is ${sigma.text}`);
    }
    before = now;
  }
}

function checkedTimes({ cutoffTime, terminalTime }: TimeWindow): Float64Array {
  const half = checkedTimeCount / 2;
  const width = terminalTime - cutoffTime;
  const even = Array.from({ length: half }, (_, k) => cutoffTime + (width * (k + 0.5)) / half);
  const near = Array.from({ length: half }, (_, k) => cutoffTime + width * 1e-6 ** (1 - k / half));
  return Float64Array.from([cutoffTime, ...even, ...near, terminalTime]).sort();
}
