/** A value outside its domain; the message reads `where: argument = value must be rule`. */
export class ArgumentError extends Error {
  override readonly name: string = "ArgumentError";
  readonly where: string;
  readonly argument: string;
  readonly value: unknown;
  readonly rule: string;

  constructor(where: string, argument: string, value: unknown, rule: string) {
    super(`${where}: ${argument} = ${display(value)} must be ${rule}`);
    this.where = where;
    this.argument = argument;
    this.value = value;
    this.rule = rule;
  }
}

/** Sizes that do not agree; carries both shapes with their names. */
export class ShapeError extends Error {
  override readonly name: string = "ShapeError";
  readonly where: string;
  readonly found: Readonly<Record<string, readonly number[]>>;

  constructor(where: string, shapes: Readonly<Record<string, readonly number[]>>, rule: string) {
    const listed = Object.entries(shapes).map(([name, shape]) => `${name} is [${shape.join(", ")}]`);
    super(`${where}: ${listed.join(", ")}; ${rule}`);
    this.where = where;
    this.found = shapes;
  }
}

/** A matrix that is not positive definite; carries the pivot at which the factorisation stopped. */
export class NotPositiveDefiniteError extends Error {
  override readonly name: string = "NotPositiveDefiniteError";
  readonly where: string;
  readonly pivot: number;
  readonly value: number;

  constructor(where: string, pivot: number, value: number) {
    super(`${where}: pivot ${pivot} = ${value} must be positive; add a ridge or check for linearly dependent rows`);
    this.where = where;
    this.pivot = pivot;
    this.value = value;
  }
}

/** An iteration that spent its budget; carries how far it got and what to try. */
export class ConvergenceError extends Error {
  override readonly name: string = "ConvergenceError";
  readonly iterations: number;
  readonly residual: number;
  readonly tolerance: number;

  constructor(where: string, iterations: number, residual: number, tolerance: number, advice: string) {
    super(`${where}: residual ${residual} after ${iterations} iterations, tolerance ${tolerance}; ${advice}`);
    this.iterations = iterations;
    this.residual = residual;
    this.tolerance = tolerance;
  }
}

/** A value as an error message shows it: JSON, at most 80 characters. */
export function display(value: unknown): string {
  if (typeof value === "number" || typeof value === "undefined") return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
