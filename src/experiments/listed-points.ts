import type { DataDistribution, Points } from "../core/index.ts";

/** The points of data that is a list of them; null for any other. */
export function listedPoints({ components, dim }: DataDistribution): Points | null {
  if (components.some(({ covariance }) => covariance !== null)) return null;
  const values = new Float64Array(components.length * dim);
  components.forEach(({ mean }, n) => {
    values.set(mean, n * dim);
  });
  return { count: components.length, dim, values };
}
