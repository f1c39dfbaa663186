import { type Density, type Estimate, meanEstimate, regionContains, type ScoreField } from "../../core/index.ts";
import { linearScoreFields } from "../../linear-models/index.ts";
import { type Matrix, matrix, type Rng } from "../../numerics/index.ts";
import { averageCdf, type CdfBlock, type GroupField, groupCdfs, groupPaths } from "../../path-integral/index.ts";
import { type LinearCell, validateLinear } from "./validate-linear-setting.ts";

/** Edges of the bins of densities, and of total variations on the line; in the plane of the first coordinate. */
export const lineEdges: Float64Array = Float64Array.from({ length: 61 }, (_, i) => -1.5 + i / 20);

/** Cells of total variations in the plane, an axis; what lies outside is in the outer ones. */
const cellsAcross = 12;
const cellEdges: Float64Array = Float64Array.from({ length: cellsAcross ** 2 - 1 }, (_, k) => k);

/** Members to a block, the unit of errors. */
const blockMembers = 5;

/** Average law of a few members. */
export interface LawBlock {
  /** CDF along the line, or of the first coordinate; shape [edges]. */
  readonly line: CdfBlock;
  /** Cumulated masses of the cells in the plane; the line itself in one dimension. */
  readonly cells: CdfBlock;
  /** Mass between neighbouring points. */
  readonly gap: number;
}

/**
 * Laws of members `from` … `from + count` − 1 through the same integrator for all: on the line by CDFs, in the plane by paths whose starts
 * depend on the number of the member alone, so that differences between two kinds of training are paired.
 *
 * @param rng - names the starts
 * @param group - the fields of some members, side by side, from the number of the first
 */
export function memberLaws(
  rng: Rng,
  cell: LinearCell,
  group: (first: number, count: number) => ScoreField,
  from: number,
  count: number,
): LawBlock[] {
  const { process } = cell;
  const fields: GroupField = (streams, first) => group(first, streams.length);
  return blocks(from, count, (low, high) =>
    process.data.dim === 1
      ? lineBlock(groupCdfs(rng, process, fields, { method: "rk4", models: high, x: lineEdges }, low, high))
      : planeBlock(
          cell,
          groupPaths(
            rng,
            process,
            fields,
            { method: "heun", models: high, pathsPerModel: validateLinear.paths },
            low,
            high,
          ),
          high - low,
        ),
  );
}

/** The fields of members that are given by their coefficients, one a row from member `from` on; shape [E, F·D]. */
export function coefficientFields(
  { model, process }: LinearCell,
  { cols, values }: Matrix,
  from: number,
): (first: number, count: number) => ScoreField {
  return (first, count) => {
    const rows = values.subarray((first - from) * cols, (first - from + count) * cols);
    return linearScoreFields(model, process.schedule, matrix(count, cols, rows));
  };
}

/** Cuts members into blocks of a few. */
function blocks<Item>(from: number, count: number, make: (low: number, high: number) => Item): Item[] {
  return Array.from({ length: Math.ceil(count / blockMembers) }, (_, b) =>
    make(from + b * blockMembers, Math.min(from + (b + 1) * blockMembers, from + count)),
  );
}

function lineBlock(line: CdfBlock): LawBlock {
  const at = (x: number): number => line.sum[Math.round((x + 1.5) * 20)]! / line.models;
  return { line, cells: line, gap: at(-0.25) - at(-0.75) + at(0.75) - at(0.25) };
}

function planeBlock({ gap }: LinearCell, ends: Float64Array, models: number): LawBlock {
  const count = ends.length / 2;
  const share = models / count;
  const cells = new Float64Array(cellsAcross ** 2);
  const line = new Float64Array(lineEdges.length);
  let inside = 0;
  const place = (value: number): number =>
    Math.min(cellsAcross - 1, Math.max(0, Math.floor(((value + 1.5) * cellsAcross) / 3)));
  for (let n = 0; n < count; n++) {
    const [x, y] = [ends[2 * n]!, ends[2 * n + 1]!];
    cells[place(x) * cellsAcross + place(y)]! += share;
    for (let g = lineEdges.length - 1; g >= 0 && x <= lineEdges[g]!; g--) line[g]! += share;
    if (regionContains(gap, ends, 2 * n, 2)) inside++;
  }
  const cumulated = new Float64Array(cellEdges.length);
  for (let k = 0, sum = 0; k < cumulated.length; k++) cumulated[k] = sum += cells[k]!;
  const block = (sum: Float64Array): CdfBlock => ({ models, sum, squares: sum.map((value) => value * value) });
  return { line: block(line), cells: block(cumulated), gap: inside / count };
}

/** The law on the bins of total variations. */
export function cellLaw(law: readonly LawBlock[]): Density {
  const cells = law.map((block) => block.cells);
  return averageCdf(cells[0]!.sum.length === lineEdges.length ? lineEdges : cellEdges, cells);
}

/** Mass between neighbouring points with its error over blocks. */
export function gapMass(law: readonly LawBlock[]): Estimate {
  return meanEstimate(Float64Array.from(law, ({ gap }) => gap));
}

/** Density on the bins between the edges of the line, with its error over blocks. */
export function lineDensity(law: readonly LawBlock[]): {
  readonly x: number[];
  readonly density: number[];
  readonly standardError: number[];
} {
  const bins = lineEdges.length - 1;
  const of = (k: number): Estimate => {
    const width = lineEdges[k + 1]! - lineEdges[k]!;
    return meanEstimate(
      Float64Array.from(law, ({ line }) => (line.sum[k + 1]! - line.sum[k]!) / (line.models * width)),
    );
  };
  const all = Array.from({ length: bins }, (_, k) => of(k));
  return {
    x: all.map((_, k) => (lineEdges[k]! + lineEdges[k + 1]!) / 2),
    density: all.map(({ value }) => value),
    standardError: all.map(({ standardError }) => standardError),
  };
}
