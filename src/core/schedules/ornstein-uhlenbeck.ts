import type { NoiseSchedule } from "../noise-schedule.ts";
import { checkedSchedule, checkTimes, type TimeWindow } from "./checked-schedule.ts";

/**
 * The Ornstein–Uhlenbeck process dx = −x dt + √2 dB: α = e^{−t}, σ² = 1 − e^{−2t}.
 *
 * @accuracy rounding; σ² by expm1
 * @throws ArgumentError when the window is empty or has no noise at its cutoff
 */
export function ornsteinUhlenbeck({ cutoffTime, terminalTime }: TimeWindow): NoiseSchedule {
  checkTimes("ornsteinUhlenbeck", { cutoffTime, terminalTime });
  const variance = (t: number): number => -Math.expm1(-2 * t);
  return checkedSchedule("ornsteinUhlenbeck", {
    name: "Ornstein-Uhlenbeck",
    cutoffTime,
    terminalTime,
    alpha: (t) => Math.exp(-t),
    sigma: (t) => Math.sqrt(variance(t)),
    variance,
    beta: () => 1,
    diffusivity: () => 1,
  });
}
