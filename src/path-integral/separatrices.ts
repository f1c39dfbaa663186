import type { LabelNoise } from "./label-noise.ts";

/** A label at which the noise-free flow parts: neighbours end in different basins. */
export interface Separatrix {
  readonly label: number;
  /** J(y, ε) there. */
  readonly stretching: number;
  /** Length of labels around it where J is above half of that; data. */
  readonly width: number;
  /** √Q over `width`: the noise is weak on the scale of the separatrix where this is small. */
  readonly ratio: number;
}

/** How far stretching must stand out, from its mean and from the valleys on both sides. */
const prominence = 4;

/**
 * Separatrices of the noise-free flow: maxima of the stretching J(y, ε) that stand four times above the mean slope of the
 * flow map and above the valleys beside them. A linear flow has none.
 */
export function separatrices(noise: LabelNoise): Separatrix[] {
  const { labels, ends, stretching, variance } = noise;
  const last = labels.length - 1;
  const mean = Math.abs(ends[last]! - ends[0]!) / (labels[last]! - labels[0]!);
  const floor = prominence * mean;
  const found: Separatrix[] = [];
  let n = 0;
  let valley = Infinity;
  while (n <= last) {
    valley = Math.min(valley, stretching[n]!);
    if (!(stretching[n]! > Math.max(floor, prominence * valley))) {
      n++;
      continue;
    }
    // A hill ends where J has fallen to a quarter of its summit.
    let summit = n;
    let right = n;
    while (right <= last && stretching[right]! > stretching[summit]! / prominence) {
      if (stretching[right]! > stretching[summit]!) summit = right;
      right++;
    }
    let left = summit;
    while (left > 0 && stretching[left - 1]! > stretching[summit]! / 2) left--;
    let above = summit;
    while (above < last && stretching[above + 1]! > stretching[summit]! / 2) above++;
    const width = edge(labels, above, above + 1) - edge(labels, left, left - 1);
    found.push({
      label: labels[summit]!,
      stretching: stretching[summit]!,
      width,
      ratio: Math.sqrt(variance[summit]!) / width,
    });
    n = Math.max(right, n + 1);
    valley = Infinity;
  }
  return found;
}

/** The middle between a label and its neighbour, or the label itself at an end of the line. */
function edge(labels: Float64Array, own: number, neighbour: number): number {
  return (labels[own]! + (labels[neighbour] ?? labels[own]!)) / 2;
}

/** √Q(y) over the distance from y to the nearest separatrix, at every label; 0 where there is none. */
export function weakNoiseRatios({ labels, variance }: LabelNoise, found: readonly Separatrix[]): Float64Array {
  return labels.map((label, n) => {
    const distance = Math.min(Infinity, ...found.map((each) => Math.abs(each.label - label)));
    const width = Math.sqrt(variance[n]!);
    return width === 0 ? 0 : width / distance;
  });
}
