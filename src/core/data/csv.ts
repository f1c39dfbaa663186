import { ArgumentError } from "../../numerics/index.ts";
import { type Points, points } from "../points.ts";

/** A table of numbers with, perhaps, a column of labels. */
export interface CsvTable {
  readonly points: Points;
  /** Names of the number columns; null without a header. */
  readonly columns: readonly string[] | null;
  /** Text of the label column, one a row; null without one. */
  readonly labels: readonly string[] | null;
}

/** How a table is read. */
export interface CsvOptions {
  /** Column that is no coordinate: its index (negative from the end) or its name in the header. */
  readonly labelColumn?: number | string;
}

const where = "parseCsv";
const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const numberLike = /^([+-]?(\d|\.\d)|[+-]?(nan|inf|infinity|na|null)$|$)/i;

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Numbers separated by commas, one point a line. A first row in which no cell looks like a number is a header;
 * empty lines and lines that start with # are skipped.
 *
 * @throws ArgumentError that names line and column, when a cell is no finite number or a row has another length
 */
export function parseCsv(text: string, options: CsvOptions = {}): CsvTable {
  const rows = rowsOfText(text);
  const first = rows[0];
  if (first === undefined) throw new ArgumentError(where, "text", text, "a table with at least one row");
  const header = first.cells.some((cell) => numberLike.test(cell)) ? null : first.cells;
  const body = header === null ? rows : rows.slice(1);
  if (body.length === 0) throw new ArgumentError(where, "text", text, "a table with a row of numbers below its header");
  const width = first.cells.length;
  const label = labelIndex(options.labelColumn, header, width);
  const dim = width - Number(label !== null);
  if (dim === 0)
    throw new ArgumentError(where, "labelColumn", options.labelColumn, "beside at least one column of numbers");
  const values = new Float64Array(body.length * dim);
  body.forEach(({ line, cells }, n) => {
    if (cells.length !== width) {
      throw new ArgumentError(
        where,
        `line ${line}`,
        cells.join(","),
        `of ${width} cells, as line ${first.line}, not ${cells.length}`,
      );
    }
    let d = n * dim;
    for (let c = 0; c < width; c++) if (c !== label) values[d++] = numberAt(cells[c]!, line, c + 1);
  });
  return {
    points: points(values, dim),
    columns: header?.filter((_, c) => c !== label) ?? null,
    labels: label === null ? null : body.map(({ cells }) => cells[label]!),
  };
}

function rowsOfText(text: string): Row[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  return lines
    .map((content, index) => ({ line: index + 1, content: content.trim() }))
    .filter(({ content }) => content !== "" && !content.startsWith("#"))
    .map(({ line, content }) => ({ line, cells: content.split(",").map(unquoted) }));
}

function unquoted(cell: string): string {
  const trimmed = cell.trim();
  return /^".*"$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

function labelIndex(
  column: number | string | undefined,
  header: readonly string[] | null,
  width: number,
): number | null {
  if (column === undefined) return null;
  const index = typeof column === "string" ? (header?.indexOf(column) ?? -1) : column < 0 ? column + width : column;
  if (!(Number.isInteger(index) && index >= 0 && index < width)) {
    const names = header === null ? "the table has no header" : `the header has ${header.join(", ")}`;
    throw new ArgumentError(where, "labelColumn", column, `a column of the table: ${names}, ${width} columns`);
  }
  return index;
}

function numberAt(cell: string, line: number, column: number): number {
  const value = numberPattern.test(cell) ? Number(cell) : Number.NaN;
  if (!Number.isFinite(value))
    throw new ArgumentError(where, `line ${line}, column ${column}`, cell, "a finite number");
  return value;
}
