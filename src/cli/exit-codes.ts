/** Exit codes of every command. */
export const exitCodes = {
  done: 0,
  /** With --strict: a claim failed its verdict. */
  claimFailed: 1,
  badInput: 2,
  /** A defect of the program. */
  internal: 70,
  interrupted: 130,
} as const;

/** Errors that a user can do something about, by class name, since classes do not cross threads. */
const inputErrors = new Set([
  "SpecError",
  "ArgumentError",
  "ShapeError",
  "NotPositiveDefiniteError",
  "ConvergenceError",
  "BackendError",
  "UsageError",
]);

/** One line and an exit code for an error. */
export function failure(error: unknown): { readonly line: string; readonly code: number } {
  if (!(error instanceof Error)) return { line: String(error), code: exitCodes.internal };
  const message = error.message.replace(/\s*\n\s*/g, " ");
  if (inputErrors.has(error.name)) return { line: message, code: exitCodes.badInput };
  return {
    line: `internal error: ${error.name}: ${message} (SCOREPATH_DEBUG=1 shows where)`,
    code: exitCodes.internal,
  };
}
