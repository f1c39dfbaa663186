import type { Region } from "../core/index.ts";
import { ink } from "./palette.ts";
import { type PlotLayout, plotText } from "./plot.ts";

/** The part of a region on the line, low ≤ high, cut to the frame. */
interface Stretch {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

/** The intervals of a one-dimensional region inside [low, high]; balls and Voronoi cells become intervals too. */
export function stretches(region: Region, low: number, high: number): Stretch[] {
  return intervalsOf(region)
    .map(([from, to]) => ({ name: region.name, low: Math.max(from, low), high: Math.min(to, high) }))
    .filter((stretch) => stretch.high > stretch.low);
}

/**
 * Shading and names for the regions of a line: the regions of the first lane are shaded alternately over the full
 * height; regions that overlap those get brackets in lanes above.
 *
 * @param frame - the visible states [low, high]
 */
export function regionMarks(
  regions: readonly Region[],
  frame: readonly [number, number],
): { shapes: PlotLayout[]; annotations: PlotLayout[]; lanes: number } {
  const [low, high] = frame;
  const lanes: Stretch[][] = [];
  for (const region of regions) {
    const parts = stretches(region, low, high);
    const free = lanes.findIndex((lane) => parts.every((part) => lane.every((other) => !overlap(part, other))));
    if (free >= 0) lanes[free]!.push(...parts);
    else lanes.push(parts);
  }
  const shapes: PlotLayout[] = [];
  const annotations: PlotLayout[] = [];
  lanes.forEach((lane, index) => {
    const sorted = [...lane].sort((a, b) => a.low - b.low);
    sorted.forEach((stretch, k) => {
      if (index === 0) shapes.push(...shading(stretch, k));
      else shapes.push(bracket(stretch, index));
      annotations.push(label(stretch, index, (stretch.high - stretch.low) / (high - low)));
    });
  });
  return { shapes, annotations, lanes: lanes.length };
}

/** Height of the label lanes above the frame, in pixels. */
export const laneHeight = 18;

function shading(stretch: Stretch, index: number): PlotLayout[] {
  const common = { xref: "x", yref: "paper", x0: stretch.low, y0: 0, y1: 1, layer: "below" };
  const edge = { ...common, type: "line", x1: stretch.low, line: { color: ink.grid, width: 1 } };
  const fill = { ...common, type: "rect", x1: stretch.high, line: { width: 0 }, fillcolor: ink.shade };
  return index % 2 === 1 ? [fill, edge] : [edge];
}

function bracket(stretch: Stretch, lane: number): PlotLayout {
  const y = 1 + (lane * laneHeight) / 1000;
  return {
    type: "line",
    xref: "x",
    yref: "paper",
    x0: stretch.low,
    x1: stretch.high,
    y0: y,
    y1: y,
    line: { color: ink.zero, width: 2 },
  };
}

/** The name above its stretch, cut to what fits there on a wide page. */
function label(stretch: Stretch, lane: number, share: number): PlotLayout {
  const room = Math.max(3, Math.floor(share * 120));
  const text = stretch.name.length > room ? `${stretch.name.slice(0, room - 1)}…` : stretch.name;
  return {
    xref: "x",
    yref: "paper",
    x: (stretch.low + stretch.high) / 2,
    y: 1,
    yshift: 3 + lane * laneHeight,
    yanchor: "bottom",
    showarrow: false,
    text: plotText(text),
    hovertext: plotText(stretch.name),
    font: { size: 11, color: ink.text },
  };
}

function overlap(a: Stretch, b: Stretch): boolean {
  const touch = 1e-9 * (a.high - a.low + b.high - b.low);
  return Math.min(a.high, b.high) - Math.max(a.low, b.low) > touch;
}

function intervalsOf(region: Region): (readonly [number, number])[] {
  switch (region.kind) {
    case "intervals":
      return region.intervals.map(([low, high]) => [low ?? -Infinity, high ?? Infinity] as const);
    case "balls":
      return region.centers.map((center) => [center[0]! - region.radius, center[0]! + region.radius] as const);
    case "cell": {
      const own = region.centers[region.index]![0]!;
      const others = region.centers.map((center) => center[0]!);
      const below = Math.max(-Infinity, ...others.filter((x) => x < own));
      const above = Math.min(Infinity, ...others.filter((x) => x > own));
      return [[(below + own) / 2, (own + above) / 2]];
    }
  }
}
