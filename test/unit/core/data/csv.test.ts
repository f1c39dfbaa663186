import { describe, expect, it } from "vitest";
import { parseCsv, rowsOf } from "../../../../src/core/index.ts";

describe("parseCsv", () => {
  it("reads numbers with blank lines, comments, spaces, quotes and every line end", () => {
    const table = parseCsv('\uFEFF# points\n1, -2.5\r\n\n .5,"1e-3"\r+3,4.\n');
    expect(rowsOf(table.points)).toEqual([
      [1, -2.5],
      [0.5, 1e-3],
      [3, 4],
    ]);
    expect([table.columns, table.labels]).toEqual([null, null]);
  });

  it("takes a first row of words for a header", () => {
    const table = parseCsv("x,y,class\n1,2,a\n3,4,b", { labelColumn: "class" });
    expect(rowsOf(table.points)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect([table.columns, table.labels]).toEqual([
      ["x", "y"],
      ["a", "b"],
    ]);
  });

  it("drops a label column counted from either end", () => {
    expect(rowsOf(parseCsv("7,1,2\n8,3,4", { labelColumn: 0 }).points)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(parseCsv("1,2,7\n3,4,8", { labelColumn: -1 }).labels).toEqual(["7", "8"]);
    expect(parseCsv("1,2,left\n3,4,right", { labelColumn: 2 }).labels).toEqual(["left", "right"]);
  });

  it.each([
    ["", 'text = "" must be a table with at least one row'],
    ["# only\n\n", "a table with at least one row"],
    ["x,y\n", "a table with a row of numbers below its header"],
    ["1,2\n3,four", 'line 2, column 2 = "four" must be a finite number'],
    ["1,2\n\n# note\n3,", 'line 4, column 2 = "" must be a finite number'],
    ["nan\n1", 'line 1, column 1 = "nan"'],
    ["1,2\nNaN,2", 'line 2, column 1 = "NaN"'],
    ["1\nInfinity", 'line 2, column 1 = "Infinity"'],
    ["1\n1e999", 'line 2, column 1 = "1e999"'],
    ["1\n0x10", 'line 2, column 1 = "0x10"'],
    ["1;2", 'line 1, column 1 = "1;2"'],
    ["1,2\n3", 'line 2 = "3" must be of 2 cells, as line 1, not 1'],
    ["x,y\n1,2,3", "must be of 2 cells, as line 1, not 3"],
  ])("refuses %j", (text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });

  it("refuses a label column that is not there, or that leaves nothing", () => {
    expect(() => parseCsv("x,y\n1,2", { labelColumn: "z" })).toThrow(
      'labelColumn = "z" must be a column of the table: the header has x, y',
    );
    expect(() => parseCsv("1,2", { labelColumn: "z" })).toThrow("the table has no header");
    expect(() => parseCsv("1,2", { labelColumn: 2 })).toThrow("labelColumn = 2");
    expect(() => parseCsv("1\n2", { labelColumn: 0 })).toThrow("beside at least one column of numbers");
  });
});
