import {
  type Density,
  type DensityCurve,
  type Estimate,
  type FigurePanel,
  type FigureResult,
  meanEstimate,
  type ReferenceRow,
  zScore,
} from "../../core/index.ts";
import { massPerModel } from "../../validate/index.ts";
import { joinArrays } from "../join.ts";
import { memberRanges } from "../member-ranges.ts";
import { factorAt, type PopulationResult } from "../population-result.ts";
import type { RunContext } from "../run-context.ts";
import { gapRegions } from "./gap-filling-setting.ts";
import { type LocalColumn, localColumns, localTable, sampledError } from "./local-table.ts";
import type { LocalInput, LocalLaws } from "./local-tasks.ts";
import { provenanceOf } from "./provenance.ts";

const cutoffTime = 0.01;
/** Cells of the label line; gap masses change by less than 1e-3 when they are doubled. */
const cells = 700;
/** Paths through each Gaussian field. */
const paths = 12;
/** Bin edges of the densities, with the edges of all regions among them. */
const x = Float64Array.from({ length: 129 }, (_, i) => -1.6 + 0.025 * i);
/** Sample counts whose end-point densities are shown. */
const shown = [16_384, 1024];
const targets = ["J1", "J0"] as const;

const labels: Readonly<Record<LocalColumn, string>> = {
  "gaussian-field": "Gaussian field, sampled",
  "noise-free": "V = 0",
  "local-second-order": "local second-order equation",
  "local-without-drift": "the same with A = 0 (Itô misreading)",
  "weak-noise": "weak noise",
  "weak-noise-shifted": "weak noise with b₂",
};

/** Everything about one target at one sample count. */
interface LocalCell {
  readonly sampleCount: number;
  readonly gap: Readonly<Record<LocalColumn, Estimate>>;
  readonly densities: Readonly<Record<LocalColumn, DensityCurve>>;
}

/**
 * Local approximations of the path integral beside the Gaussian field that they approximate, for the three-point model at ε = 0.01
 * under 300 Euler steps: gap mass against P, and end-point densities, for the noisy (J1) and the noise-free target (J0).
 *
 * @param models - Gaussian fields a sample count
 * @source GTV, section 6 (semiclassical approximation)
 */
export async function localApproximations(seed: number, models: number, context: RunContext): Promise<FigureResult> {
  const { parallel, onProgress } = context;
  const sampleCounts = localTable.map((row) => row.sampleCount);
  const ranges = memberRanges(models);
  const total = 1 + targets.length * (1 + sampleCounts.length * ranges.length);
  let done = 0;
  const tick = (label: string) => () => onProgress?.(++done, total, label);
  const [population] = await parallel.map<PopulationResult>([{ task: "figure/gap-population", input: { cutoffTime } }]);
  tick("population moments")();
  const { solution, factor, inputFactor } = population!;
  const factorOf = { J1: factor, J0: inputFactor };
  const local = await parallel.map<LocalLaws[]>(
    targets.map((target): { task: string; input: LocalInput } => ({
      task: "figure/local-laws",
      input: { cutoffTime, cells, x, mean: solution, factor: factorOf[target], sampleCounts },
    })),
    tick("local equations"),
  );
  const panels: FigurePanel[] = [];
  const references: ReferenceRow[] = [];
  for (const [k, target] of targets.entries()) {
    const row = targets.length - 1 - k;
    const found: LocalCell[] = [];
    for (const laws of local[k]!) {
      const { sampleCount } = laws;
      const parts = await parallel.map<Float64Array[]>(
        ranges.map((range) => ({
          task: "figure/gap-fields",
          input: {
            seed,
            cutoffTime,
            sampleCount,
            samplers: ["euler-300"],
            paths,
            ...range,
            name: `local/${target}`,
            mean: solution,
            factor: factorAt(factorOf[target], sampleCount),
          },
        })),
        tick(`${target}, P = ${sampleCount}: Gaussian fields`),
      );
      found.push(localCell(laws, joinArrays(parts.map((part) => part[0]!)), models));
    }
    for (const [column, sampleCount] of shown.entries()) {
      const { densities } = found.find((each) => each.sampleCount === sampleCount)!;
      panels.push({
        title: `${target}, P = ${sampleCount}`,
        row,
        column,
        map: null,
        curves: localColumns.map((name) => ({ label: labels[name], name, density: densities[name] })),
        budgets: [],
        regions: gapRegions,
      });
    }
    panels.push(gapPanel(target, row, found));
    if (target === "J1") references.push(...localReferences(found));
  }
  return {
    format: "scorepath-figure-1",
    id: "gtv-local",
    title: "Local approximations of the path integral beside the field that they approximate",
    caption: `Three points, 256 bumps, ε = 0.01, 300 Euler steps. Gap mass is decided near the separatrices of the noise-free flow, where no local theory is accurate at small P. Upper row: noisy target (J1), lower row: noise-free target (J0). ${validityText(local[0]!)} The deterministic columns of the reference differ from ours by what the label grid makes of them: uniform grids of 400 to 800 labels move our values as far, while doubling our cells, which crowd at the separatrices, moves none by more than 1e-3.`,
    panels,
    references,
    provenance: provenanceOf(context, seed),
  };
}

function validityText(laws: readonly LocalLaws[]): string {
  const valid = laws.filter(({ validity }) => validity.valid === 1).map(({ sampleCount }) => sampleCount);
  const { largestNegativeDiffusion } = laws[0]!.validity;
  const where = valid.length === 0 ? "at no sample count shown" : `at P = ${valid.join(", ")}`;
  const negative = (100 * largestNegativeDiffusion!).toPrecision(2);
  return `By its own flag weak noise is valid for gap masses ${where}; the largest negative B is ${negative} % of the largest B and is clipped.`;
}

function localCell({ sampleCount, laws }: LocalLaws, samples: Float64Array, models: number): LocalCell {
  const set = { kind: "samples", points: { count: samples.length, dim: 1, values: samples }, models } as const;
  const gapRegion = gapRegions.find(({ name }) => name === "gap")!;
  const columns = Object.entries(laws) as [Exclude<LocalColumn, "gaussian-field">, Density][];
  return {
    sampleCount,
    gap: {
      ...(Object.fromEntries(
        columns.map(([name, law]) => [name, { value: massBetween(law), standardError: 0 }]),
      ) as Record<Exclude<LocalColumn, "gaussian-field">, Estimate>),
      "gaussian-field": meanEstimate(massPerModel(set, gapRegion)),
    },
    densities: {
      ...(Object.fromEntries(columns.map(([name, law]) => [name, densityOf(law)])) as Record<
        Exclude<LocalColumn, "gaussian-field">,
        DensityCurve
      >),
      "gaussian-field": histogram(samples, models),
    },
  };
}

/** Mass of the gaps, 0.25 to 0.75 on both sides. */
function massBetween({ x: edges, cdf }: Density): number {
  const at = (edge: number): number => cdf[edges.findIndex((value) => Math.abs(value - edge) < 1e-9)]!;
  return at(-0.25) - at(-0.75) + at(0.75) - at(0.25);
}

const middles = Array.from({ length: x.length - 1 }, (_, i) => (x[i]! + x[i + 1]!) / 2);

function densityOf({ cdf }: Density): DensityCurve {
  return {
    x: middles,
    density: middles.map((_, i) => Math.max(0, (cdf[i + 1]! - cdf[i]!) / (x[i + 1]! - x[i]!))),
    standardError: middles.map(() => 0),
  };
}

function histogram(samples: Float64Array, models: number): DensityCurve {
  const width = x[1]! - x[0]!;
  const perBin = middles.map(() => new Float64Array(models));
  const own = samples.length / models;
  samples.forEach((value, n) => {
    const bin = Math.floor((value - x[0]!) / width);
    if (bin >= 0 && bin < middles.length) perBin[bin]![Math.floor(n / own)]! += 1 / (own * width);
  });
  const estimates = perBin.map((values) => meanEstimate(values));
  return {
    x: middles,
    density: estimates.map(({ value }) => value),
    standardError: estimates.map(({ standardError }) => standardError),
  };
}

function gapPanel(target: string, row: number, found: readonly LocalCell[]): FigurePanel {
  const ordered = found.toSorted((a, b) => a.sampleCount - b.sampleCount);
  return {
    title: `${target}, gap mass against P`,
    row,
    column: shown.length,
    map: null,
    axes: { x: "log₁₀ P", y: "gap mass" },
    curves: localColumns.map((name) => ({
      label: labels[name],
      name,
      density: {
        x: ordered.map(({ sampleCount }) => Math.log10(sampleCount)),
        density: ordered.map(({ gap }) => gap[name].value),
        standardError: ordered.map(({ gap }) => gap[name].standardError),
      },
    })),
    budgets: [],
    regions: [],
  };
}

function localReferences(found: readonly LocalCell[]): ReferenceRow[] {
  return localTable.flatMap(({ sampleCount, values }) => {
    const { gap } = found.find((each) => each.sampleCount === sampleCount)!;
    return localColumns.map((name, k) => {
      // Half a unit of the last digit where the source has no error.
      const reference = { value: values[k]!, standardError: name === "gaussian-field" ? sampledError : 5e-5 };
      return {
        quantity: `P = ${sampleCount}: gap, ${labels[name]}`,
        reference,
        found: gap[name],
        z: zScore(gap[name], reference),
      };
    });
  });
}
