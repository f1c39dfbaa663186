/** Rich output of a notebook cell: the forms that a viewer may choose from. */
export interface Shown {
  readonly [display: symbol]: () => Record<string, unknown>;
}

/** One curve; points without an error have none drawn. */
export interface Curve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly error?: readonly number[];
}

interface Axes {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Both axes logarithmic, or the upward one alone. */
  readonly logarithmic?: boolean | "up";
  /** Ends of the upward axis; zero, or a little below the smallest value of a logarithmic axis, and the largest value by default. */
  readonly bottom?: number;
  readonly top?: number;
}

const colours = ["#222222", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999999"];
const size = { width: 640, height: 360, left: 60, right: 200, top: 34, bottom: 46 };

function shown(forms: Record<string, unknown>): Shown {
  return { [Symbol.for("Jupyter.display")]: () => forms };
}

/** Curves as a Plotly figure, and as a drawing for viewers without Plotly. */
export function plot(curves: readonly Curve[], axes: Axes): Shown {
  const { logarithmic = false, bottom, top } = axes;
  const data = curves.map(({ name, x, y, error }, k) => ({
    type: "scatter",
    mode: error === undefined ? "lines" : "lines+markers",
    name,
    x,
    y: y.map((value) => Number(value.toPrecision(4))),
    line: { color: colours[k] },
    ...(error === undefined ? {} : { error_y: { type: "data", array: error.map((e) => Number(e.toPrecision(2))) } }),
  }));
  const layout = {
    title: { text: axes.title },
    xaxis: { title: { text: axes.x }, type: logarithmic === true ? "log" : "linear" },
    yaxis: {
      title: { text: axes.y },
      type: logarithmic === false ? "linear" : "log",
      ...(bottom === undefined && top === undefined ? {} : { range: rangeOf(curves, axes) }),
    },
    width: 760,
    height: 420,
  };
  return shown({ "application/vnd.plotly.v1+json": { data, layout }, "text/html": drawing(curves, axes) });
}

/** A table of text, one row a line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): Shown {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join("")}</tr>`;
  return shown({
    "text/html": `<table>${row(head, "th")}${rows.map((cells) => row(cells, "td")).join("")}</table>`,
    "text/plain": [head, ...rows].map((cells) => cells.join("\t")).join("\n"),
  });
}

/** Ends of the upward axis as Plotly takes them, which wants exponents of ten on a logarithmic one. */
function rangeOf(curves: readonly Curve[], axes: Axes): readonly [number, number] {
  const { low, high } = upwardEnds(curves, axes);
  return axes.logarithmic ? [Math.log10(low), Math.log10(high)] : [low, high];
}

function upwardEnds(
  curves: readonly Curve[],
  { logarithmic = false, bottom, top }: Axes,
): { readonly low: number; readonly high: number } {
  const values = curves.flatMap((curve) => curve.y);
  const floor = logarithmic ? Math.min(...values.filter((value) => value > 0)) / 1.5 : 0;
  return { low: bottom ?? floor, high: top ?? 1.1 * Math.max(...values) };
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]!);
}

/** Maps numbers to a pixel range, clipped to it. */
interface Scale {
  readonly at: (value: number) => string;
  readonly ticks: readonly number[];
}

function scale(low: number, high: number, from: number, to: number, logarithmic: boolean): Scale {
  const along = (value: number): number => (logarithmic ? Math.log(value) : value);
  const back = (value: number): number => (logarithmic ? Math.exp(value) : value);
  const [first, last] = [along(low), along(high)];
  return {
    at(value) {
      const share = (along(Math.max(value, low)) - first) / (last - first);
      return (from + Math.min(share, 1) * (to - from)).toFixed(1);
    },
    ticks: [0, 0.5, 1].map((share) => {
      const value = back(first + share * (last - first));
      return Math.abs(value) < 1e-9 * (high - low) ? 0 : Number(value.toPrecision(2));
    }),
  };
}

function drawing(curves: readonly Curve[], axes: Axes): string {
  const { title, x, y, logarithmic = false } = axes;
  const { width, height, left, right } = size;
  const allX = curves.flatMap((curve) => curve.x);
  const across = scale(Math.min(...allX), Math.max(...allX), left, width - right, logarithmic === true);
  const { low, high } = upwardEnds(curves, axes);
  const up = scale(low, high, height - size.bottom, size.top, logarithmic !== false);
  const text = (at: string, words: string): string => `<text ${at}>${escaped(words)}</text>`;
  const lines = curves.map((curve, k) => {
    const colour = colours[k]!;
    const path = curve.x.map((value, i) => `${across.at(value)},${up.at(curve.y[i]!)}`).join(" ");
    const bars = (curve.error ?? []).map((error, i) => {
      const [at, value] = [across.at(curve.x[i]!), curve.y[i]!];
      return `<line x1="${at}" x2="${at}" y1="${up.at(value - error)}" y2="${up.at(value + error)}" stroke="${colour}"/>`;
    });
    const key = text(`x="${width - right + 12}" y="${size.top + 18 * k + 12}" fill="${colour}"`, curve.name);
    return `<polyline points="${path}" fill="none" stroke="${colour}"/>${bars.join("")}${key}`;
  });
  const ticks = [
    ...across.ticks.map((value) => text(`x="${across.at(value)}" y="${height - 28}" text-anchor="middle"`, `${value}`)),
    ...up.ticks.map((value) => text(`x="${left - 6}" y="${up.at(value)}" text-anchor="end"`, `${value}`)),
  ];
  const frame = `<path d="M${left} ${size.top}V${height - size.bottom}H${width - right}" fill="none" stroke="#888"/>`;
  const words =
    text(`x="${left}" y="20" font-weight="bold"`, title) +
    text(`x="${left}" y="${height - 8}"`, `across: ${x}; up: ${y}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">${frame}${ticks.join("")}${lines.join("")}${words}</svg>`;
}
