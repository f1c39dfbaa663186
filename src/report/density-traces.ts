import type { DensityCurve } from "../core/index.ts";
import { formatEstimate } from "./number-format.ts";
import { bandOpacity, curveStyle, translucent } from "./palette.ts";
import { brief, type PlotTrace, plotText } from "./plot.ts";

/** What a figure needs to draw one law. */
export interface DrawnCurve {
  readonly name: string;
  readonly label: string;
  readonly density: DensityCurve;
  /** Band edges; one standard error around the density where they are left out. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
}

/** Densities below this are drawn at it, so that lines on a logarithmic axis stay connected; far below every frame. */
const smallest = 1e-12;

/** Curves of at most this many points that are no densities show their points. */
const fewPoints = 24;

/**
 * A line, and a band where there is an error; the band lies behind the line and follows its legend entry.
 *
 * @param kind - densities are kept above 0; values of a panel with axes of its own are drawn as they are
 */
export function densityTraces(
  curve: DrawnCurve,
  axes: PlotTrace = {},
  kind: "density" | "values" = "density",
): PlotTrace[] {
  const drawn = kind === "density" ? floored : brief;
  const style = curveStyle(curve.name);
  const { x, density, standardError } = curve.density;
  const common = {
    type: "scatter",
    mode: kind === "values" && curve.density.x.length <= fewPoints ? "lines+markers" : "lines",
    legendgroup: curve.name,
    visible: style.shown ? true : "legendonly",
    ...axes,
  };
  const line: PlotTrace = {
    ...common,
    name: plotText(curve.label),
    x: brief(x),
    y: drawn(density),
    customdata: density.map((value, i) => formatEstimate({ value, standardError: standardError[i] ?? 0 })),
    hovertemplate: `%{customdata}<extra>${plotText(kind === "density" ? style.short : curve.label)}</extra>`,
    line: { color: style.light, width: style.width, dash: style.dash },
    marker: { color: style.light, size: 5 },
  };
  const low = curve.low ?? density.map((value, i) => value - (standardError[i] ?? 0));
  const high = curve.high ?? density.map((value, i) => value + (standardError[i] ?? 0));
  if (high.every((value, i) => !(value > low[i]!))) return [line];
  const band: PlotTrace = {
    ...common,
    mode: "lines",
    name: `${plotText(curve.label)}, band`,
    x: brief([...x, ...[...x].reverse()]),
    y: drawn([...high, ...[...low].reverse()]),
    fill: "toself",
    fillcolor: translucent(style.light, bandOpacity),
    line: { width: 0, color: translucent(style.light, bandOpacity) },
    hoverinfo: "skip",
    showlegend: false,
  };
  return [band, line];
}

/** The frame of densities on a linear and on a logarithmic axis. */
export interface DensityFrame {
  readonly x: readonly [number, number];
  readonly linear: readonly [number, number];
  readonly log: readonly [number, number];
  /** Laws whose peak is cut off on the linear axis, with the height of it. */
  readonly cut: readonly { readonly name: string; readonly peak: number }[];
}

/**
 * A frame for all curves together. The linear axis ends a little above the highest curve unless that one stands alone:
 * peaks above 1.7 times the median peak are cut, and named. The logarithmic axis covers four decades.
 */
export function densityFrame(curves: readonly DrawnCurve[]): DensityFrame {
  const xs = curves.flatMap(({ density: { x } }) => [x[0], x[x.length - 1]]).filter((x) => x !== undefined);
  const peaks = curves.map((curve) => ({ name: curve.name, peak: peakOf(curve) })).filter(({ peak }) => peak > 0);
  if (peaks.length === 0) return { x: [Math.min(0, ...xs), Math.max(1, ...xs)], linear: [0, 1], log: [-4, 0], cut: [] };
  const shown = peaks.filter(({ name }) => curveStyle(name).shown);
  const sorted = (shown.length > 0 ? shown : peaks).map(({ peak }) => peak).sort((a, b) => a - b);
  const highest = sorted[sorted.length - 1]!;
  const top = 1.06 * Math.min(highest, 1.7 * sorted[Math.floor(sorted.length / 2)]!);
  const decade = Math.log10(1.3 * Math.max(...peaks.map(({ peak }) => peak)));
  const tallest = new Map<string, number>();
  for (const { name, peak } of peaks) if (peak > top) tallest.set(name, Math.max(peak, tallest.get(name) ?? 0));
  return {
    x: [Math.min(...xs), Math.max(...xs)],
    linear: [0, top],
    log: [decade - 4.3, decade],
    cut: [...tallest].map(([name, peak]) => ({ name, peak })),
  };
}

/** Ranges of a panel with axes of its own: all values with their errors, and 0 where they come near it; log₁₀ where logarithmic. */
export function valueFrame(
  curves: readonly DrawnCurve[],
  logarithmic: readonly ("x" | "y")[],
): Pick<DensityFrame, "x" | "linear"> {
  const range = (values: readonly number[], log: boolean, pad: number): [number, number] => {
    const seen = values.filter((value) => Number.isFinite(value) && (!log || value > 0));
    if (seen.length === 0) return [0, 1];
    const scaled = log ? seen.map((value) => Math.log10(value)) : seen;
    const [low, high] = [Math.min(...scaled), Math.max(...scaled)];
    const margin = pad * (high - low || Math.abs(high) || 1);
    const nearZero = !log && pad > 0 && low >= 0 && low < 0.5 * high;
    return [nearZero ? 0 : low - margin, high + margin];
  };
  const ys = curves.flatMap(({ density: { density, standardError }, low, high }) => [
    ...density,
    ...(low ?? density.map((value, i) => value - (standardError[i] ?? 0))),
    ...(high ?? density.map((value, i) => value + (standardError[i] ?? 0))),
  ]);
  const positive = logarithmic.includes("y");
  // A band that reaches 0 has no place on a logarithmic axis, and its line decides.
  const heights = positive ? curves.flatMap(({ density: { density } }) => density) : ys;
  return {
    x: range(
      curves.flatMap(({ density: { x } }) => [...x]),
      logarithmic.includes("x"),
      0,
    ),
    linear: range(heights, positive, 0.08),
  };
}

function peakOf({ density: { density } }: DrawnCurve): number {
  return density.reduce((peak, value) => (Number.isFinite(value) && value > peak ? value : peak), 0);
}

function floored(values: readonly number[]): (number | null)[] {
  return brief(values.map((value) => Math.max(value, smallest)));
}
