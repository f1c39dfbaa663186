/** How a cell of a text table is coloured, where colour is wanted. */
export type Tone = "plain" | "good" | "bad" | "warn" | "quiet" | "strong";

/** A cell: text, or text with a tone. */
export type TextCell = string | { readonly text: string; readonly tone: Tone };

/** Whether a terminal shows colour. */
export interface TextOptions {
  readonly color?: boolean;
}

/** Widest line of a terminal text. */
export const textWidth = 110;

const codes: Readonly<Record<Tone, string>> = { plain: "", good: "32", bad: "31", warn: "33", quiet: "2", strong: "1" };

/** A text in a tone, with ANSI codes only where colour is asked for. */
export function toned(text: string, tone: Tone, options: TextOptions): string {
  return options.color && codes[tone] !== "" ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text;
}

/**
 * Rows with aligned columns: the first column to the left, the others to the right. Where a table is too wide the first
 * column is cut; where that is not enough the table is split by columns, each part with the first column again.
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly TextCell[])[],
  options: TextOptions = {},
  left: readonly number[] = [0],
): string {
  const text = (cell: TextCell): string => oneLine(typeof cell === "string" ? cell : cell.text);
  const all = [head, ...rows];
  const widths = head.map((_, c) => Math.max(...all.map((row) => length(text(row[c] ?? "")))));
  const others = widths.slice(1).reduce((sum, width) => sum + width + 2, 0);
  widths[0] = Math.min(widths[0]!, Math.max(28, textWidth - others));
  const parts: number[][] = [];
  let room = -1;
  for (let c = 1; c < head.length; c++) {
    if (room < widths[c]! + 2 && parts.push([0])) room = textWidth - widths[0]!;
    parts[parts.length - 1]!.push(c);
    room -= widths[c]! + 2;
  }
  const line = (row: readonly TextCell[], part: readonly number[], tone?: Tone): string =>
    part
      .map((c) => {
        const cell = row[c] ?? "";
        const padded = pad(cut(text(cell), widths[c]!), widths[c]!, left.includes(c));
        return toned(padded, tone ?? (typeof cell === "string" ? "plain" : cell.tone), options);
      })
      .join("  ")
      .trimEnd();
  return (parts.length > 0 ? parts : [[0]])
    .map((part) => [line(head, part, "quiet"), ...rows.map((row) => line(row, part))].join("\n"))
    .join("\n\n");
}

/** Text in lines of at most `textWidth` characters, indented; a word longer than a line is broken. */
export function wrap(text: string, indent: string = ""): string {
  const room = textWidth - indent.length;
  const lines: string[] = [""];
  for (const word of oneLine(text)
    .split(" ")
    .flatMap((whole) => whole.match(new RegExp(`.{1,${room}}`, "gu")) ?? [])) {
    const last = lines[lines.length - 1]!;
    if (last !== "" && length(last) + 1 + length(word) > room) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines.map((line) => indent + line).join("\n");
}

/** Text on one line, without control characters: a name from a file cannot steer the terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}

function length(text: string): number {
  return [...text].length;
}

function cut(text: string, width: number): string {
  return length(text) <= width ? text : `${[...text].slice(0, width - 1).join("")}…`;
}

function pad(text: string, width: number, left: boolean): string {
  const blank = " ".repeat(Math.max(0, width - length(text)));
  return left ? text + blank : blank + text;
}
