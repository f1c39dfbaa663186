import type { ErrorBudget, FigurePanel, FigureResult } from "../../core/index.ts";
import type { RunContext } from "../run-context.ts";
import { decompositionReferences, estimateOf, flowReferences } from "./gap-decomposition.ts";
import { figurePanel } from "./gap-filling-panel.ts";
import type { GapSampler } from "./gap-filling-tasks.ts";
import { overGapPanels } from "./gap-panels.ts";
import { provenanceOf } from "./provenance.ts";

const cutoffTimes = [1e-3, 1e-2] as const;
/** Samples per model. */
const paths = 40;
/** The laws of the published decomposition that lie on a budget's path. */
const compared = ["trained-noisy", "trained-noise-free", "sandwich"] as const;
/** The region whose budget the panels show. */
const focus = "gap";

/**
 * Where the mass between the training points comes from, over F/P (columns) and two cutoff times (rows): data blur, integrator,
 * bias of features and ridge, input noise, target noise, closure; by theory and by trained models. The same three-point models
 * as Figure 2.
 *
 * @param scheme - "accurate": converged integration, so that the integrator has no part; "published": the 30 steps and the
 * rounding of the published sampler
 * @source GTV, Figure 2
 */
export async function budgetOverSamples(
  scheme: "published" | "accurate",
  seed: number,
  models: number,
  context: RunContext,
): Promise<FigureResult> {
  const samplers: readonly GapSampler[] = scheme === "published" ? ["lookup"] : ["converged", "euler-300"];
  const found = await overGapPanels(
    { cutoffTimes, samplersOf: () => samplers, seed, models, paths },
    context,
    ({ plan, row, laws, place }) => {
      const panel = figurePanel(plan, row, laws[0]!, place);
      const gap = (name: string): string => estimateOf(laws[0]!, name, focus).value.toFixed(3).replace(/^0/, "");
      const title = `${panel.title}: J1 ${gap("trained-noisy")}, J0 ${gap("trained-noise-free")}`;
      const { cutoffTime, sampleCount } = plan;
      return {
        panel: { ...focused(panel), title, curves: [] },
        references: [
          ...(place.column === 0 ? flowReferences(cutoffTime, laws) : []),
          ...decompositionReferences(cutoffTime, sampleCount, laws, compared),
        ],
      };
    },
  );
  return {
    format: "scorepath-figure-1",
    id: "gtv-budget",
    title: `Where the mass in the gaps comes from (${scheme} scheme)`,
    caption: `${captions[scheme]} Each bar starts where the one above it ended. By theory: the Gaussian field of leading order in 1/P, and a closure to the trained models; by trained models: infinite data, then models trained on the noise-free target (J0), then on the noisy one (J1). Panel titles give the gap mass of both. Rows: cutoff time ε; columns: F/P with F = 256.`,
    panels: found.map(({ panel }) => panel),
    references: found.flatMap(({ references }) => references),
    provenance: provenanceOf(context, seed),
  };
}

const captions = {
  accurate: "Runge–Kutta on geometric times, converged to 1e-5 in mass.",
  published: "30 uniform Euler steps, states rounded up to a 200-point grid.",
} as const;

/** The panel with the region in focus put first, in regions and budgets alike. */
function focused(panel: FigurePanel): FigurePanel {
  const at = panel.regions.findIndex(({ name }) => name === focus);
  const first = <Item>(items: readonly Item[]): Item[] => [items[at]!, ...items.filter((_, k) => k !== at)];
  const budgets = panel.budgets.map((budget): ErrorBudget => {
    const parts = budget.parts.map((part) => ({ ...part, masses: first(part.masses) }));
    return { ...budget, parts, total: { ...budget.total, masses: first(budget.total.masses) } };
  });
  return { ...panel, regions: first(panel.regions), budgets };
}
