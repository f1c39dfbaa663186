import {
  type DataDistribution,
  digitsFromBytes,
  firstPoints,
  gaussianMixture,
  namedData,
  type Points,
  pointMasses,
  pointsFromFile,
  SpecError,
  standardize,
} from "../core/index.ts";
import { buildPart } from "./build-errors.ts";
import type { DataLoader } from "./data-loader.ts";
import { type DataSpec, digitsName, type FileDataSpec, type NamedDataSpec } from "./spec-data.ts";

/** The file of the digits among the package's assets. */
const digitsAsset = "digits.csv.gz";

/**
 * The clean data that a spec describes.
 *
 * @param path - JSON path of the part, for errors
 * @throws SpecError when a file cannot be read or is damaged, or numbers make no distribution
 */
export function buildData(spec: DataSpec, loader: DataLoader, path: string = "$.data"): Promise<DataDistribution> {
  return buildPart(path, spec, () => {
    switch (spec.kind) {
      case "points":
        return pointMasses(spec.points, spec.weights);
      case "gaussian-mixture":
        return gaussianMixture({ components: spec.components });
      case "named":
        return spec.name === digitsName
          ? digits(spec, loader)
          : namedData(spec.name, spec.angle === undefined ? {} : { angle: spec.angle });
      case "file":
        return fromFile(spec, loader, path);
    }
  });
}

async function digits(spec: NamedDataSpec, loader: DataLoader): Promise<DataDistribution> {
  const all = await digitsFromBytes(await loader.asset(digitsAsset));
  return pointMasses(shaped(all, spec), undefined, digitsName);
}

async function fromFile(spec: FileDataSpec, loader: DataLoader, path: string): Promise<DataDistribution> {
  const { labelColumn } = spec;
  const bytes = await loader.read(spec.path).catch((error: unknown) => {
    throw new SpecError(
      `${path}.path`,
      spec.path,
      `a file that can be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  });
  try {
    const all = await pointsFromFile(bytes, labelColumn === undefined ? {} : { labelColumn });
    return pointMasses(shaped(all, spec), undefined, spec.path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SpecError(`${path}.path`, spec.path, `a CSV or IDX file in good order: ${reason}`);
  }
}

function shaped(all: Points, spec: { readonly limit?: number; readonly standardize?: boolean }): Points {
  const kept = spec.limit === undefined ? all : firstPoints(all, Math.min(spec.limit, all.count));
  return spec.standardize === true ? standardize(kept).points : kept;
}
