import type { Task } from "../../core/index.ts";
import { seededRng } from "../../numerics/index.ts";
import type { CdfBlock } from "../../path-integral/index.ts";
import { type ClosureLaws, closureLaws } from "../closure/closure-laws.ts";
import { type ClosureSetting, closureCell, closureEdges } from "../closure/closure-setting.ts";
import { exactBlock } from "../closure/exact-law.ts";
import type { MemberRange } from "../member-ranges.ts";

/** Spacing of the population's states over the default: moments change by less than 1e-6. */
const refinement = 0.5;

interface CellInput {
  readonly setting: ClosureSetting;
  readonly sampleCount: number;
  readonly seed: number;
}

/** Input of "figure/validity-exact". */
export interface ExactInput extends CellInput, MemberRange {}

/** Input of "figure/validity-theory". */
export interface TheoryInput extends CellInput {
  /** Gaussian fields a law. */
  readonly fields: number;
}

/** Runs a task of the validity map. */
export function runValidityTask(task: Task): CdfBlock | ClosureLaws {
  const { setting, sampleCount, seed } = task.input as CellInput;
  const { process, model } = closureCell(setting, sampleCount);
  const rng = (what: string) => seededRng(seed).split(`${what}/${setting.name}/${sampleCount}`);
  switch (task.task) {
    case "figure/validity-exact": {
      const { from, to } = task.input as ExactInput;
      return exactBlock(rng("exact"), model, process, closureEdges, from, to);
    }
    case "figure/validity-theory": {
      const { fields } = task.input as TheoryInput;
      return closureLaws(rng("theory"), model, process, { fields, x: closureEdges, refinement });
    }
    default:
      throw new Error(`runValidityTask: unknown task ${task.task}`);
  }
}
