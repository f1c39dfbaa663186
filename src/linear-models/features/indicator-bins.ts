import { ArgumentError } from "../../core/index.ts";
import { type AxisTable, contractTable, type FeatureAxis } from "./feature-axis.ts";

/**
 * Disjoint indicators of the bins [e_j, e_{j+1}), the last one closed; zero outside.
 *
 * @param edges - strictly increasing, at least two
 * @throws ArgumentError when the edges do not increase
 */
export function indicatorBins(options: { readonly edges: readonly number[] }): FeatureAxis {
  const edges = Float64Array.from(options.edges);
  const count = edges.length - 1;
  if (count < 1) throw new ArgumentError("indicatorBins", "edges", options.edges, "at least two numbers");
  for (let j = 0; j <= count; j++) {
    const grows = j === 0 || edges[j]! > edges[j - 1]!;
    if (!(Number.isFinite(edges[j]!) && grows))
      throw new ArgumentError("indicatorBins", `edges[${j}]`, edges[j], "finite and above the edge before it");
  }
  const table = (coordinates: Float64Array): AxisTable => {
    const n = coordinates.length;
    const values = new Float64Array(n * count);
    const first = new Int32Array(n);
    const last = new Int32Array(n);
    for (let i = 0; i < n; i++) {
      const xi = coordinates[i]!;
      if (!(xi >= edges[0]! && xi <= edges[count]!)) continue;
      let low = 0;
      let high = count - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (xi >= edges[middle]!) low = middle;
        else high = middle - 1;
      }
      values[i * count + low] = 1;
      first[i] = low;
      last[i] = low + 1;
    }
    return { count, values, first, last };
  };
  return {
    name: `indicator-bins(${count} on [${edges[0]}, ${edges[count]}])`,
    count,
    scale: Infinity,
    breaks: Array.from(edges),
    table,
    contract: (coordinates, coefficients) => contractTable(table(coordinates), coefficients),
  };
}
