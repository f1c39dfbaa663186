import { display } from "../numerics/index.ts";

/** A defect of an experiment file or a request, located by its JSON path. */
export class SpecError extends Error {
  override readonly name: string = "SpecError";
  readonly path: string;
  readonly value: unknown;
  readonly rule: string;

  constructor(path: string, value: unknown, rule: string) {
    super(`${path}: ${display(value)} must be ${rule}`);
    this.path = path;
    this.value = value;
    this.rule = rule;
  }
}
