import { ArgumentError } from "../errors.ts";
import { checkedStart, type OdeRight, requireFiniteState } from "./ode-right.ts";

/** Euler (order 1, one evaluation a step), Heun's trapezoid (2, two) and the classical Runge–Kutta method (4, four). */
export type FixedStepMethod = "euler" | "heun" | "rk4";

type Step = (right: OdeRight, x: Float64Array, t: number, h: number, scratch: Scratch) => void;

interface Scratch {
  readonly stage: Float64Array;
  readonly sum: Float64Array;
}

const steps: Readonly<Record<FixedStepMethod, Step>> = { euler: eulerInto, heun: heunInto, rk4: rk4Into };

/**
 * Integrates dx/dt = right(x, t) along `times`, one step from each time to the next.
 *
 * @param x0 - state at times[0], a batch flattened; not written
 * @param times - strictly monotone, either way; shape [K], K ≥ 1
 * @returns state at the last time; shape of x0
 * @accuracy global error O(h), O(h²), O(h⁴) for euler, heun, rk4
 * @throws ArgumentError for times that are not strictly monotone; ConvergenceError when the state leaves the numbers
 * @source HAIRER1993, II.1
 */
export function integrateOnGrid(
  method: FixedStepMethod,
  right: OdeRight,
  x0: Float64Array,
  times: ArrayLike<number>,
): Float64Array {
  const where = "integrateOnGrid";
  const step = Object.hasOwn(steps, method) ? steps[method] : undefined;
  if (step === undefined) throw new ArgumentError(where, "method", method, `one of ${Object.keys(steps).join(", ")}`);
  requireMonotone(where, times);
  if (times.length === 1) return x0.slice();
  const x = checkedStart(where, right, x0, times[0]!);
  const scratch = { stage: new Float64Array(x.length), sum: new Float64Array(x.length) };
  for (let i = 0; i + 1 < times.length; i++) step(right, x, times[i]!, times[i + 1]! - times[i]!, scratch);
  requireFiniteState(where, x, times.length - 1);
  return x;
}

function requireMonotone(where: string, times: ArrayLike<number>): void {
  if (times.length < 1) throw new ArgumentError(where, "times", [], "at least one time");
  const up = times[times.length - 1]! > times[0]!;
  for (let i = 0; i < times.length; i++) {
    if (!Number.isFinite(times[i])) throw new ArgumentError(where, `times[${i}]`, times[i], "finite");
    if (i > 0 && !(up ? times[i]! > times[i - 1]! : times[i]! < times[i - 1]!)) {
      throw new ArgumentError(
        where,
        `times[${i}]`,
        times[i],
        `strictly monotone after times[${i - 1}] = ${times[i - 1]}`,
      );
    }
  }
}

function eulerInto(right: OdeRight, x: Float64Array, t: number, h: number): void {
  const k = right(x, t);
  for (let i = 0; i < x.length; i++) x[i] = x[i]! + h * k[i]!;
}

function heunInto(right: OdeRight, x: Float64Array, t: number, h: number, { stage, sum }: Scratch): void {
  const k1 = right(x, t);
  for (let i = 0; i < x.length; i++) {
    sum[i] = k1[i]!;
    stage[i] = x[i]! + h * k1[i]!;
  }
  const k2 = right(stage, t + h);
  for (let i = 0; i < x.length; i++) x[i] = x[i]! + (h / 2) * (sum[i]! + k2[i]!);
}

function rk4Into(right: OdeRight, x: Float64Array, t: number, h: number, { stage, sum }: Scratch): void {
  const k1 = right(x, t);
  for (let i = 0; i < x.length; i++) {
    sum[i] = k1[i]!;
    stage[i] = x[i]! + (h / 2) * k1[i]!;
  }
  const k2 = right(stage, t + h / 2);
  for (let i = 0; i < x.length; i++) {
    sum[i] = sum[i]! + 2 * k2[i]!;
    stage[i] = x[i]! + (h / 2) * k2[i]!;
  }
  const k3 = right(stage, t + h / 2);
  for (let i = 0; i < x.length; i++) {
    sum[i] = sum[i]! + 2 * k3[i]!;
    stage[i] = x[i]! + h * k3[i]!;
  }
  const k4 = right(stage, t + h);
  for (let i = 0; i < x.length; i++) x[i] = x[i]! + (h / 6) * (sum[i]! + k4[i]!);
}
