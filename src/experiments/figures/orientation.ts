import {
  type Estimate,
  type FigurePanel,
  type FigureResult,
  meanEstimate,
  namedData,
  type ReferenceRow,
  zScore,
} from "../../core/index.ts";
import { stackRows } from "../join.ts";
import { memberRanges } from "../member-ranges.ts";
import type { RunContext } from "../run-context.ts";
import { coarseDensity, conditionalImage } from "./orientation-image.ts";
import { type FeatureFamily, familyNames, orientation, orientationSets } from "./orientation-setting.ts";
import { orientationRatios, orientationTable } from "./orientation-tables.ts";
import type { OrientationInput, OrientationMembers, PlaneCounts } from "./orientation-tasks.ts";
import { provenanceOf } from "./provenance.ts";

/**
 * Samples a model. For densities: with 2000 models a third of the standard error of the reference computation. For the published
 * image: so many that few columns of a member stay empty, as with the 100 000 of the source.
 */
const paths = { accurate: 50, published: 10_000 } as const;

/** Models a panel where none are asked for; the published image has as many as its source. */
export const orientationModels = { accurate: 2000, published: 100 } as const;

const targets = ["noisy", "noiseFree"] as const;
type Target = (typeof targets)[number];

/** One family at one angle. */
interface Cell {
  readonly family: FeatureFamily;
  readonly angle: number;
  readonly models: number;
  /** Per target and set, the masses of all members in their samples and in their images. */
  readonly masses: Readonly<Record<Target, Float64Array[]>>;
  readonly imageMasses: Readonly<Record<Target, Float64Array[]>>;
  /** Per target, sums of images. */
  readonly images: Readonly<Record<Target, Float64Array[]>>;
}

/**
 * Figure 3: the average law of 1000-feature linear models trained on 500 draws of four points on a circle, for two feature
 * families (rows) and three orientations of the points (pairs of columns: noisy target J1, noise-free target J0).
 *
 * @param scheme - "accurate": joint density; "published": the image of the source, in which every column is normalised by
 * itself and so shows p(y | x). The models, the sampler (30 Euler steps, no rounding to a grid) and the references are the same.
 * @source GTV, Figure 3
 */
export async function orientationFigure(
  scheme: "published" | "accurate",
  seed: number,
  models: number,
  context: RunContext,
): Promise<FigureResult> {
  const { families, angles } = orientation;
  const places = families.flatMap((family, row) => angles.map((angle, column) => ({ family, angle, row, column })));
  const total = places.length * memberRanges(models).length;
  let done = 0;
  const panels: FigurePanel[] = [];
  const references: ReferenceRow[] = [];
  for (const { family, angle, row, column } of places) {
    const image = scheme === "published" ? "conditional" : "joint";
    const base = { seed, family, angle, paths: paths[scheme], image } as const;
    const inputs = memberRanges(models).map((range): OrientationInput => ({ ...base, ...range }));
    const parts = await context.parallel.map<OrientationMembers>(
      inputs.map((input) => ({ task: "figure/orientation-members", input })),
      () => context.onProgress?.(++done, total, `${familyNames[family]} features, ${angle}°`),
    );
    const cell = joined(family, angle, parts, models);
    targets.forEach((target, k) => {
      panels.push(panel(scheme, cell, target, families.length - 1 - row, 2 * column + k));
    });
    references.push(...massReferences(cell), ...ratioReferences(scheme, cell));
  }
  return {
    format: "scorepath-figure-1",
    id: "gtv-fig3",
    title: titles[scheme],
    caption: captions[scheme],
    panels: sharingColours(scheme, panels),
    references,
    provenance: provenanceOf(context, seed),
  };
}

/** Share of the bins of the published image beyond which colours end: single samples in empty columns have p(y | x) = 1. */
const imageQuantile = 0.999;

/** One colour scale for all panels: up to the largest density, or to a quantile of the published image. */
function sharingColours(scheme: "published" | "accurate", panels: readonly FigurePanel[]): FigurePanel[] {
  const values = Float64Array.from(panels.flatMap(({ map }) => map!.values.flat())).sort();
  const top = values[scheme === "accurate" ? values.length - 1 : Math.floor(imageQuantile * values.length)]!;
  const quantity = scheme === "accurate" ? "density" : "p(y | x) per bin";
  const scale = { quantity, range: [0, top] as const, stretch: "square root" as const };
  return panels.map((panel) => ({ ...panel, map: { ...panel.map!, scale } }));
}

const titles = {
  accurate: "What linear score models learn from four points: joint density by features and orientation",
  published: "The published image, each column normalised by itself: p(y | x), not the joint density",
} as const;

const setting =
  "Four points (dots) on the unit circle, P = 500, F = 10 × 10 × 10, ridge 0.1, ε = 0.01, 30 Euler steps. Upper row: Gaussian product features; lower row: Fourier product features. J1: noisy target; J0: noise-free target on the same inputs.";

const captions = {
  accurate: `${setting} Density averaged over models, one colour scale for all panels, by the square root so that faint bridges show. Gaussian features connect neighbours, Fourier features connect through the centre; horizontal and vertical are alike.`,
  published: `${setting} As published, the histogram of every model is normalised over y for every x, then averaged: it shows p(y | x), which makes horizontal structure look stronger than vertical structure. The joint density (--scheme accurate) has no such asymmetry.`,
} as const;

function joined(family: FeatureFamily, angle: number, parts: readonly OrientationMembers[], models: number): Cell {
  const both = <Found>(of: (counts: PlaneCounts[]) => Found): Record<Target, Found> => ({
    noisy: of(parts.map((part) => part.noisy)),
    noiseFree: of(parts.map((part) => part.noiseFree)),
  });
  const perSet =
    (name: "masses" | "imageMasses") =>
    (counts: PlaneCounts[]): Float64Array[] => {
      const all = stackRows(counts.map((each) => each[name]));
      return orientationSets(angle).map((_, k) =>
        Float64Array.from({ length: all.rows }, (_unused, m) => all.values[m * all.cols + k]!),
      );
    };
  return {
    family,
    angle,
    models,
    masses: both(perSet("masses")),
    imageMasses: both(perSet("imageMasses")),
    images: both((counts) => counts.map(({ image }) => image)),
  };
}

function panel(
  scheme: "published" | "accurate",
  { family, angle, images, models }: Cell,
  target: Target,
  row: number,
  column: number,
): FigurePanel {
  const image =
    scheme === "published" ? conditionalImage(images[target], models) : coarseDensity(images[target], models);
  const marks = namedData("four-points", { angle }).components.map(({ mean }) => Array.from(mean));
  return {
    title: `${familyNames[family]}, ${angle}°, ${target === "noisy" ? "J1" : "J0"}`,
    row,
    column,
    map: { ...image, marks },
    curves: [],
    budgets: [],
    regions: [],
  };
}

function compared(quantity: string, reference: Estimate, found: Estimate): ReferenceRow {
  return { quantity, reference, found, z: zScore(found, reference) };
}

function massReferences({ family, angle, masses }: Cell): ReferenceRow[] {
  const sets = orientationSets(angle);
  return orientationTable
    .filter((row) => row.family === family && row.angle === angle)
    .map(({ target, set, reference }) => {
      const found = meanEstimate(masses[target][sets.findIndex(({ name }) => name === set)]!);
      return compared(
        `${familyNames[family]}, ${angle}°, ${target === "noisy" ? "J1" : "J0"}: ${set}`,
        reference,
        found,
      );
    });
}

/** Horizontal over vertical, in the joint density, and in the published image where that is made. */
function ratioReferences(
  scheme: "published" | "accurate",
  { family, angle, masses, imageMasses }: Cell,
): ReferenceRow[] {
  const published = orientationRatios.find((row) => row.family === family && row.angle === angle)!;
  const [horizontal, vertical] = orientationSets(angle);
  const name = `${familyNames[family]}, ${angle}°, J1: ${horizontal!.name} over ${vertical!.name}`;
  const [above, below] = masses.noisy;
  const joint = compared(`${name}, joint density`, published.joint, ratioOfMeans(above!, below!));
  if (scheme === "accurate") return [joint];
  const found = ratioOfMeans(imageMasses.noisy[0]!, imageMasses.noisy[1]!);
  return [joint, compared(`${name}, image p(y | x)`, published.image, found)];
}

/** Ratio of two means over the same models, with the error of its linearisation. */
function ratioOfMeans(a: Float64Array, b: Float64Array): Estimate {
  const below = meanEstimate(b).value;
  const value = meanEstimate(a).value / below;
  return { value, standardError: meanEstimate(a.map((mass, m) => (mass - value * b[m]!) / below)).standardError };
}
