import { openBackend, type PackageSource, type TrainingBackend } from "../validate/index.ts";

const opened = new Map<string, Promise<TrainingBackend>>();

/** The backend that tasks of this thread train on, opened once by name. */
export function taskBackend(name: string, packages: PackageSource | undefined): Promise<TrainingBackend> {
  if (packages === undefined) throw new Error("taskBackend: this caller of runTask gave no packages to train with");
  const known = opened.get(name);
  if (known !== undefined) return known;
  const opening = openBackend(name, packages);
  opened.set(name, opening);
  return opening;
}
