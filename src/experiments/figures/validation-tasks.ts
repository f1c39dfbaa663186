import type { Task } from "../../core/index.ts";
import type { PackageSource } from "../../validate/index.ts";
import type { DataLoader } from "../data-loader.ts";
import { runImageTask } from "./image-tasks.ts";
import { runOrdinaryTask } from "./ordinary-tasks.ts";
import { runLinearTask } from "./validate-linear-tasks.ts";
import { runWideTask } from "./wide-tasks.ts";

/** A part of a figure that trains networks. */
type ValidationTask = (task: Task, packages: PackageSource | undefined, loader: DataLoader) => Promise<unknown>;

/** Tasks by the beginning of their name. */
const kinds: Readonly<Record<string, ValidationTask>> = {
  "figure/validate-linear-": runLinearTask,
  "figure/validate-images-": runImageTask,
  "figure/validate-ordinary-": runOrdinaryTask,
  "figure/validate-lazy-": runWideTask,
};

/** Runs one task of the figures that hold theory against trained networks. */
export function runValidationTask(
  task: Task,
  packages: PackageSource | undefined,
  loader: DataLoader,
): Promise<unknown> {
  const found = Object.entries(kinds).find(([beginning]) => task.task.startsWith(beginning));
  if (found === undefined) throw new Error(`runValidationTask: unknown task ${task.task}`);
  return found[1](task, packages, loader);
}
