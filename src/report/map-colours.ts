import type { FigurePanel } from "../core/index.ts";
import { formatNumber } from "./number-format.ts";
import { brief, type PlotTrace, plotText } from "./plot.ts";

type PanelMap = NonNullable<FigurePanel["map"]>;

/** Ticks of a scale bar. */
const tickCount = 5;

/** Height as a function of the value, and back. */
const stretches = {
  linear: { height: (value: number): number => value, value: (height: number): number => height },
  "square root": { height: Math.sqrt, value: (height: number): number => height * height },
  logarithmic: { height: Math.log10, value: (height: number): number => 10 ** height },
} as const;

/**
 * What a map shows as heights: its values, or their square roots or logarithms where its scale says so, between the ends of
 * the scale. The text of each bin is the value itself.
 */
export function mapColours(map: PanelMap, scaleBar: PlotTrace | null): PlotTrace {
  const { scale } = map;
  const { height, value } = stretches[scale?.stretch ?? "linear"];
  const trace: PlotTrace = {
    z: map.values.map((row) => brief(row.map(height), 4)),
    colorscale: "Cividis",
    showscale: scaleBar !== null,
  };
  if (scale === undefined) return { ...trace, colorbar: scaleBar ?? {} };
  const [low, high] = scale.range;
  const heights = Array.from(
    { length: tickCount },
    (_, k) => height(low) + ((height(high) - height(low)) * k) / (tickCount - 1),
  );
  const bar = scaleBar && {
    ...scaleBar,
    tickmode: "array",
    tickvals: heights,
    ticktext: heights.map((at) => formatNumber(value(at), 2)),
    title: { text: plotText(scale.quantity), side: "right", font: { size: 12 } },
  };
  return { ...trace, zmin: height(low), zmax: height(high), colorbar: bar ?? {} };
}
