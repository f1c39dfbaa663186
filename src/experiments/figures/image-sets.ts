import {
  ArgumentError,
  averagePooled,
  digitsFromBytes,
  imageSide,
  type Points,
  points,
  pointsFromFile,
} from "../../core/index.ts";
import type { Rng } from "../../numerics/index.ts";
import type { DataLoader } from "../data-loader.ts";
import { imageSetting } from "./image-setting.ts";

/** Images in two halves, centred and scaled by the first. */
export interface ImageSet {
  /** What they are, and their size. */
  readonly title: string;
  /** Counts of both halves, and how images were shrunk, in words. */
  readonly description: string;
  /** Training half; mean 0, mean square 1 over all pixels; shape [N, D]. */
  readonly train: Points;
  /** The other half on the same scale; shape [N, D]. */
  readonly heldOut: Points;
}

const where = "validate-images";

/**
 * The digits of the package, and the images of files that the user names, each split in two halves at random.
 *
 * @param files - paths of CSV or IDX files of square images, gzipped or not
 * @throws ArgumentError naming a file that cannot be read, is damaged, or holds no square images, or fewer than 4
 */
export async function loadImageSets(loader: DataLoader, files: readonly string[], rng: Rng): Promise<ImageSet[]> {
  const digits = await digitsFromBytes(await loader.asset("digits.csv.gz"));
  const sets = [imageSet(rng.split("split/digits"), "digits", digits)];
  for (const [k, path] of files.entries()) {
    const images = await imagesFromFile(loader, path);
    sets.push(imageSet(rng.split(`split/file/${k}`), shortName(path), images));
  }
  return sets;
}

/** The name of a file, without folder and endings. */
function shortName(path: string): string {
  const [name] = path.split(/[/\\]/).slice(-1) as [string];
  return name
    .replace(/\.gz$/, "")
    .replace(/\.\w+$/, "")
    .replace(/-images-idx\d-ubyte$/, "");
}

async function imagesFromFile(loader: DataLoader, path: string): Promise<Points> {
  const refuse = (rule: string, error: unknown): never => {
    throw new ArgumentError(where, "data", path, `${rule}: ${error instanceof Error ? error.message : String(error)}`);
  };
  const bytes = await loader.read(path).catch((error: unknown) => refuse("a file that can be read", error));
  try {
    const images = await pointsFromFile(bytes);
    imageSide(where, images.dim);
    if (images.count < 4) throw new ArgumentError(where, "images", images.count, "at least 4");
    return images;
  } catch (error) {
    return refuse("a CSV or IDX file of square images in good order", error);
  }
}

/** Shrinks, splits, centres and scales. */
export function imageSet(rng: Rng, name: string, images: Points): ImageSet {
  const full = imageSide(where, images.dim);
  let side = full;
  let factor = 1;
  while (side > imageSetting.longestSide && side % 2 === 0) {
    side /= 2;
    factor *= 2;
  }
  const { count, dim, values } = averagePooled(images, factor);
  const order = Int32Array.from({ length: count }, (_, n) => n);
  for (let n = count - 1; n > 0; n--) {
    const other = rng.integer(n + 1);
    [order[n], order[other]] = [order[other]!, order[n]!];
  }
  const half = Math.floor(count / 2);
  const mean = new Float64Array(dim);
  for (let n = 0; n < half; n++) for (let d = 0; d < dim; d++) mean[d]! += values[order[n]! * dim + d]! / half;
  let square = 0;
  for (let n = 0; n < half; n++)
    for (let d = 0; d < dim; d++) square += (values[order[n]! * dim + d]! - mean[d]!) ** 2 / (half * dim);
  if (!(square > 0)) throw new ArgumentError(where, "data", name, "images that differ from each other");
  const scale = Math.sqrt(square);
  const part = (from: number, to: number): Points => {
    const out = new Float64Array((to - from) * dim);
    for (let n = from; n < to; n++)
      for (let d = 0; d < dim; d++) out[(n - from) * dim + d] = (values[order[n]! * dim + d]! - mean[d]!) / scale;
    return points(out, dim);
  };
  const pooled = factor === 1 ? "" : `, means over ${factor} × ${factor} of ${full} × ${full} pixels`;
  return {
    title: `${name} ${side} × ${side}`,
    description: `${name} (${half} + ${count - half} images of ${side} × ${side}${pooled})`,
    train: part(0, half),
    heldOut: part(half, count),
  };
}
