import type { Estimate } from "../../core/index.ts";
import type { ClosureSetting } from "../closure/closure-setting.ts";

/** Total variations of one cell, measured once. */
export interface ValidityRow {
  readonly family: ClosureSetting["family"];
  readonly cutoffTime: number;
  readonly sampleCount: number;
  /** Exactly trained models. */
  readonly models: number;
  readonly sandwich: Estimate;
  readonly edgeworth: Estimate;
}

/** The recorded run of seed 1, written by bench/closure-fit.ts. */
export const validityTable: readonly ValidityRow[] = [
  {
    family: "gaussian-bumps",
    cutoffTime: 0.001,
    sampleCount: 64,
    models: 10000,
    sandwich: { value: 0.325536, standardError: 0.002848 },
    edgeworth: { value: 0.186674, standardError: 0.01338 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.001,
    sampleCount: 256,
    models: 10000,
    sandwich: { value: 0.073526, standardError: 0.002232 },
    edgeworth: { value: 0.033579, standardError: 0.005183 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.001,
    sampleCount: 1024,
    models: 10000,
    sandwich: { value: 0.022312, standardError: 0.002036 },
    edgeworth: { value: 0.003684, standardError: 0.002366 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.001,
    sampleCount: 4096,
    models: 10000,
    sandwich: { value: 0.005026, standardError: 0.000303 },
    edgeworth: { value: 0.001024, standardError: 0.000415 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.01,
    sampleCount: 64,
    models: 10000,
    sandwich: { value: 0.224227, standardError: 0.004296 },
    edgeworth: { value: 0.194003, standardError: 0.011977 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.01,
    sampleCount: 256,
    models: 10000,
    sandwich: { value: 0.035484, standardError: 0.002521 },
    edgeworth: { value: 0.03055, standardError: 0.00356 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.01,
    sampleCount: 1024,
    models: 10000,
    sandwich: { value: 0.008964, standardError: 0.001309 },
    edgeworth: { value: 0.002915, standardError: 0.001875 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.01,
    sampleCount: 4096,
    models: 10000,
    sandwich: { value: 0.003287, standardError: 0.000492 },
    edgeworth: { value: 0.00137, standardError: 0.000402 },
  },
  {
    family: "fourier",
    cutoffTime: 0.001,
    sampleCount: 64,
    models: 10000,
    sandwich: { value: 0.335985, standardError: 0.005049 },
    edgeworth: { value: 0.11026, standardError: 0.010318 },
  },
  {
    family: "fourier",
    cutoffTime: 0.001,
    sampleCount: 256,
    models: 10000,
    sandwich: { value: 0.14737, standardError: 0.003036 },
    edgeworth: { value: 0.045414, standardError: 0.004406 },
  },
  {
    family: "fourier",
    cutoffTime: 0.001,
    sampleCount: 1024,
    models: 10000,
    sandwich: { value: 0.09463, standardError: 0.002169 },
    edgeworth: { value: 0.007404, standardError: 0.001499 },
  },
  {
    family: "fourier",
    cutoffTime: 0.001,
    sampleCount: 4096,
    models: 10000,
    sandwich: { value: 0.02551, standardError: 0.001128 },
    edgeworth: { value: 0.004438, standardError: 0.001315 },
  },
  {
    family: "fourier",
    cutoffTime: 0.01,
    sampleCount: 64,
    models: 10000,
    sandwich: { value: 0.286321, standardError: 0.005632 },
    edgeworth: { value: 0.085064, standardError: 0.007211 },
  },
  {
    family: "fourier",
    cutoffTime: 0.01,
    sampleCount: 256,
    models: 10000,
    sandwich: { value: 0.114211, standardError: 0.00369 },
    edgeworth: { value: 0.019019, standardError: 0.004243 },
  },
  {
    family: "fourier",
    cutoffTime: 0.01,
    sampleCount: 1024,
    models: 10000,
    sandwich: { value: 0.030889, standardError: 0.001937 },
    edgeworth: { value: 0.009154, standardError: 0.002083 },
  },
  {
    family: "fourier",
    cutoffTime: 0.01,
    sampleCount: 4096,
    models: 10000,
    sandwich: { value: 0.00535, standardError: 0.000848 },
    edgeworth: { value: 0.001025, standardError: 0.00092 },
  },
];
