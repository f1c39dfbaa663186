import {
  type DensityCurve,
  type Estimate,
  meanEstimate,
  type Region,
  regionContains,
  type SampleSet,
} from "../core/index.ts";

/** Share of each model's samples in the region; shape [models]. */
export function massPerModel(samples: SampleSet, region: Region): Float64Array {
  const { points, models } = samples;
  const perModel = points.count / models;
  const masses = new Float64Array(models);
  for (let m = 0, n = 0; m < models; m++) {
    let inside = 0;
    for (const end = (m + 1) * perModel; n < end; n++)
      if (regionContains(region, points.values, n * points.dim, points.dim)) inside++;
    masses[m] = inside / perModel;
  }
  return masses;
}

/** Mass of a region with its standard error over models. */
export function regionMassEstimate(samples: SampleSet, region: Region): Estimate {
  return meanEstimate(massPerModel(samples, region));
}

/** Mean of one coordinate, and its variance around the overall mean, with standard errors over models. */
export function momentEstimates(
  samples: SampleSet,
  axis: number = 0,
): { readonly mean: Estimate; readonly variance: Estimate } {
  const { points, models } = samples;
  const perModel = points.count / models;
  const means = new Float64Array(models);
  for (let n = 0; n < points.count; n++)
    means[Math.floor(n / perModel)]! += points.values[n * points.dim + axis]! / perModel;
  const mean = meanEstimate(means);
  const squares = new Float64Array(models);
  for (let n = 0; n < points.count; n++)
    squares[Math.floor(n / perModel)]! += (points.values[n * points.dim + axis]! - mean.value) ** 2 / perModel;
  return { mean, variance: meanEstimate(squares) };
}

/**
 * Histogram density of one-dimensional samples at bin centres, with standard errors over models. Samples outside the
 * bins are counted in the normalisation, not dropped.
 *
 * @param centers - equally spaced bin centres; shape [G], G ≥ 2
 */
export function histogramDensity(samples: SampleSet, centers: Float64Array): DensityCurve {
  const { points, models } = samples;
  const perModel = points.count / models;
  const bins = centers.length;
  const width = (centers[bins - 1]! - centers[0]!) / (bins - 1);
  const low = centers[0]! - width / 2;
  const sum = new Float64Array(bins);
  const squares = new Float64Array(bins);
  const own = new Float64Array(bins);
  for (let m = 0; m < models; m++) {
    own.fill(0);
    for (let n = m * perModel; n < (m + 1) * perModel; n++) {
      const bin = Math.floor((points.values[n]! - low) / width);
      if (bin >= 0 && bin < bins) own[bin]! += 1 / (perModel * width);
    }
    for (let k = 0; k < bins; k++) {
      sum[k]! += own[k]!;
      squares[k]! += own[k]! ** 2;
    }
  }
  const density = Array.from(sum, (total) => total / models);
  const standardError = Array.from(squares, (total, k) =>
    models > 1 ? Math.sqrt(Math.max(0, total / models - density[k]! ** 2) / (models - 1)) : 0,
  );
  return { x: Array.from(centers), density, standardError };
}
