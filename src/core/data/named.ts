import { ArgumentError } from "../../numerics/index.ts";
import { closestName } from "../closest-name.ts";
import type { DataDistribution } from "../data-distribution.ts";
import { pointMasses } from "./point-masses.ts";

type Rows = readonly (readonly number[])[];

const diagonalSteps = [-1, -0.6, -0.2, 0.2, 0.6, 1];

/** @source GTV, figures 1 to 3 */
const sets: Readonly<Record<string, (angle: number) => Rows>> = {
  "two-points": () => [[-1], [1]],
  "three-points": () => [[-1], [0], [1]],
  polygon: () => onUnitCircle(6, 0),
  hexagon: () => onUnitCircle(6, 0),
  line: () => diagonalSteps.map((c) => [c, c]),
  "l-shape": () => [
    [-1, -1],
    [-1, 0],
    [-1, 1],
    [0, -1],
    [0.5, -1],
    [1, -1],
  ],
  random: () => [
    [-1, -1],
    [-0.9, 1],
    [-0.3, 0.2],
    [0.1, -0.1],
    [0.2, -0.1],
    [0.9, 0.7],
  ],
  "four-points": (angle) => onUnitCircle(4, angle),
};

/** Names that `namedData` knows; hexagon is polygon. */
export const namedDataNames: readonly string[] = Object.keys(sets);

/**
 * A published point set by name, equal weights: two-points {−1, 1}, three-points {−1, 0, 1}, six points each in the plane
 * for polygon (hexagon), line, l-shape and random, and four-points on the unit circle at angle + k · 90°.
 *
 * @param options - angle in degrees, of four-points only; 0 by default
 * @throws ArgumentError for an unknown name or an angle that does not apply
 * @source GTV, figures 1, 2 and 3
 */
export function namedData(name: string, options: { readonly angle?: number } = {}): DataDistribution {
  const rows = Object.hasOwn(sets, name) ? sets[name] : undefined;
  if (rows === undefined) {
    const near = closestName(name, namedDataNames);
    const nearby = near === null ? "" : `; did you mean "${near}"?`;
    const hint = name === "digits" ? "; the digits come from a file: digitsFromBytes" : nearby;
    throw new ArgumentError("namedData", "name", name, `one of ${namedDataNames.join(", ")}${hint}`);
  }
  const { angle } = options;
  if (angle !== undefined && name !== "four-points") {
    throw new ArgumentError("namedData", "angle", angle, `left out: ${name} has no angle, only four-points has`);
  }
  if (!Number.isFinite(angle ?? 0)) throw new ArgumentError("namedData", "angle", angle, "a finite number of degrees");
  return pointMasses(rows(angle ?? 0), undefined, angle ? `${name} at ${angle} degrees` : name);
}

/** `count` points on the unit circle from `angle` on; degrees. */
function onUnitCircle(count: number, angle: number): Rows {
  return Array.from({ length: count }, (_, k) => unitVector(angle + (360 * k) / count));
}

/** (cos, sin) of degrees, with exact quarter turns, so that symmetric sets are symmetric to the last bit. */
function unitVector(degrees: number): readonly [number, number] {
  const turns = Math.floor(degrees / 90);
  const radians = ((degrees - 90 * turns) * Math.PI) / 180;
  const [c, s] = [Math.cos(radians), Math.sin(radians)];
  const quarter = ((turns % 4) + 4) % 4;
  return (
    [
      [c, s],
      [0 - s, c],
      [0 - c, 0 - s],
      [s, 0 - c],
    ] as const
  )[quarter]!;
}
