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
    models: 5000,
    sandwich: { value: 0.323619, standardError: 0.005053 },
    edgeworth: { value: 0.190621, standardError: 0.014069 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.001,
    sampleCount: 256,
    models: 5000,
    sandwich: { value: 0.067421, standardError: 0.002211 },
    edgeworth: { value: 0.0311, standardError: 0.004947 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.001,
    sampleCount: 1024,
    models: 5000,
    sandwich: { value: 0.026835, standardError: 0.002399 },
    edgeworth: { value: 0.006351, standardError: 0.00237 },
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
    models: 5000,
    sandwich: { value: 0.226404, standardError: 0.004882 },
    edgeworth: { value: 0.198694, standardError: 0.013166 },
  },
  {
    family: "gaussian-bumps",
    cutoffTime: 0.01,
    sampleCount: 256,
    models: 5000,
    sandwich: { value: 0.029557, standardError: 0.002966 },
    edgeworth: { value: 0.035331, standardError: 0.004338 },
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
    models: 5000,
    sandwich: { value: 0.33361, standardError: 0.00547 },
    edgeworth: { value: 0.111861, standardError: 0.00988 },
  },
  {
    family: "fourier",
    cutoffTime: 0.001,
    sampleCount: 256,
    models: 5000,
    sandwich: { value: 0.149736, standardError: 0.003215 },
    edgeworth: { value: 0.051956, standardError: 0.004494 },
  },
  {
    family: "fourier",
    cutoffTime: 0.001,
    sampleCount: 1024,
    models: 5000,
    sandwich: { value: 0.094974, standardError: 0.001983 },
    edgeworth: { value: 0.006131, standardError: 0.001709 },
  },
  {
    family: "fourier",
    cutoffTime: 0.001,
    sampleCount: 4096,
    models: 5000,
    sandwich: { value: 0.025202, standardError: 0.001452 },
    edgeworth: { value: 0.006277, standardError: 0.001739 },
  },
  {
    family: "fourier",
    cutoffTime: 0.01,
    sampleCount: 64,
    models: 2500,
    sandwich: { value: 0.284385, standardError: 0.006157 },
    edgeworth: { value: 0.096247, standardError: 0.008488 },
  },
  {
    family: "fourier",
    cutoffTime: 0.01,
    sampleCount: 256,
    models: 2500,
    sandwich: { value: 0.103619, standardError: 0.004505 },
    edgeworth: { value: 0.011327, standardError: 0.005458 },
  },
  {
    family: "fourier",
    cutoffTime: 0.01,
    sampleCount: 1024,
    models: 2500,
    sandwich: { value: 0.027699, standardError: 0.002131 },
    edgeworth: { value: 0.000343, standardError: 0.002041 },
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
